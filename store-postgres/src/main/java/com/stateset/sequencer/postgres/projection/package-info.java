/**
 * Projections into the same database as the events, so that what a projection stores and how far it has read are committed
 * together. Not exported; public for the store that composes it.
 *
 * <pre>
 *   JdbiProjectionStore (module projection)
 *     ├─ PostgresProjectionDatabase   transactions: those of Database
 *     └─ PostgresProjectionDialect    what differs between databases: locks, clock, views, whose fault a failure is
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.postgres.projection;

import org.jspecify.annotations.NullMarked;
