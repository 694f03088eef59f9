package com.stateset.sequencer.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.StreamId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {

    @Test
    void a_first_look_before_its_time_is_not_the_last() throws InterruptedException {
        MemoryStore store = new MemoryStore();
        StreamId id = Samples.stream();
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        store.afterRead(read::countDown);
        try (Subscriptions subscriptions = new Subscriptions(store, new Hasty());
                Sequencer another = Sequencer.builder().store(store).build()) {
            assertThat(subscriptions.follow(id, 1, event -> seen.countDown(), FollowPolicy.stop())).isNotNull();
            assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(another.stream(id).append(Samples.orders(1)).accepted()).isEqualTo(1);
            assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
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
