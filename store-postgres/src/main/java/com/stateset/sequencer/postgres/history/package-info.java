/**
 * The history tree (PROTOCOL section 6): what is stored of it beside the events. Not exported; {@code StreamHistories} is public
 * for the store that composes it, the rest that is public for the append, which writes the trees.
 *
 * <pre>
 *   StreamHistories ── trees of streams ──► HeadTree ◄─────────── append: the row of a head says size, edge and root;
 *      │       │        that are behind ──► TreeFiller ◄─────────── it brings up a tree that is behind,
 *      │       │                               └──► HistoryNode ◄── and stores what became whole of the upper levels
 *      │       └─────── tiles ─────────────► StreamTiles
 *      │                                       ▼ what is no hash
 *      └─► HeadsLogTable ── tiles ─────────► TileRows
 *             └──────────── entries ───────► HeadsLogRow               both: NoteColumn, what was signed
 * </pre>
 *
 * <p><b>What must hold.</b> A stored head has its root, in the same row, from the same statement; but for a head that a writer of
 * before has moved, whose tree is shorter and is brought up before anything is built on it. Nothing else writes these columns.
 * Nodes are written with the head that makes them whole, so a tree of any size that was ever signed has all of its tiles. What
 * does not hold any more stops the stream ({@link com.stateset.sequencer.error.StreamStoppedException}) and is left as it is.
 */
@NullMarked
package com.stateset.sequencer.postgres.history;

import org.jspecify.annotations.NullMarked;
