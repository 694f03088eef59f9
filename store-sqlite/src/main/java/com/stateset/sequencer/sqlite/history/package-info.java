/**
 * The trees over the streams, what was signed of them, and the log of heads.
 *
 * <pre>
 *   SqliteHistory ──► right edges, tiles, checkpoints of streams ─┬─► write (StreamTable, HistoryNodes, TreeCatchUp)
 *       └─► SqliteHeadsLog ──► entries, its end, its checkpoints ─┘
 * </pre>
 *
 * <p><b>Who owns what.</b> Heads and the trees beside them belong to appends; this package reads them, and writes them in one
 * case: where an older version has moved a head without its tree. What was signed, and the log of heads, are written here alone.
 */
@NullMarked
package com.stateset.sequencer.sqlite.history;

import org.jspecify.annotations.NullMarked;
