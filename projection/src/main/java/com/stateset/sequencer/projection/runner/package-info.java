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
 */
@NullMarked
package com.stateset.sequencer.projection.runner;

import org.jspecify.annotations.NullMarked;
