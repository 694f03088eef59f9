package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.error.OverloadedException;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LaneQueueTest {

    private final StreamId busy = Samples.stream();
    private final StreamId quiet = Samples.stream();

    @Test
    void streams_take_turns_and_a_streams_batches_keep_their_order() throws Exception {
        LaneQueue queue = new LaneQueue(new LaneQueue.Limits(1000, 1 << 30, 4, 1 << 30));
        List<PendingBatch> longLine = List.of(batch(busy, 1), batch(busy, 1), batch(busy, 1), batch(busy, 1));
        for (PendingBatch batch : longLine) {
            queue.put(batch, Duration.ZERO);
        }
        PendingBatch late = batch(quiet, 1);
        queue.put(late, Duration.ZERO);
        assertThat(queue.takeGroup()).containsExactly(longLine.get(0), late, longLine.get(1), longLine.get(2));
        assertThat(queue.takeGroup()).containsExactly(longLine.get(3));
    }

    @Test
    void a_batch_is_never_cut_and_one_larger_than_a_group_goes_alone() throws Exception {
        LaneQueue queue = new LaneQueue(new LaneQueue.Limits(1000, 1 << 30, 4, 1 << 30));
        PendingBatch large = batch(busy, 9);
        PendingBatch small = batch(busy, 3);
        queue.put(small, Duration.ZERO);
        queue.put(large, Duration.ZERO);
        assertThat(queue.takeGroup()).containsExactly(small);
        assertThat(queue.takeGroup()).containsExactly(large);
    }

    @Test
    void groups_are_bounded_in_bytes_too() throws Exception {
        PendingBatch first = batch(busy, 2);
        PendingBatch second = batch(busy, 2);
        LaneQueue queue = new LaneQueue(new LaneQueue.Limits(1000, 1 << 30, 1000, first.sizeInBytes() + 1));
        queue.put(first, Duration.ZERO);
        queue.put(second, Duration.ZERO);
        assertThat(queue.takeGroup()).containsExactly(first);
        assertThat(queue.takeGroup()).containsExactly(second);
    }

    @Test
    void the_record_of_an_erasure_goes_alone() throws Exception {
        LaneQueue queue = new LaneQueue(new LaneQueue.Limits(1000, 1 << 30, 1000, 1 << 30));
        NewEvent record = new Erasure(new EntityRef("order", "o-1"), "dpo", "why").toEvent(UUID.randomUUID(), 0);
        PendingBatch erasing = Samples.admission(1000, 1000).admit(IngestBatch.of(busy, List.of(record)), 0, true);
        PendingBatch before = batch(busy, 1);
        PendingBatch after = batch(busy, 1);
        for (PendingBatch each : List.of(before, erasing, after)) {
            queue.put(each, Duration.ZERO);
        }
        assertThat(queue.takeGroup()).containsExactly(before);
        assertThat(queue.takeGroup()).containsExactly(erasing);
        assertThat(queue.takeGroup()).containsExactly(after);
    }

    @Test
    void one_stream_fills_half_of_the_queue_at_most() throws Exception {
        LaneQueue queue = new LaneQueue(new LaneQueue.Limits(8, 1 << 30, 100, 1 << 30));
        queue.put(batch(busy, 4), Duration.ZERO);
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> queue.put(batch(busy, 1), Duration.ofMillis(5)));
        queue.put(batch(quiet, 4), Duration.ZERO);
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> queue.put(batch(Samples.stream(), 1), Duration.ZERO));
        assertThat(queue.takeGroup()).hasSize(2);
        queue.put(batch(busy, 100), Duration.ZERO);
    }

    @Test
    void a_stream_set_aside_keeps_its_batches_and_its_place_in_line() throws Exception {
        LaneQueue queue = new LaneQueue(new LaneQueue.Limits(1000, 1 << 30, 100, 1 << 30));
        PendingBatch first = batch(busy, 1);
        queue.put(first, Duration.ZERO);
        assertThat(queue.takeGroup()).containsExactly(first);
        PendingBatch second = batch(busy, 1);
        PendingBatch other = batch(quiet, 1);
        queue.put(second, Duration.ZERO);
        queue.setAside(busy, List.of(first), Duration.ofMillis(50));
        queue.put(other, Duration.ZERO);
        assertThat(queue.takeGroup()).containsExactly(other);
        assertThat(queue.takeGroup()).containsExactly(first, second);
    }

    @Test
    void a_closed_queue_hands_out_what_it_has_and_then_nothing() throws Exception {
        LaneQueue queue = new LaneQueue(new LaneQueue.Limits(1000, 1 << 30, 100, 1 << 30));
        queue.put(batch(busy, 1), Duration.ZERO);
        queue.setAside(quiet, List.of(batch(quiet, 1)), Duration.ofMillis(20));
        queue.close();
        assertThatExceptionOfType(SequencerClosedException.class)
                .isThrownBy(() -> queue.put(batch(busy, 1), Duration.ZERO));
        assertThat(queue.takeGroup()).hasSize(1);
        assertThat(queue.takeGroup()).hasSize(1);
        assertThat(queue.takeGroup()).isEmpty();
    }

    private static PendingBatch batch(StreamId stream, int events) {
        return Samples.admission(1000, 1000).admit(IngestBatch.of(stream, Samples.orders(events)), 0);
    }
}
