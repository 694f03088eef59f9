package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.subscription.Following;
import com.stateset.sequencer.subscription.Subscriptions;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscriptionsKeepTheRulesTest {

    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer = Sequencer.builder().store(store).build();
    private final StreamId id = Samples.stream();
    private final EventStream stream = sequencer.stream(id);

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void noMoreComesThanIsRequested() {
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
    void eachSubscriberOfAPublisherHasItsOwnSubscription() {
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
    void aRequestOfNothingEndsTheSubscriptionWithAnError() {
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
    void nothingComesAfterCancelling() {
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
    void aSubscriberThatFailsIsCancelled() {
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
    void aSubscriptionOutlivesAStoreThatCannotBeReached() {
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
    void aDamagedStoreEndsTheSubscription() {
        append(1);
        store.beforeRead(() -> {
            throw new StoreFailedException("damaged for a test", null);
        });
        Collecting subscriber = Collecting.everything();
        stream.subscribe(1).subscribe(subscriber);
        assertThat(subscriber.awaitError()).isInstanceOf(StoreFailedException.class);
    }

    @Test
    void theOthersGoOnWhenTheOneThatReadsForAllIsCancelled() throws InterruptedException {
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
    void closingEndsSubscriptionsAlsoThoseThatRequestNothing() {
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
    void closingDoesNotWaitForASubscriber() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        Collecting subscriber = new Collecting(Long.MAX_VALUE) {
            @Override
            void taken(SequencedEvent event) {
                called.countDown();
                SubscriptionsKeepTheRulesTest.await(mayGoOn);
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
    void closingWhileOthersWriteAndLeaveHangsNobody() throws Exception {
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
    void whatIsToldDuringTheFirstReadIsDeliveredAtOnce() throws InterruptedException {
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
    void aStoreThatFailsBadlyEndsTheSubscriptionAloud() {
        append(1);
        store.beforeRead(() -> {
            throw new AssertionError("a failure of the test's store");
        });
        Collecting subscriber = Collecting.everything();
        stream.subscribe(1).subscribe(subscriber);
        assertThat(subscriber.awaitError()).isInstanceOf(AssertionError.class);
    }

    @Test
    void aSubscriberThatDoesNotWantToBeOneIsForgotten() {
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
    void aHandlerThatFollowsGetsEverythingUntilItIsCancelled() throws InterruptedException {
        append(3);
        List<Long> seen = new CopyOnWriteArrayList<>();
        CountDownLatch five = new CountDownLatch(5);
        Following following = stream.follow(1, event -> {
            seen.add(event.sequenceNumber());
            five.countDown();
        });
        append(2);
        five.await();
        following.cancel();
        append(1);
        Collecting other = Collecting.everything();
        stream.subscribe(1).subscribe(other);
        other.await(6);
        assertThat(seen).isEqualTo(numbers(5));
    }

    @Test
    void aHandlerThatFailsIsCalledNoMore() {
        AtomicInteger calls = new AtomicInteger();
        stream.follow(0, event -> {
            calls.incrementAndGet();
            throw new IllegalStateException("a handler that fails");
        });
        append(2);
        Collecting other = Collecting.everything();
        stream.subscribe(1).subscribe(other);
        append(1);
        other.await(3);
        assertThat(calls).hasValueLessThanOrEqualTo(1);
    }

    @Test
    void whatMakesNoSenseIsRefusedAtOnce() {
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
