package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.SequencerFailedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.observe.BatchIngested;
import com.stateset.sequencer.observe.GroupAppended;
import com.stateset.sequencer.observe.SequencerObserver;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SequencerCloseTest {

    private final MemoryStore store = new MemoryStore();

    @Test
    void an_observer_may_close_the_sequencer_from_its_own_threads() {
        CompletableFuture<Sequencer> later = new CompletableFuture<>();
        for (SequencerObserver closing : new SequencerObserver[] {
            new SequencerObserver() {
                @Override
                public void groupAppended(GroupAppended group) {
                    later.join().close();
                }
            },
            new SequencerObserver() {
                @Override
                public void batchIngested(BatchIngested batch) {
                    later.join().close();
                }
            }
        }) {
            MemoryStore own = new MemoryStore();
            Sequencer sequencer = Sequencer.builder()
                    .store(own)
                    .observer(closing)
                    .closeTimeout(Duration.ofSeconds(20))
                    .build();
            later.obtrudeValue(sequencer);
            assertThat(sequencer.stream(Samples.stream())
                            .append(Samples.orders(1))
                            .accepted())
                    .isEqualTo(1);
            sequencer.close();
            assertThat(own.isClosed()).isTrue();
        }
    }

    @Test
    void closing_tells_of_every_part_that_failed() {
        Sequencer sequencer = Sequencer.builder()
                .store(store)
                .with((owned, subscriptions) -> () -> {
                    throw new IllegalStateException("one");
                })
                .with((owned, subscriptions) -> () -> {
                    throw new IllegalStateException("two");
                })
                .build();
        assertThatExceptionOfType(SequencerFailedException.class)
                .isThrownBy(sequencer::close)
                .havingCause()
                .withMessage("one")
                .satisfies(cause -> assertThat(cause.getSuppressed()[0]).hasMessage("two"));
        assertThat(store.isClosed()).isTrue();
    }

    @Test
    void a_continuation_may_close_the_sequencer() throws Exception {
        Sequencer sequencer = Sequencer.builder().store(store).build();
        sequencer.stream(Samples.stream())
                .appendAsync(Samples.orders(1))
                .thenRun(sequencer::close)
                .get(20, TimeUnit.SECONDS);
        assertThat(store.isClosed()).isTrue();
    }

    @Test
    void a_subscriber_may_close_the_sequencer() throws Exception {
        Sequencer sequencer = Sequencer.builder().store(store).build();
        EventStream stream = sequencer.stream(Samples.stream());
        CompletableFuture<Void> closed = new CompletableFuture<>();
        stream.follow(1, event -> {
            sequencer.close();
            closed.complete(null);
        });
        assertThat(stream.append(Samples.orders(1)).accepted()).isEqualTo(1);
        closed.get(20, TimeUnit.SECONDS);
        assertThat(store.isClosed()).isTrue();
    }

    @Test
    void after_closing_every_call_says_so() throws Exception {
        Sequencer sequencer = Sequencer.builder().store(store).build();
        EventStream stream = sequencer.stream(Samples.stream());
        AgentKeys keys = sequencer.agentKeys();
        assertThat(stream.append(Samples.orders(1)).accepted()).isEqualTo(1);
        sequencer.close();
        assertClosed(() -> stream.append(Samples.orders(1)));
        assertClosed(() -> stream.append(Samples.order("o").payload("{").build()));
        assertClosed(stream::head);
        assertClosed(() -> stream.read(ReadOptions.forwardsFrom(1)));
        assertClosed(() -> stream.readAll(ReadOptions.forwardsFrom(1)).count());
        assertClosed(() -> stream.find(UUID.randomUUID()));
        assertClosed(() -> stream.entityHistory(new EntityRef("order", "o-1")));
        assertClosed(() -> stream.prove(1));
        assertClosed(stream::commit);
        assertClosed(() -> stream.commit(1, 1));
        assertClosed(stream::latestCommitment);
        assertClosed(() -> stream.commitments(10, 1));
        assertClosed(() -> stream.awaitReadable(5, Duration.ofSeconds(5)));
        assertClosed(() -> sequencer.commitment(UUID.randomUUID()));
        assertClosed(sequencer::agentKeys);
        assertClosed(() -> keys.of(UUID.randomUUID(), UUID.randomUUID()));
        assertClosed(sequencer::feed);
        assertClosed(() -> sequencer.feed(UUID.randomUUID()));
        assertClosed(sequencer::snapshots);
        assertClosed(() -> sequencer.identity().publicKeys());
        assertClosed(sequencer::ping);
        assertThat(stream.appendAsync(Samples.orders(1)))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(SequencerClosedException.class);
        Ended ended = new Ended();
        stream.subscribe(1).subscribe(ended);
        assertThat(ended.failure.get(20, TimeUnit.SECONDS)).isInstanceOf(SequencerClosedException.class);
    }

    @Test
    void a_sequencer_that_cannot_be_built_closes_its_store() {
        Sequencer.builder().store(store).sequencerId(new UUID(0, 1)).build();
        assertThat(store.isClosed()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> Sequencer.builder()
                        .store(store)
                        .sequencerId(new UUID(0, 2))
                        .build())
                .withMessageContaining("belongs to the sequencer");
        assertThat(store.isClosed()).isTrue();
    }

    @Test
    void a_sequencer_is_pinged_through_to_its_store() {
        try (Sequencer sequencer = Sequencer.builder().store(store).build()) {
            sequencer.ping();
        }
    }

    private static void assertClosed(ThrowingCallable call) {
        assertThatExceptionOfType(SequencerClosedException.class).isThrownBy(call);
    }

    private static final class Ended implements Subscriber<SequencedEvent> {

        private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onNext(SequencedEvent event) {}

        @Override
        public void onError(Throwable cause) {
            failure.complete(cause);
        }

        @Override
        public void onComplete() {}
    }
}
