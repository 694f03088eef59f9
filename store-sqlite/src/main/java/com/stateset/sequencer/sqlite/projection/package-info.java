/**
 * Projections in the event file: their rows and their positions move in one transaction.
 *
 * <pre>
 *   JdbiProjectionStore (projection) ──► SqliteProjections ──► SqliteDatabase
 *                                               └────────────► ProjectionHandles   handles that cannot end it
 * </pre>
 *
 * <p><b>What can race.</b> A projection's work and an append both want the one writer. Work is cut into turns of at most {@link
 * com.stateset.sequencer.sqlite.projection.SqliteProjections#longestWork}, and what is not done in one is done in the next, from the
 * position that the last one stored. Two processes that run the same projection hold its streams by leases, as on every store.
 */
@NullMarked
package com.stateset.sequencer.sqlite.projection;

import org.jspecify.annotations.NullMarked;
