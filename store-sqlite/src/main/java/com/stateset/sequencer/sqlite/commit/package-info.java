/**
 * The chains of commitments and the trees under them.
 *
 * <pre>
 *   SqliteCommitments ─┬─► CommitmentTable ──► SqliteCommitmentMapper   the chain, a row per commitment
 *                      ├─► SqliteTileTable                              the tree over one range, in tiles
 *                      └─► SqliteEventQueries (read)                    the leaves
 * </pre>
 *
 * <p><b>What must hold.</b> Tiles are complete before their commitment is in the chain, and the chain grows at its end only, in a
 * write transaction that has compared that end.
 */
@NullMarked
package com.stateset.sequencer.sqlite.commit;

import org.jspecify.annotations.NullMarked;
