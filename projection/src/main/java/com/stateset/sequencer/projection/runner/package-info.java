/**
 * Runs projections: {@link ProjectionRunners} beside a sequencer, {@link Projections} without one.
 *
 * <pre>
 *   ProjectionRunner ── one per projection ──► BuildWorker ── per build and thread
 *                                                 │ claim(...)    its share of the streams, by lease, with a fence each
 *                                                 ▼
 *   EventStore.read ──► StreamRun ─────► ProjectionStore.work: one transaction
 *                        │ is it still      ├─ is the claim still ours?      (a lost one changes nothing)
 *                        │ the same         ├─ TransactionalProjection.apply, event by event
 *                        │ history?         ├─ parked events                 (FailurePolicy)
 *                        ▼                  └─ the checkpoint moves          (sequence number, leaf, state root)
 *                       refused
 * </pre>
 *
 * <p>Threads: a supervisor for each runner looks which builds there are; for each build that this process
 * carries on there are as many workers as the options say. They share nothing but the store, the {@link
 * Wakeups} of each worker, and the projection itself, whose {@code apply} is called by one thread at a time
 * for each stream.
 *
 * <p>Failures end at {@link StreamRun}: a projection's exception stops or parks, a store's makes the worker
 * wait and begin again from what is stored. {@link FailureText} decides what is kept of them: never SQL,
 * nor the values of events.
 */
@NullMarked
package com.stateset.sequencer.projection.runner;

import org.jspecify.annotations.NullMarked;
