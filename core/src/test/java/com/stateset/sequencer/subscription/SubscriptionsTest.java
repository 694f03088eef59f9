package com.stateset.sequencer.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestReceipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {

    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer = Sequencer.builder().store(store).build();
    private final StreamId id = Samples.stream();
    private final EventStream stream = sequencer.stream(id);

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void what_is_there_comes_first_then_what_is_appended() {
        append(700);
        Collecting subscriber = Collecting.everything();
        stream.subscribe(0).subscribe(subscriber);
        assertThat(subscriber.await(700)).isEqualTo(numbers(1, 700));
        append(300);
        assertThat(subscriber.await(1000)).isEqualTo(numbers(1, 1000));
        assertThat(subscriber.events()).isEqualTo(all());
        assertThat(subscriber.problems()).isEmpty();
    }

    @Test
    void a_subscription_may_begin_anywhere() {
        append(10);
        Collecting inside = Collecting.everything();
        stream.subscribe(7).subscribe(inside);
        Collecting beyond = Collecting.everything();
        stream.subscribe(13).subscribe(beyond);
        assertThat(inside.await(4)).isEqualTo(numbers(7, 10));
        append(5);
        assertThat(inside.await(9)).isEqualTo(numbers(7, 15));
        assertThat(beyond.await(3)).isEqualTo(numbers(13, 15));
    }

    @Test
    void a_stream_may_come_into_being_after_its_subscribers() {
        Collecting subscriber = Collecting.everything();
        stream.subscribe(1).subscribe(subscriber);
        append(3);
        assertThat(subscriber.await(3)).isEqualTo(numbers(1, 3));
    }

    @Test
    void what_other_processes_append_is_found() {
        Collecting subscriber = Collecting.everything();
        stream.subscribe(1).subscribe(subscriber);
        try (Sequencer other = Sequencer.builder().store(store).build()) {
            IngestReceipt receipt = other.stream(id).append(Samples.orders(40));
            assertThat(receipt.accepted()).isEqualTo(40);
        }
        assertThat(subscriber.await(40)).isEqualTo(numbers(1, 40));
    }

    @Test
    void two_hundred_subscribers_under_load_see_the_same() throws Exception {
        List<Collecting> subscribers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Collecting subscriber = Collecting.everything();
            stream.subscribe(1).subscribe(subscriber);
            subscribers.add(subscriber);
        }
        appendConcurrently(4, 25, 20);
        List<SequencedEvent> log = all();
        for (Collecting subscriber : subscribers) {
            subscriber.await(2000);
            assertThat(subscriber.events()).isEqualTo(log);
            assertThat(subscriber.problems()).isEmpty();
        }
    }

    @Test
    void subscribers_that_join_while_others_write_see_each_event_once() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int joiners = 12;
        CyclicBarrier barrier = new CyclicBarrier(joiners + 1);
        ExecutorService threads = Executors.newFixedThreadPool(joiners);
        try {
            for (int round = 0; round < 20; round++) {
                int before = Math.toIntExact(stream.head());
                List<Future<Collecting>> joined = new ArrayList<>();
                for (int i = 0; i < joiners; i++) {
                    long from = 1L + random.nextInt(before + 10);
                    long piece = random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(7);
                    joined.add(threads.submit(() -> {
                        Collecting subscriber = new Piecewise(piece);
                        barrier.await();
                        stream.subscribe(from).subscribe(subscriber);
                        return subscriber;
                    }));
                }
                barrier.await();
                appendConcurrently(2, 5, 1 + random.nextInt(40));
                int head = Math.toIntExact(stream.head());
                for (Future<Collecting> future : joined) {
                    Collecting subscriber = future.get();
                    List<SequencedEvent> seen = subscriber.await(events -> isUpTo(head, events));
                    long from = seen.get(0).sequenceNumber();
                    assertThat(subscriber.events()).as("seed %d", seed).isEqualTo(all().subList((int) from - 1, head));
                    assertThat(subscriber.problems()).isEmpty();
                    subscriber.cancel();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void one_that_blocks_does_not_keep_the_others_up() {
        CountDownLatch mayGoOn = new CountDownLatch(1);
        List<Collecting> blocked = IntStream.range(0, 8)
                .<Collecting>mapToObj(i -> new Blocking(mayGoOn))
                .toList();
        blocked.forEach(subscriber -> stream.subscribe(1).subscribe(subscriber));
        Collecting quick = Collecting.everything();
        stream.subscribe(1).subscribe(quick);
        for (int i = 1; i <= 20; i++) {
            append(50);
            assertThat(quick.await(50 * i)).hasSize(50 * i);
        }
        blocked.forEach(subscriber -> assertThat(subscriber.events()).hasSizeLessThanOrEqualTo(1));
        mayGoOn.countDown();
        blocked.forEach(subscriber -> assertThat(subscriber.await(1000)).isEqualTo(numbers(1, 1000)));
    }

    @Test
    void a_first_look_before_its_time_is_not_the_last() throws InterruptedException {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        store.afterRead(read::countDown);
        try (Subscriptions subscriptions = new Subscriptions(store, new Hasty());
                Sequencer another = Sequencer.builder().store(store).build()) {
            assertThat(subscriptions.follow(id, 1, event -> seen.countDown(), FollowPolicy.stop()))
                    .isNotNull();
            assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(another.stream(id).append(Samples.orders(1)).accepted()).isEqualTo(1);
            assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void append(int count) {
        IngestReceipt receipt = stream.append(Samples.orders(count));
        assertThat(receipt.accepted()).isEqualTo(count);
    }

    private void appendConcurrently(int writers, int batches, int events) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                done.add(threads.submit(() -> {
                    for (int i = 0; i < batches; i++) {
                        append(events);
                    }
                }));
            }
            for (Future<?> writer : done) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private List<SequencedEvent> all() {
        return store.all(id);
    }

    private static boolean isUpTo(int head, List<SequencedEvent> events) {
        return !events.isEmpty() && events.get(events.size() - 1).sequenceNumber() >= head;
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    /** Asks for a few more whenever it has got what it asked for. */
    private static final class Piecewise extends Collecting {

        private final long piece;
        private long left;

        private Piecewise(long piece) {
            super(piece);
            this.piece = piece;
            this.left = piece;
        }

        @Override
        void taken(SequencedEvent event) {
            left--;
            if (left == 0) {
                left = piece;
                request(piece);
            }
        }
    }

    /** Does not come back from its first event before it may. */
    private static final class Blocking extends Collecting {

        private final CountDownLatch mayGoOn;

        private Blocking(CountDownLatch mayGoOn) {
            super(Long.MAX_VALUE);
            this.mayGoOn = mayGoOn;
        }

        @Override
        void taken(SequencedEvent event) {
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Runs the first thing that is to be done later before it returns, as if its caller had been held up there. */
    private static final class Hasty extends SubscriptionExecutor {

        private final AtomicBoolean first = new AtomicBoolean(true);

        @Override
        void later(long nanos, Runnable task) {
            if (first.compareAndSet(true, false)) {
                Thread thread = new Thread(task, "hasty");
                thread.start();
                try {
                    thread.join(10_000);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            } else {
                super.later(nanos, task);
            }
        }
    }
}
