package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.observe.BatchIngested;
import com.stateset.sequencer.observe.CommitmentFailed;
import com.stateset.sequencer.observe.ProjectionApplied;
import com.stateset.sequencer.observe.ProjectionFailed;
import com.stateset.sequencer.observe.ProjectionFailed.Consequence;
import com.stateset.sequencer.observe.QueueState;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.observe.StreamCommitted;
import com.stateset.sequencer.observe.SubscriptionEnded;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.subscription.FollowPolicy;
import com.stateset.sequencer.subscription.Following;
import com.stateset.sequencer.subscription.Subscriptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What an observer is told beside groups and batches, and that its own failures go no further. */
class SequencerObserverTest {

    private final MemoryStore store = new MemoryStore();
    private final StreamId stream = Samples.stream();
    private final AtomicReference<SequencerParts> parts = new AtomicReference<>();

    private Sequencer sequencer(SequencerObserver observer) {
        return Sequencer.builder()
                .store(store)
                .observer(observer)
                .lanes(2)
                .with(new Borrowing())
                .build();
    }

    @Test
    void rejections_are_told_by_reason_without_what_was_sent() throws Exception {
        Heard heard = new Heard();
        try (Sequencer sequencer = sequencer(heard)) {
            NewEvent bad = Samples.order("o-1").eventType("").build();
            NewEvent conflict = Samples.order("o-2").baseVersion(7L).build();
            NewEvent good = Samples.order("o-3").build();
            var unused = sequencer.stream(stream).ingest(List.of(bad, conflict, good));
        }
        BatchIngested batch = heard.next(BatchIngested.class);
        assertThat(batch.rejected()).isEqualTo(2);
        assertThat(batch.rejections()).isEqualTo(Map.of("schema_validation", 1, "version_conflict", 1));
    }

    @Test
    void a_commitment_is_told_with_its_range() throws Exception {
        Heard heard = new Heard();
        try (Sequencer sequencer = sequencer(heard)) {
            sequencer.stream(stream).append(Samples.orders(3));
            sequencer.stream(stream).commit();
        }
        StreamCommitted commitment = heard.next(StreamCommitted.class);
        assertThat(commitment.stream()).isEqualTo(stream);
        assertThat(commitment.events()).isEqualTo(3);
        assertThat(commitment.duration()).isPositive();
    }

    @Test
    void subscriptions_are_told_when_they_begin_and_end() throws Exception {
        Heard heard = new Heard();
        try (Sequencer sequencer = sequencer(heard)) {
            sequencer.stream(stream).append(Samples.orders(1));
            Subscriptions subscriptions = parts.get().subscriptions();
            CompletableFuture<SequencedEvent> seen = new CompletableFuture<>();
            Following following = subscriptions.follow(stream, 1, seen::complete, FollowPolicy.stop());
            assertThat(heard.next(String.class)).isEqualTo("started");
            seen.get(10, TimeUnit.SECONDS);
            following.cancel();
            assertThat(heard.next(SubscriptionEnded.class).cause()).isEmpty();
            subscriptions.follow(
                    stream,
                    1,
                    event -> {
                        throw new IllegalStateException("a handler's bug");
                    },
                    FollowPolicy.stop());
            assertThat(heard.next(SubscriptionEnded.class).cause())
                    .hasValueSatisfying(cause -> assertThat(cause).hasMessage("a handler's bug"));
        }
    }

    @Test
    void a_plug_in_sees_what_waits_for_the_lanes() throws Exception {
        Gate gate = new Gate();
        try (Sequencer sequencer = sequencer(SequencerObserver.NONE)) {
            assertThat(parts.get().queue().get().batches()).isZero();
            store.beforeAppend(gate);
            CompletableFuture<IngestReceipt> first = sequencer.stream(stream).appendAsync(Samples.orders(1));
            assertThat(gate.reached.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<IngestReceipt> second = sequencer.stream(stream).appendAsync(Samples.orders(3));
            QueueState busy = parts.get().queue().get();
            assertThat(busy.batches()).isEqualTo(1);
            assertThat(busy.events()).isEqualTo(3);
            assertThat(busy.bytes()).isPositive();
            assertThat(busy.utilization()).isGreaterThan(0).isLessThan(0.01);
            gate.open.countDown();
            first.get(10, TimeUnit.SECONDS);
            second.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void what_an_observer_throws_reaches_nobody() throws Exception {
        try (Sequencer sequencer = sequencer(new Broken())) {
            EventStream orders = sequencer.stream(stream);
            assertThat(orders.append(Samples.orders(2)).accepted()).isEqualTo(2);
            assertThat(orders.commit().sequenceEnd()).isEqualTo(2);
            CompletableFuture<SequencedEvent> seen = new CompletableFuture<>();
            parts.get().subscriptions().follow(stream, 2, seen::complete, FollowPolicy.stop());
            assertThat(seen.get(10, TimeUnit.SECONDS).sequenceNumber()).isEqualTo(2);
            parts.get()
                    .observer()
                    .projectionFailed(new ProjectionFailed("p", 1, stream, 1, Consequence.RETRIED, "boom"));
            parts.get().observer().projectionApplied(new ProjectionApplied("p", 1, stream, 2, 2, Duration.ZERO));
            sequencer.ping();
        }
        assertThatThrownBy(() -> new Broken().subscriptionStarted()).isInstanceOf(AssertionError.class);
    }

    /** Keeps what it is told. */
    private static final class Heard implements SequencerObserver {

        private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

        /** The next that it is told of a kind; what else it is told before is left out. */
        private <T> T next(Class<T> kind) throws InterruptedException {
            while (true) {
                Object next = told.poll(10, TimeUnit.SECONDS);
                assertThat(next).as("something of " + kind).isNotNull();
                if (kind.isInstance(next)) {
                    return kind.cast(next);
                }
            }
        }

        @Override
        public void batchIngested(BatchIngested batch) {
            told.add(batch);
        }

        @Override
        public void streamCommitted(StreamCommitted commitment) {
            told.add(commitment);
        }

        @Override
        public void subscriptionStarted() {
            told.add("started");
        }

        @Override
        public void subscriptionEnded(SubscriptionEnded end) {
            told.add(end);
        }
    }

    /** Fails at everything, with what is worse than an exception. */
    private static final class Broken implements SequencerObserver {

        @Override
        public void batchIngested(BatchIngested batch) {
            throw new AssertionError("batch");
        }

        @Override
        public void streamCommitted(StreamCommitted commitment) {
            throw new AssertionError("commitment");
        }

        @Override
        public void commitmentFailed(CommitmentFailed failure) {
            throw new AssertionError("commitment");
        }

        @Override
        public void subscriptionStarted() {
            throw new AssertionError("subscription");
        }

        @Override
        public void subscriptionEnded(SubscriptionEnded end) {
            throw new AssertionError("subscription");
        }

        @Override
        public void projectionApplied(ProjectionApplied batch) {
            throw new AssertionError("projection");
        }

        @Override
        public void projectionFailed(ProjectionFailed failure) {
            throw new AssertionError("projection");
        }
    }

    /** Keeps what it is lent. */
    private final class Borrowing implements SequencerPlugin {

        @Override
        public Started start(SequencerParts lent) {
            parts.set(lent);
            return () -> {};
        }

        @Override
        public Started start(EventStore events, Subscriptions subscriptions) {
            throw new AssertionError("the sequencer lends all its parts");
        }
    }
}
