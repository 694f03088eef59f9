package com.stateset.sequencer.observe;

/**
 * Receives what the sequencer does, and what its subscriptions, commitments and projections do. All methods do nothing unless they are
 * overridden, so that a later version can add more.
 *
 * <h2>What an implementation may rely on, and what it must do</h2>
 * <ul>
 *   <li><b>Threads.</b> Each method is called on the thread that did the work: a lane's, the one that answers callers, the caller's own
 *       where a batch needs no lane, a subscription's, a projection's. Several may call at once, so it must be thread-safe.
 *   <li><b>Time.</b> It must be quick, and never wait: what a lane's thread does here, callers wait for whose streams are in its group. Count, and
 *       leave.
 *   <li><b>Errors.</b> What it throws is logged and otherwise ignored: a bug in an observer neither fails a caller nor ends a lane.
 *   <li><b>Order.</b> What it is told has happened: {@link #batchIngested} is called when the events are durable and before their
 *       caller has the answer, {@link #groupAppended} some time after the group was stored.
 *   <li><b>What it is not told.</b> Payloads, keys and signatures. Streams are named, so that a trace can be made of them; names of
 *       tenants and stores have no bound, and so no place in the labels of a metric.
 * </ul>
 */
public interface SequencerObserver {

    /** Observes nothing. */
    SequencerObserver NONE = new SequencerObserver() {};

    /** A group of batches has been stored. */
    default void groupAppended(GroupAppended group) {}

    /** A group could not be stored; its batches are tried on their own, later, or not at all. */
    default void groupFailed(GroupFailed group) {}

    /** A caller has been answered. */
    default void batchIngested(BatchIngested batch) {}

    /** A caller was turned away because the queue stayed full. */
    default void batchRefused(BatchRefused batch) {}

    /** A commitment has been published, by a caller's wish or by policy. */
    default void streamCommitted(StreamCommitted commitment) {}

    /** A commitment that was due by policy could not be made. */
    default void commitmentFailed(CommitmentFailed failure) {}

    /** A subscription to a stream or a feed has begun. */
    default void subscriptionStarted() {}

    /** A subscription that had begun has ended. */
    default void subscriptionEnded(SubscriptionEnded end) {}

    /** A projection has moved on. */
    default void projectionApplied(ProjectionApplied batch) {}

    /** A projection could not apply an event. */
    default void projectionFailed(ProjectionFailed failure) {}
}
