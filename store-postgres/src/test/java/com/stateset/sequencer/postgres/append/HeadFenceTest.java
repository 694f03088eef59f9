package com.stateset.sequencer.postgres.append;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.postgres.Samples.readAll;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.postgres.WatchedDataSource;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All heads of a group move, or none does; whoever else has moved them, and whatever the clock says. */
class HeadFenceTest extends OwnDatabase {

    private WatchedDataSource connections;
    private EventStore store;
    private EventStore other;
    private StreamId first;
    private StreamId second;

    @BeforeEach
    void rememberTwoStreams() {
        connections = new WatchedDataSource(Samples.dataSource(place()));
        store = closedAfterwards(PostgresEventStore.over(connections));
        other = open();
        first = newStream();
        second = newStream();
        for (int i = 0; i < 2; i++) {
            append(store, event(first).candidate());
            append(store, event(second).candidate());
        }
    }

    @Test
    void several_heads_move_without_a_look_at_the_names() {
        connections.forget();

        assertThat(appendToBoth()).containsExactly("accepted 3", "accepted 3");

        assertThat(connections.sent()).hasSize(1).first().asString().doesNotContain("stream_ids");
    }

    @Test
    void with_a_stream_without_events_the_names_are_looked_at() {
        StreamId made = newStream();
        connections.forget();

        List<AppendResult> answers = store.append(
                List.of(batch(event(made).candidate()), batch(event(first).candidate())));

        assertThat(answers.stream().flatMap(each -> Samples.said(each).stream()))
                .containsExactly("accepted 1", "accepted 3");
        assertThat(connections.sent())
                .last()
                .asString()
                .startsWith("with moment as")
                .contains("stream_ids i");
    }

    @Test
    void if_another_has_moved_one_of_the_heads_none_moves() {
        append(other, event(second).candidate());
        connections.forget();

        assertThat(appendToBoth()).containsExactly("accepted 3", "accepted 4");

        assertThat(connections.sent().get(0)).startsWith("with moment as").contains("a head is elsewhere");
        assertThat(connections.sent().size()).as("the locked way after it").isGreaterThan(4);
        assertThat(readAll(store, first)).hasSize(3);
        assertThat(readAll(store, second)).hasSize(4);
    }

    @Test
    void no_event_is_earlier_than_the_one_before_it() {
        Instant ahead = Instant.parse("2100-01-01T00:00:00Z");
        Samples.execute(dataSource(), """
                update sequencer.stream_heads set last_sequenced_at = '%s'
                where stream_id = (select stream_id from sequencer.stream_ids where store_id = '%s')
                """.formatted(ahead, second.storeId()));

        assertThat(appendToBoth()).containsExactly("accepted 3", "accepted 3");

        assertThat(readAll(store, first).get(2).sequencedAt()).isEqualTo(ahead);
        assertThat(readAll(store, second).get(2).sequencedAt()).isEqualTo(ahead);
    }

    private List<String> appendToBoth() {
        return store
                .append(List.of(
                        batch(event(first).candidate()), batch(event(second).candidate())))
                .stream()
                .flatMap(each -> Samples.said(each).stream())
                .toList();
    }
}
