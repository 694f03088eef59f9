/**
 * What the sequencer tells of its work while it works: a port for metrics, traces and logs to bind to.
 *
 * <pre>
 *   lanes ─────────── GroupAppended, GroupFailed ───────────┐
 *   callers ───────── BatchIngested, BatchRefused ──────────┤
 *   commitments ───── StreamCommitted, CommitmentFailed ────┼──► SequencerObserver, guarded: what it throws is logged
 *   subscriptions ─── started, SubscriptionEnded ───────────┤
 *   projections ───── ProjectionApplied, ProjectionFailed ──┘
 *
 *   QueueState ◄── asked for by who wants to know how full the queue is: see SequencerParts
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.observe;

import org.jspecify.annotations.NullMarked;
