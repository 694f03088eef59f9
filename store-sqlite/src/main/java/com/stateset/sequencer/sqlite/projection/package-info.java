/**
 * Projections in the event file: their rows and their positions move in one transaction.
 *
 * <pre>
 *   JdbiProjectionStore (projection) ──► SqliteProjections ──► SqliteDatabase
 *                                               └────────────► ProjectionHandles   handles that cannot end it
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.sqlite.projection;

import org.jspecify.annotations.NullMarked;
