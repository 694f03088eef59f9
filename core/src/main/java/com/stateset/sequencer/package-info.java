/**
 * The face of the library: {@link com.stateset.sequencer.Sequencer} and its builder.
 *
 * <pre>
 *   caller's thread                    lane's thread                         completer's thread
 *   ───────────────                    ─────────────                         ──────────────────
 *   IngestBatch
 *      │ Admission: form, strict JSON,
 *      ▼ hashes
 *   AdmittedBatch ──► LaneQueue ──► Lane: a group of many callers'
 *      │              bounded; streams    batches, one EventStore.append ──► IngestReceipt ──► caller
 *      │              take turns             │
 *      │                                     └─► HeadWaiters (who waits for a number)
 *      ▼
 *   Rejected outcomes join the receipt
 * </pre>
 *
 * <pre>
 *   commit ──► Committer: pages of leaves ─► tree ─► tiles, then a place in the chain      CommitmentWorker: by policy
 *   prove ───► Prover: a few tiles ─► EventProof                                           never waits for a lane
 *   keys ────► AgentKeys: who may sign          SequencerIdentity: who sequences, and the receipts, made when asked for
 *   decide ──► aggregate.Aggregates: load, decide, append at the version loaded, again on a conflict
 *   history ─► HistoryTree of a stream, HeadsLog of all: signed heads and proofs under them, made when asked for
 * </pre>
 *
 * <p>A lane is one thread, and a stream is with one lane at a time, so that one stream is one line and needs no lock of ours. Grouping is what
 * makes it fast: while one group commits, the next one gathers by itself. A batch is never cut: its outcome is one
 * transaction's.
 */
@NullMarked
package com.stateset.sequencer;

import org.jspecify.annotations.NullMarked;
