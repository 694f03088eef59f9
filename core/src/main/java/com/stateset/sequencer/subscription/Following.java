package com.stateset.sequencer.subscription;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * What calls a handler with each event of a stream, and tells how that ended. Thread-safe.
 *
 * <pre>{@code
 * try (Following following = orders.follow(1, this::ship)) {
 *     following.completion().whenComplete((done, failure) -> alert(failure));
 *     …
 * }
 * }</pre>
 */
public interface Following extends Subscription, AutoCloseable {

    /**
     * Completes when the handler is called no more, after its last call has returned:
     * <ul>
     *   <li>normally, if it was {@link #cancel cancelled};
     *   <li>exceptionally with what the handler threw, if the {@link FollowPolicy} says that this is the end, as it does by default;
     *   <li>exceptionally with {@link com.stateset.sequencer.error.SequencerClosedException} if the sequencer was closed first;
     *   <li>exceptionally with {@link com.stateset.sequencer.error.HistoryMismatchException} if the store has lost events that the
     *       handler got, as after a restore; or with what a damaged store throws. A store that cannot be reached is waited for.
     * </ul>
     *
     * <p>What is chained to it without an executor runs on a thread of the subscriptions, or on that of {@code close}. The caller
     * cannot complete it.
     */
    CompletionStage<Void> completion();

    /**
     * Ends it: no call of the handler begins after this returns, unless one is just beginning on another thread. Does not wait for
     * a call that is under way, so that a handler may cancel its own following. Cancelling again does nothing.
     */
    @Override
    void cancel();

    /** Does what {@link #cancel} does. */
    @Override
    default void close() {
        cancel();
    }

    /** Does nothing more than check its argument: a following has asked for all events. */
    @Override
    void request(long n);
}
