/**
 * Projections: the log becomes state, and stays right. Here is what an application declares, and what it is
 * shown.
 *
 * <pre>
 *   projection           Projection, its tables and filter; ProjectionOptions, FailurePolicy; builds, status, parked events
 *      ▲
 *   projection.spi       ProjectionStore: what a store must do to carry projections
 *      ▲           ▲
 *   projection.runner   projection.jdbi
 *   runs them           that store's SQL, once, with a dialect for each database
 * </pre>
 *
 * <p>A <em>build</em> is one making of a projection's tables. The live one answers, through views that have
 * the tables' plain names. A new version, or a rebuild, is made beside it, and takes its place in one
 * transaction as soon as it is nowhere behind.
 */
@NullMarked
package com.stateset.sequencer.projection;

import org.jspecify.annotations.NullMarked;
