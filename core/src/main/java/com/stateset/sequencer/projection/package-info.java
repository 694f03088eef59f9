/**
 * Projections: the log becomes state, and stays right.
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
 * <p>A <em>build</em> is one making of a projection's tables. The live one answers, through views that have the tables' plain
 * names. A new version, or a rebuild, is made beside it, and takes its place in one transaction as soon as it is nowhere behind.
 */
@NullMarked
package com.stateset.sequencer.projection;

import org.jspecify.annotations.NullMarked;
