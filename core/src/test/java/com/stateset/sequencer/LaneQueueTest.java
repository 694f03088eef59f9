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
import java.lang.Thread.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LaneQueueTest {

    private static final LaneQueue.Limits WIDE = new LaneQueue.Limits(1000, 1 << 30, 100, 1 << 30);

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
        assertThat(next(queue)).containsExactly(longLine.get(0), late, longLine.get(1), longLine.get(2));
        assertThat(next(queue)).containsExactly(longLine.get(3));
    }

    @Test
    void a_batch_is_never_cut_and_one_larger_than_a_group_goes_alone() throws Exception {
        LaneQueue queue = new LaneQueue(new LaneQueue.Limits(1000, 1 << 30, 4, 1 << 30));
        PendingBatch large = batch(busy, 9);
        PendingBatch small = batch(busy, 3);
        queue.put(small, Duration.ZERO);
        queue.put(large, Duration.ZERO);
        assertThat(next(queue)).containsExactly(small);
        assertThat(next(queue)).containsExactly(large);
    }

    @Test
    void groups_are_bounded_in_bytes_too() throws Exception {
        PendingBatch first = batch(busy, 2);
        PendingBatch second = batch(busy, 2);
        LaneQueue queue = new LaneQueue(new LaneQueue.Limits(1000, 1 << 30, 1000, first.sizeInBytes() + 1));
        queue.put(first, Duration.ZERO);
        queue.put(second, Duration.ZERO);
        assertThat(next(queue)).containsExactly(first);
        assertThat(next(queue)).containsExactly(second);
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
        assertThat(next(queue)).containsExactly(before);
        assertThat(next(queue)).containsExactly(erasing);
        assertThat(next(queue)).containsExactly(after);
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
        assertThat(next(queue)).hasSize(2);
        queue.put(batch(busy, 100), Duration.ZERO);
    }

    @Test
    void a_stream_set_aside_keeps_its_batches_and_its_place_in_line() throws Exception {
        LaneQueue queue = new LaneQueue(WIDE);
        PendingBatch first = batch(busy, 1);
        queue.put(first, Duration.ZERO);
        assertThat(queue.takeGroup()).containsExactly(first);
        PendingBatch second = batch(busy, 1);
        PendingBatch other = batch(quiet, 1);
        queue.put(second, Duration.ZERO);
        queue.setAside(busy, List.of(first), Duration.ofMillis(50));
        queue.done(List.of(first));
        queue.put(other, Duration.ZERO);
        assertThat(next(queue)).containsExactly(other);
        assertThat(next(queue)).containsExactly(first, second);
    }

    @Test
    void a_closed_queue_hands_out_what_it_has_and_then_nothing() throws Exception {
        LaneQueue queue = new LaneQueue(WIDE);
        queue.put(batch(busy, 1), Duration.ZERO);
        queue.setAside(quiet, List.of(batch(quiet, 1)), Duration.ofMillis(20));
        queue.close();
        assertThatExceptionOfType(SequencerClosedException.class)
                .isThrownBy(() -> queue.put(batch(busy, 1), Duration.ZERO));
        assertThat(next(queue)).hasSize(1);
        assertThat(next(queue)).hasSize(1);
        assertThat(next(queue)).isEmpty();
    }

    @Test
    void a_stream_is_with_one_lane_at_a_time() throws Exception {
        LaneQueue queue = new LaneQueue(WIDE);
        PendingBatch first = batch(busy, 1);
        PendingBatch second = batch(busy, 1);
        PendingBatch other = batch(quiet, 1);
        queue.put(first, Duration.ZERO);
        List<PendingBatch> group = queue.takeGroup();
        queue.put(second, Duration.ZERO);
        queue.put(other, Duration.ZERO);
        assertThat(queue.takeGroup()).as("another lane").containsExactly(other);
        assertThat(queue.state().batches()).isEqualTo(1);
        queue.done(group);
        assertThat(queue.takeGroup()).containsExactly(second);
    }

    @Test
    void a_lane_leaves_as_many_streams_to_one_that_sleeps() throws Exception {
        LaneQueue queue = new LaneQueue(WIDE);
        List<StreamId> streams = Stream.generate(Samples::stream).limit(4).toList();
        for (StreamId stream : streams) {
            queue.put(batch(stream, 1), Duration.ZERO);
        }
        List<PendingBatch> all = queue.takeGroup();
        assertThat(all).hasSize(4);
        FutureTask<List<PendingBatch>> idle = asleep(queue);
        List<PendingBatch> next = new ArrayList<>();
        for (StreamId stream : streams) {
            next.add(batch(stream, 2));
            queue.put(next.get(next.size() - 1), Duration.ZERO);
        }
        queue.done(all);
        assertThat(queue.takeGroup()).containsExactlyElementsOf(next.subList(0, 2));
        assertThat(idle.get(10, TimeUnit.SECONDS)).containsExactlyElementsOf(next.subList(2, 4));
    }

    @Test
    void a_stream_set_aside_is_tried_alone() throws Exception {
        LaneQueue queue = new LaneQueue(WIDE);
        PendingBatch first = batch(busy, 1);
        queue.put(first, Duration.ZERO);
        List<PendingBatch> group = queue.takeGroup();
        queue.put(batch(quiet, 1), Duration.ZERO);
        PendingBatch third = batch(Samples.stream(), 1);
        queue.put(third, Duration.ZERO);
        queue.setAside(busy, group, Duration.ZERO);
        queue.done(group);
        assertThat(next(queue)).containsExactly(first);
        assertThat(next(queue)).hasSize(2).contains(third);
    }

    @Test
    void nothing_comes_back_to_a_queue_that_is_abandoned() throws Exception {
        LaneQueue queue = new LaneQueue(WIDE);
        queue.put(batch(busy, 1), Duration.ZERO);
        List<PendingBatch> group = queue.takeGroup();
        queue.close();
        assertThat(queue.isAbandoned()).isFalse();
        assertThat(queue.drain()).isEmpty();
        assertThat(queue.setAside(busy, group, Duration.ZERO)).isFalse();
        assertThat(queue.isAbandoned()).isTrue();
        assertThat(queue.takeGroup()).isEmpty();
    }

    @Test
    void a_stream_set_aside_wakes_a_lane_when_its_pause_is_over() throws Exception {
        LaneQueue queue = new LaneQueue(WIDE);
        PendingBatch first = batch(busy, 1);
        queue.put(first, Duration.ZERO);
        List<PendingBatch> group = queue.takeGroup();
        FutureTask<List<PendingBatch>> idle = asleep(queue);
        queue.setAside(busy, group, Duration.ofMillis(50));
        queue.done(group);
        PendingBatch other = batch(quiet, 1);
        queue.put(other, Duration.ZERO);
        FutureTask<List<PendingBatch>> next = asleep(queue);
        assertThat(List.of(idle.get(10, TimeUnit.SECONDS), next.get(10, TimeUnit.SECONDS)))
                .containsExactlyInAnyOrder(List.of(other), List.of(first));
    }

    @Test
    void an_idle_lane_ends_with_the_last_batch_of_a_closed_queue() throws Exception {
        LaneQueue queue = new LaneQueue(WIDE);
        PendingBatch first = batch(busy, 1);
        queue.put(first, Duration.ZERO);
        List<PendingBatch> group = queue.takeGroup();
        queue.put(batch(busy, 1), Duration.ZERO);
        queue.close();
        FutureTask<List<PendingBatch>> idle = asleep(queue);
        queue.done(group);
        assertThat(queue.takeGroup()).hasSize(1);
        assertThat(idle.get(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void lanes_and_callers_at_random_lose_and_reorder_nothing() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        LaneQueue queue = new LaneQueue(new LaneQueue.Limits(40, 1 << 30, 8, 1 << 30));
        List<StreamId> streams = Stream.generate(Samples::stream).limit(6).toList();
        Map<StreamId, List<PendingBatch>> put = new HashMap<>();
        Map<StreamId, List<PendingBatch>> taken = new HashMap<>();
        Map<StreamId, AtomicInteger> held = new HashMap<>();
        streams.forEach(stream -> {
            put.put(stream, new ArrayList<>());
            taken.put(stream, Collections.synchronizedList(new ArrayList<>()));
            held.put(stream, new AtomicInteger());
        });
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> lanes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Random random = new Random(seed + i);
                lanes.add(threads.submit(() -> uninterrupted(() -> takeAll(queue, taken, held, random))));
            }
            List<Future<?>> callers = new ArrayList<>();
            for (StreamId stream : streams) {
                callers.add(threads.submit(() -> uninterrupted(() -> {
                    for (int i = 0; i < 500; i++) {
                        PendingBatch batch = batch(stream, 1 + i % 3);
                        put.get(stream).add(batch);
                        queue.put(batch, Duration.ofSeconds(20));
                    }
                    return null;
                })));
            }
            for (Future<?> caller : callers) {
                caller.get(20, TimeUnit.SECONDS);
            }
            queue.close();
            for (Future<?> lane : lanes) {
                lane.get(20, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(taken).isEqualTo(put);
    }

    /** A lane that now and then sets a stream aside, which must be nobody else's then. */
    private static @Nullable Void takeAll(
            LaneQueue queue, Map<StreamId, List<PendingBatch>> taken, Map<StreamId, AtomicInteger> held, Random random)
            throws InterruptedException {
        for (List<PendingBatch> group = queue.takeGroup(); !group.isEmpty(); group = queue.takeGroup()) {
            Map<StreamId, List<PendingBatch>> byStream =
                    group.stream().collect(Collectors.groupingBy(PendingBatch::stream));
            byStream.keySet()
                    .forEach(stream -> assertThat(held.get(stream).incrementAndGet())
                            .as("lanes that have the stream")
                            .isEqualTo(1));
            byStream.forEach((stream, batches) -> {
                if (random.nextInt(10) == 0) {
                    queue.setAside(stream, batches, Duration.ofMillis(1));
                } else {
                    taken.get(stream).addAll(batches);
                }
            });
            byStream.keySet().forEach(stream -> held.get(stream).decrementAndGet());
            queue.done(group);
        }
        return null;
    }

    /** A lane that found nothing to take, and sleeps. */
    private static FutureTask<List<PendingBatch>> asleep(LaneQueue queue) {
        FutureTask<List<PendingBatch>> group = new FutureTask<>(queue::takeGroup);
        Thread lane = new Thread(group, "idle lane");
        lane.setDaemon(true);
        lane.start();
        while (!group.isDone() && lane.getState() != State.WAITING && lane.getState() != State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return group;
    }

    private static <T> T uninterrupted(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a lane takes that is done with it at once. */
    private static List<PendingBatch> next(LaneQueue queue) throws InterruptedException {
        List<PendingBatch> group = queue.takeGroup();
        queue.done(group);
        return group;
    }

    private static PendingBatch batch(StreamId stream, int events) {
        return Samples.admission(1000, 1000).admit(IngestBatch.of(stream, Samples.orders(events)), 0);
    }
}
