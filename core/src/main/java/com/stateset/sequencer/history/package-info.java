/**
 * The history of each stream as one growing tree, its signed heads, and the log of those heads (PROTOCOL section 6).
 *
 * <pre>
 *   lane: a group is durable ──► HistorySigner.advanced ──► AppendedHistory ──► IngestReceipt: treeHead, checkpoint, proof
 *                                      │    ▲
 *             SeenHistory per stream ──┤    │ first touch: what was kept; any other head: proved from tiles (LineCheck)
 *             (head, signed, stopped)  │    ▼
 *                                      │  HistoryStore ◄── kept within a second, and before an entry goes into the heads log
 *   readers:  HistoryTree ─► StoredTree┤
 *   receipts: LeafCheck ───► StoredTree┘
 *
 *   HeadsLog (a worker, by interval and lease): moved streams ─► checkpoints ─► entries, in one step ─► its own checkpoint
 * </pre>
 *
 * <p>{@link com.stateset.sequencer.history.HistorySigner} opens with what must hold and what can race.
 */
@NullMarked
package com.stateset.sequencer.history;

import org.jspecify.annotations.NullMarked;
