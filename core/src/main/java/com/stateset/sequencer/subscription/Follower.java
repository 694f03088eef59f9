package com.stateset.sequencer.subscription;

import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscriber that asks for every event, and hands each to a handler.
 *
 * <p>Other than a subscriber of the reactive-streams kind it has a say when it throws, and learns when it was cancelled: its
 * {@link EventSubscription} calls {@link #failed} and {@link #cancelled}, on the thread and under the rules of {@link #onNext}.
 */
final class Follower implements Subscriber<SequencedEvent>, Following {

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    private final Consumer<? super SequencedEvent> handler;
    private final FollowPolicy policy;
    private final CompletableFuture<Void> completion = new CompletableFuture<>();
    private volatile @Nullable Subscription subscription;

    /** How often the handler has failed at the event it got last. */
    private int failures;

    Follower(Consumer<? super SequencedEvent> handler, FollowPolicy policy) {
        this.handler = Objects.requireNonNull(handler, "handler");
        this.policy = Objects.requireNonNull(policy, "policy");
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(SequencedEvent event) {
        handler.accept(event);
        failures = 0;
    }

    /** Decides what becomes of an event at which {@link #onNext} has thrown. */
    FollowPolicy.Decision failed(SequencedEvent event, Throwable failure) {
        if (failure instanceof Error) {
            return FollowPolicy.Decision.STOP;
        }
        failures++;
        FollowPolicy.Decision decision = policy.decide(event, failure, failures);
        if (decision.action() != FollowPolicy.Action.RETRY) {
            failures = 0;
        }
        LOG.debug("A handler failed at {}; {}", event.sequenceNumber(), decision, failure);
        return decision;
    }

    /** There are no more calls, because it was cancelled. */
    void cancelled() {
        completion.complete(null);
    }

    @Override
    public void onError(Throwable cause) {
        if (!(cause instanceof SequencerClosedException)) {
            LOG.error("A handler gets no more events", cause);
        }
        completion.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {}

    @Override
    public CompletionStage<Void> completion() {
        return completion.minimalCompletionStage();
    }

    @Override
    public void cancel() {
        given().cancel();
    }

    @Override
    public void request(long n) {
        given().request(n);
    }

    private Subscription given() {
        return Objects.requireNonNull(subscription, "subscription");
    }
}
