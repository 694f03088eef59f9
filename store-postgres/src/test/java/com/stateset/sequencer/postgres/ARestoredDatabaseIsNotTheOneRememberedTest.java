package com.stateset.sequencer.postgres;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.postgres.Samples.readAll;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The database goes back in time under a running store, as when a backup is restored, or a replica takes over that had not yet
 * heard of everything: what the store remembers is of another history.
 */
class ARestoredDatabaseIsNotTheOneRememberedTest extends OwnDatabase {

    private static final EntityRef ENTITY = new EntityRef("order", "remembered");

    private EventStore store;
    private StreamId stream;

    @BeforeEach
    void rememberFiveVersions() {
        store = open();
        stream = newStream();
        for (int i = 1; i <= 5; i++) {
            append(store, event(stream).entity(ENTITY).candidate());
        }
    }

    @Test
    void versions_go_on_from_those_in_the_log_when_the_head_went_back() {
        goBackTo(3);
        for (int i = 4; i <= 6; i++) {
            assertThat(append(store, event(stream).entity("order", "another").candidate()))
                    .containsExactly("accepted " + i);
        }

        assertThat(append(store, event(stream).entity(ENTITY).candidate())).containsExactly("accepted 7");

        assertThat(versions()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void versions_go_on_from_those_in_the_log_when_others_have_brought_the_head_to_where_it_was() {
        goBackTo(3);
        EventStore other = open();
        append(other, event(stream).entity("order", "another").candidate());
        append(other, event(stream).entity("order", "another").candidate());

        assertThat(append(store, event(stream).entity(ENTITY).candidate())).containsExactly("accepted 6");

        assertThat(versions()).containsExactly(1L, 2L, 3L, 4L);
    }

    /** Not even the connection broke: the head alone tells. */
    @Test
    void no_number_is_left_out_when_the_head_went_back() {
        StreamId second = newStream();
        append(store, event(second).candidate());
        append(store, event(second).candidate());

        setBack(3);
        assertThat(append(store, event(stream).entity(ENTITY).candidate())).containsExactly("accepted 4");
        append(store, event(stream).entity(ENTITY).candidate());
        setBack(3);
        assertThat(store
                        .append(Stream.of(second, stream)
                                .map(each -> batch(event(each).entity(ENTITY).candidate()))
                                .toList())
                        .stream()
                        .map(Samples::said))
                .containsExactly(List.of("accepted 3"), List.of("accepted 4"));

        assertThat(readAll(store, stream).stream().map(SequencedEvent::sequenceNumber))
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(versions()).containsExactly(1L, 2L, 3L, 4L);
    }

    /** The clock of the machine that takes over may be behind. */
    @Test
    void no_event_is_older_than_the_one_before_it() {
        Instant future = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MICROS);
        Samples.execute(dataSource(), "update sequencer.stream_heads set last_sequenced_at = '" + future + "'");
        StreamId second = newStream();

        append(store, event(stream).candidate());
        store.append(Stream.of(stream, second)
                .map(each -> batch(event(each).candidate()))
                .toList());
        append(open(), event(stream).candidate());

        List<Instant> times =
                readAll(store, stream).stream().map(SequencedEvent::sequencedAt).toList();
        assertThat(times).isSorted();
        assertThat(times.subList(5, 8)).allSatisfy(time -> assertThat(time).isAfterOrEqualTo(future));
    }

    /**
     * A restored server knows nothing of the connections that were open before; which is noticed by an append to some other
     * stream.
     */
    private void goBackTo(int head) {
        setBack(head);
        Samples.execute(dataSource(), """
                select pg_terminate_backend(pid) from pg_stat_activity
                where application_name = 'sequencer' and datname = current_database()
                """);
        append(store, event(newStream()).candidate());
    }

    private void setBack(int head) {
        Samples.execute(dataSource(), "delete from sequencer.events where sequence_number > " + head);
        Samples.execute(dataSource(), "update sequencer.stream_heads set head = least(head, " + head + ")");
    }

    private List<Long> versions() {
        return store.entityHistory(stream, ENTITY, 0, 100).events().stream()
                .map(SequencedEvent::entityVersion)
                .toList();
    }
}
