/**
 * Projections through Jdbi: what an application writes through, and how a store keeps them.
 *
 * <pre>
 *   JdbiProjection           tables of an application's projection, in the store's own database
 *
 *   JdbiProjectionStore ──► ProjectionDatabase   a store's transactions
 *       │                └► ProjectionDialect    what its database says differently
 *       ├─ ProjectionBuilds ──► ProjectionTables      making, promoting, dropping
 *       ├─ ProjectionShares                           dividing the streams
 *       ├─ ProjectionCheckpoints, ProjectionProgress  how far
 *       ├─ ProjectionParking                          what failed
 *       ├─ ProjectionComparison                       is it right?
 *       └─ JdbiProjectionTransaction                  applying events
 * </pre>
 *
 * <p>Every statement is written once, in SQL that PostgreSQL and SQLite both take; {@link SqlTemplate} puts
 * in what differs. A store that is to carry projections brings the tables (its migrations make them), a
 * {@link ProjectionDatabase} and a {@link ProjectionDialect}, and passes the projection contract of the
 * {@code tck}.
 */
@NullMarked
package com.stateset.sequencer.projection.jdbi;

import org.jspecify.annotations.NullMarked;
