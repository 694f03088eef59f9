package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.Candidate;
import com.stateset.sequencer.spi.EventStore;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a store has taken outlives it; a store that is closed does nothing more. */
public abstract class ReopenContract extends StoreContract {

    @Test
    void everything_is_there_after_reopening() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        List<Candidate> sent = List.of(
                event(stream).command(command).candidate(),
                event(stream).baseVersion(1L).candidate(),
                event(stream).entity("order", "o-2").candidate());
        EventStore first = openAnother();
        first.append(List.of(batch(sent)));
        List<SequencedEvent> rows = readAll(first, stream, ReadOptions.forwardsFrom(1));
        first.close();

        EventStore second = openAnother();
        assertThat(second.head(stream)).isEqualTo(3);
        assertThat(readAll(second, stream, ReadOptions.forwardsFrom(1))).isEqualTo(rows);
        assertThat(second.find(stream, sent.get(1).event().eventId())).contains(rows.get(1));
        assertThat(second.entityHistory(stream, new EntityRef("order", "o-1"), 0, 10)
                        .events())
                .isEqualTo(rows.subList(0, 2));
        assertThat(said(second.append(List.of(batch(
                                sent.get(0),
                                event(stream).command(command).candidate(),
                                event(stream).baseVersion(1L).candidate(),
                                event(stream).baseVersion(2L).candidate())))
                        .get(0)))
                .containsExactly(
                        "duplicate 1",
                        "rejected duplicate_command_id",
                        "rejected version_conflict: expected 1, actual 2",
                        "accepted 4");
    }

    @Test
    void an_empty_place_can_be_reopened() {
        openAnother().close();
        assertThat(openAnother().head(newStream())).isZero();
    }

    @Test
    void a_closed_store_refuses_every_call() {
        StreamId stream = newStream();
        EventStore closed = openAnother();
        closed.append(List.of(batch(event(stream).candidate())));
        closed.close();
        Stream.<ThrowingCallable>of(
                        () -> closed.append(List.of(batch(event(stream).candidate()))),
                        () -> closed.head(stream),
                        () -> closed.read(stream, ReadOptions.forwardsFrom(1)),
                        () -> closed.find(stream, UUID.randomUUID()),
                        () -> closed.entityHistory(stream, new EntityRef("order", "o-1"), 0, 1),
                        closed::ping)
                .forEach(call -> assertThatThrownBy(call).isInstanceOf(StoreUnavailableException.class));
        assertThat(store().head(stream)).isEqualTo(1);
    }

    @Test
    void closing_twice_is_closing_once() {
        EventStore closed = openAnother();
        closed.close();
        assertThatCode(closed::close).doesNotThrowAnyException();
    }

    @Test
    void closing_one_store_leaves_others_at_the_place_alone() {
        StreamId stream = newStream();
        EventStore another = openAnother();
        append(event(stream).candidate());
        another.append(List.of(batch(event(stream).candidate())));
        another.close();
        assertThat(said(append(event(stream).candidate()))).containsExactly("accepted 3");
    }
}
