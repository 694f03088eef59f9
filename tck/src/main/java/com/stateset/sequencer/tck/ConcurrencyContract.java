package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Many writers, one truth; readers beside them see no gap. */
public abstract class ConcurrencyContract extends StoreContract {

    private static final int WRITERS = 6;
    private static final int BATCHES = 25;

    @Test
    void many_threads_fill_one_stream_without_gaps() {
        StreamId stream = newStream();
        Race.run(writers(i -> () -> write(store(), stream)));
        holdsAll(stream, WRITERS * BATCHES * 3);
    }

    @Test
    void many_threads_fill_several_streams_without_gaps() {
        List<StreamId> streams = List.of(newStream(), newStream(), newStream());
        Race.run(writers(i -> () -> write(store(), streams.get(i % streams.size()))));
        streams.forEach(stream -> holdsAll(stream, WRITERS / streams.size() * BATCHES * 3));
    }

    @Test
    void groups_over_the_same_streams_in_any_order_never_deadlock() {
        List<StreamId> streams = List.of(newStream(), newStream(), newStream());
        Race.run(writers(i -> () -> {
            for (int n = 0; n < BATCHES; n++) {
                List<AppendBatch> group = new ArrayList<>();
                for (int k = 0; k < streams.size(); k++) {
                    int next = i % 2 == 0 ? k : streams.size() - 1 - k;
                    group.add(batch(AppendContract.events(streams.get(next), 2)));
                }
                retrying(store(), group);
            }
            return true;
        }));
        streams.forEach(stream -> holdsAll(stream, WRITERS * BATCHES * 2));
    }

    @Test
    void two_stores_at_one_place_fill_one_stream_without_gaps() {
        StreamId stream = newStream();
        EventStore another = openAnother();
        Race.run(writers(i -> () -> write(i % 2 == 0 ? store() : another, stream)));
        holdsAll(stream, WRITERS * BATCHES * 3);
    }

    @Test
    void two_stores_may_both_be_the_first_at_a_stream() {
        EventStore another = openAnother();
        for (int round = 0; round < 20; round++) {
            StreamId stream = newStream();
            List<AppendResult> answers = Race.run(writers(i ->
                    () -> retrying(i % 2 == 0 ? store() : another, List.of(batch(AppendContract.events(stream, 2))))));
            assertThat(answers).extracting(AppendResult::head).containsExactlyInAnyOrder(2L, 4L, 6L, 8L, 10L, 12L);
            holdsAll(stream, WRITERS * 2);
        }
    }

    @Test
    void one_event_sent_by_all_at_once_is_accepted_once() {
        EventStore another = openAnother();
        for (int round = 0; round < 20; round++) {
            StreamId stream = newStream();
            List<AdmittedEvent> sent = AppendContract.events(stream, 3);
            List<AppendResult> answers =
                    Race.run(writers(i -> () -> retrying(i % 2 == 0 ? store() : another, List.of(batch(sent)))));
            assertThat(answers)
                    .filteredOn(answer -> said(answer).equals(List.of("accepted 1", "accepted 2", "accepted 3")))
                    .hasSize(1);
            assertThat(answers)
                    .filteredOn(answer -> said(answer).equals(List.of("duplicate 1", "duplicate 2", "duplicate 3")))
                    .hasSize(WRITERS - 1);
            holdsAll(stream, 3);
        }
    }

    @Test
    void one_command_sent_with_differing_events_at_once_is_taken_once() {
        EventStore another = openAnother();
        for (int round = 0; round < 20; round++) {
            StreamId stream = newStream();
            UUID command = UUID.randomUUID();
            List<AppendResult> answers = Race.run(writers(i -> () -> retrying(
                    i % 2 == 0 ? store() : another,
                    List.of(batch(
                            event(stream).command(command).candidate(),
                            event(stream).command(command).candidate())))));
            assertThat(answers)
                    .filteredOn(answer -> said(answer).equals(List.of("accepted 1", "accepted 2")))
                    .hasSize(1);
            holdsAll(stream, 2);
        }
    }

    @Test
    void one_base_version_is_won_by_one_writer_at_a_time() {
        StreamId stream = newStream();
        EventStore another = openAnother();
        AtomicInteger wins = new AtomicInteger();
        Race.run(writers(i -> () -> {
            EventStore mine = i % 2 == 0 ? store() : another;
            for (long version = 0; version < BATCHES; version++) {
                AdmittedEvent candidate = event(stream).baseVersion(version).candidate();
                Outcome outcome =
                        retrying(mine, List.of(batch(candidate))).outcomes().get(0);
                if (outcome instanceof Outcome.Accepted) {
                    wins.incrementAndGet();
                }
            }
            return true;
        }));
        List<SequencedEvent> rows = readAll(stream);
        assertThat(rows).hasSize(wins.get());
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.entityVersion()).isEqualTo(row.sequenceNumber());
            assertThat(row.event().baseVersion()).isEqualTo(row.sequenceNumber() - 1);
        });
    }

    @Test
    void a_reader_at_the_tail_sees_no_gap() {
        StreamId stream = newStream();
        EventStore another = openAnother();
        int total = WRITERS * BATCHES * 3;
        List<Callable<Boolean>> tasks = new ArrayList<>(writers(i -> () -> write(store(), stream)));
        tasks.add(() -> tail(store(), stream, total));
        tasks.add(() -> tail(another, stream, total));
        assertThat(Race.run(tasks)).containsOnly(true);
    }

    @Test
    void what_was_acknowledged_is_readable_at_once_everywhere() {
        StreamId stream = newStream();
        EventStore another = openAnother();
        for (int n = 1; n <= BATCHES; n++) {
            AdmittedEvent sent = event(stream).candidate();
            append(sent);
            for (EventStore each : List.of(store(), another)) {
                assertThat(each.head(stream)).isEqualTo(n);
                assertThat(each.find(stream, sent.event().eventId())).isPresent();
                assertThat(each.read(stream, ReadOptions.forwardsFrom(n)).events())
                        .hasSize(1);
            }
        }
    }

    private static <T> List<Callable<T>> writers(IntFunction<Callable<T>> writer) {
        return IntStream.range(0, WRITERS).mapToObj(writer).toList();
    }

    private static boolean write(EventStore store, StreamId stream) {
        for (int n = 0; n < BATCHES; n++) {
            AppendResult answer = retrying(store, List.of(batch(AppendContract.events(stream, 3))));
            long last = answer.head();
            assertThat(said(answer))
                    .containsExactly("accepted " + (last - 2), "accepted " + (last - 1), "accepted " + last);
        }
        return true;
    }

    private static boolean tail(EventStore store, StreamId stream, int total) {
        long seen = 0;
        while (seen < total) {
            EventPage page =
                    store.read(stream, ReadOptions.forwardsFrom(seen + 1).limit(10));
            assertThat(page.head()).isGreaterThanOrEqualTo(seen + page.events().size());
            for (SequencedEvent row : page.events()) {
                assertThat(row.sequenceNumber()).isEqualTo(++seen);
            }
            if (page.events().isEmpty()) {
                Thread.onSpinWait();
            }
        }
        return true;
    }

    private void holdsAll(StreamId stream, int count) {
        List<SequencedEvent> rows = readAll(stream);
        assertThat(numbers(rows))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList());
        assertThat(rows).extracting(row -> row.event().eventId()).doesNotHaveDuplicates();
        assertThat(rows).extracting(SequencedEvent::sequencedAt).isSorted();
        assertThat(store().head(stream)).isEqualTo(count);
        rows.stream()
                .map(row -> row.event().entity())
                .distinct()
                .forEach(entity -> assertThat(store().entityHistory(stream, entity, 0, ReadOptions.MAX_LIMIT)
                                .events())
                        .extracting(SequencedEvent::entityVersion)
                        .containsExactlyElementsOf(LongStream.rangeClosed(
                                        1,
                                        rows.stream()
                                                .filter(row ->
                                                        row.event().entity().equals(entity))
                                                .count())
                                .boxed()
                                .toList()));
    }
}
