package com.stateset.sequencer.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestReceipt;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventSubscriptionTest {

    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer = Sequencer.builder().store(store).build();
    private final StreamId id = Samples.stream();
    private final EventStream stream = sequencer.stream(id);

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void no_more_comes_than_is_requested() {
        append(20);
        Collecting subscriber = new Collecting(0);
        Collecting other = Collecting.everything();
        stream.subscribe(1).subscribe(subscriber);
        stream.subscribe(1).subscribe(other);
        other.await(20);
        assertThat(subscriber.events()).isEmpty();
        subscriber.request(3);
        subscriber.await(3);
        subscriber.request(2);
        subscriber.await(5);
        append(1);
        other.await(21);
        assertThat(subscriber.events()).hasSize(5);
        subscriber.request(Long.MAX_VALUE);
        subscriber.request(Long.MAX_VALUE);
        assertThat(subscriber.await(21)).isEqualTo(numbers(21));
        assertThat(subscriber.problems()).isEmpty();
    }

    @Test
    void each_subscriber_of_a_publisher_has_its_own_subscription() {
        append(5);
        Publisher<SequencedEvent> publisher = sequencer.subscribe(id, 1);
        Collecting one = Collecting.everything();
        Collecting two = Collecting.everything();
        publisher.subscribe(one);
        one.await(5);
        publisher.subscribe(two);
        assertThat(two.await(5)).isEqualTo(numbers(5));
    }

    @Test
    void a_request_of_nothing_ends_the_subscription_with_an_error() {
        append(2);
        for (long senseless : new long[] {0, -1, Long.MIN_VALUE}) {
            Collecting subscriber = new Collecting(0);
            stream.subscribe(1).subscribe(subscriber);
            subscriber.request(senseless);
            assertThat(subscriber.awaitError())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a subscriber requested " + senseless + " events; it must be 1 or more");
            subscriber.request(5);
            subscriber.cancel();
            assertThat(subscriber.events()).isEmpty();
            assertThat(subscriber.problems()).isEmpty();
        }
    }

    @Test
    void nothing_comes_after_cancelling() {
        append(10);
        Collecting subscriber = new Collecting(Long.MAX_VALUE) {
            @Override
            void taken(SequencedEvent event) {
                if (event.sequenceNumber() == 4) {
                    cancel();
                    cancel();
                }
            }
        };
        Collecting other = Collecting.everything();
        stream.subscribe(1).subscribe(subscriber);
        stream.subscribe(1).subscribe(other);
        subscriber.await(4);
        append(5);
        other.await(15);
        subscriber.request(1);
        assertThat(subscriber.events()).hasSize(4);
        assertThat(subscriber.problems()).isEmpty();
    }

    @Test
    void a_subscriber_that_fails_is_cancelled() {
        append(3);
        AtomicInteger calls = new AtomicInteger();
        Collecting subscriber = new Collecting(Long.MAX_VALUE) {
            @Override
            void taken(SequencedEvent event) {
                calls.incrementAndGet();
                throw new IllegalStateException("a failure of the test's subscriber");
            }
        };
        Collecting other = Collecting.everything();
        stream.subscribe(1).subscribe(subscriber);
        stream.subscribe(1).subscribe(other);
        other.await(3);
        append(1);
        other.await(4);
        subscriber.await(1);
        assertThat(calls).hasValue(1);
    }

    @Test
    void a_subscription_outlives_a_store_that_cannot_be_reached() {
        append(1);
        AtomicInteger failures = new AtomicInteger();
        store.beforeRead(() -> {
            if (failures.incrementAndGet() <= 3) {
                throw new StoreUnavailableException("away for a test", null);
            }
        });
        Collecting subscriber = Collecting.everything();
        stream.subscribe(1).subscribe(subscriber);
        assertThat(subscriber.await(1)).isEqualTo(numbers(1));
        assertThat(failures.get()).isGreaterThan(3);
        assertThat(subscriber.problems()).isEmpty();
    }

    @Test
    void a_damaged_store_ends_the_subscription() {
        append(1);
        store.beforeRead(() -> {
            throw new StoreFailedException("damaged for a test", null);
        });
        Collecting subscriber = Collecting.everything();
        stream.subscribe(1).subscribe(subscriber);
        assertThat(subscriber.awaitError()).isInstanceOf(StoreFailedException.class);
    }

    @Test
    void others_go_on_when_the_one_that_reads_for_all_is_cancelled() throws InterruptedException {
        append(1);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch mayRead = new CountDownLatch(1);
        store.beforeRead(() -> {
            reading.countDown();
            await(mayRead);
        });
        Collecting first = Collecting.everything();
        Collecting second = Collecting.everything();
        stream.subscribe(1).subscribe(first);
        reading.await();
        stream.subscribe(1).subscribe(second);
        first.cancel();
        mayRead.countDown();
        assertThat(second.await(1)).isEqualTo(numbers(1));
        append(3);
        assertThat(second.await(4)).isEqualTo(numbers(4));
    }

    @Test
    void closing_ends_subscriptions_also_those_that_request_nothing() {
        append(1);
        Collecting idle = new Collecting(0);
        Collecting live = Collecting.everything();
        Publisher<SequencedEvent> publisher = stream.subscribe(1);
        publisher.subscribe(idle);
        publisher.subscribe(live);
        live.await(1);
        sequencer.close();
        assertThat(idle.awaitError()).isInstanceOf(SequencerClosedException.class);
        assertThat(live.awaitError()).isInstanceOf(SequencerClosedException.class);
        Collecting late = Collecting.everything();
        publisher.subscribe(late);
        assertThat(late.awaitError()).isInstanceOf(SequencerClosedException.class);
        assertThat(late.problems()).isEmpty();
    }

    @Test
    void closing_does_not_wait_for_a_subscriber() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        Collecting subscriber = new Collecting(Long.MAX_VALUE) {
            @Override
            void taken(SequencedEvent event) {
                called.countDown();
                EventSubscriptionTest.await(mayGoOn);
            }
        };
        stream.subscribe(1).subscribe(subscriber);
        append(2);
        called.await();
        sequencer.close();
        mayGoOn.countDown();
        assertThat(subscriber.awaitError()).isInstanceOf(SequencerClosedException.class);
        assertThat(subscriber.events()).hasSize(1);
    }

    @Test
    void closing_while_others_write_and_leave_ends() throws Exception {
        append(1);
        List<SequencedEvent> events = store.all(id);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 300; round++) {
                Subscriptions subscriptions = Subscriptions.over(store);
                List<Collecting> subscribers = IntStream.range(0, 20)
                        .mapToObj(i -> Collecting.everything())
                        .toList();
                subscribers.forEach(subscriber -> subscriptions.stream(id, 1).subscribe(subscriber));
                subscribers.forEach(subscriber -> subscriber.await(1));
                CyclicBarrier barrier = new CyclicBarrier(3);
                List<Callable<Void>> contenders = List.of(
                        () -> meet(barrier, () -> {
                            for (int i = 0; i < 50; i++) {
                                subscriptions.appended(id, events, 1);
                                subscriptions.reached(id, 2);
                            }
                        }),
                        () -> meet(barrier, () -> subscribers.forEach(Collecting::cancel)),
                        () -> meet(barrier, subscriptions::close));
                for (Future<Void> done : threads.invokeAll(contenders, 20, TimeUnit.SECONDS)) {
                    assertThat(done.isCancelled()).as("round %d hangs", round).isFalse();
                    done.get();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void what_is_told_during_the_first_read_is_delivered_at_once() throws InterruptedException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        store.afterRead(() -> {
            read.countDown();
            await(mayEnd);
        });
        Collecting subscriber = Collecting.everything();
        try (Subscriptions subscriptions = Subscriptions.over(store)) {
            subscriptions.stream(id, 1).subscribe(subscriber);
            read.await();
            append(1);
            store.refuseHeads();
            subscriptions.reached(id, 1);
            mayEnd.countDown();
            assertThat(subscriber.await(1)).isEqualTo(numbers(1));
        }
    }

    @Test
    void a_store_that_fails_badly_ends_the_subscription_aloud() {
        append(1);
        store.beforeRead(() -> {
            throw new AssertionError("a failure of the test's store");
        });
        Collecting subscriber = Collecting.everything();
        stream.subscribe(1).subscribe(subscriber);
        assertThat(subscriber.awaitError()).isInstanceOf(AssertionError.class);
    }

    @Test
    void a_subscriber_that_does_not_want_to_be_one_is_forgotten() {
        append(1);
        WeakReference<Object> gone = subscribeUnwilling();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (gone.get() != null && System.nanoTime() < deadline) {
            System.gc();
        }
        assertThat(gone.get()).isNull();
    }

    private WeakReference<Object> subscribeUnwilling() {
        Collecting subscriber = new Collecting(-1) {
            @Override
            void subscribed() {
                throw new IllegalStateException("not this one");
            }
        };
        assertThatThrownBy(() -> stream.subscribe(1).subscribe(subscriber)).hasMessage("not this one");
        return new WeakReference<>(subscriber);
    }

    private static Void meet(CyclicBarrier barrier, Runnable action) throws Exception {
        barrier.await();
        action.run();
        return null;
    }

    @Test
    void what_makes_no_sense_is_refused_at_once() {
        assertThatThrownBy(() -> stream.subscribe(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("from is -1; sequence numbers start at 1");
        assertThatNullPointerException().isThrownBy(() -> stream.subscribe(1).subscribe(null));
    }

    private void append(int count) {
        IngestReceipt receipt = stream.append(Samples.orders(count));
        assertThat(receipt.accepted()).isEqualTo(count);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Long> numbers(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
