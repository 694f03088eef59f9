/**
 * The way to the server. Not exported; public for the other packages of the store, and depends on none of them.
 *
 * <pre>
 *   PostgresUrl ─► OwnConnections    beside the pool, to listen on
 *   data source ─► TimedConnections  every connection with a limit on how long an answer is waited for
 *                     └─► Database   transactions for everything but appends; PostgresTimeouts says how long
 *   Migrations                       the schema: brought up to date, or required to be
 *   SqlErrors                        what the server's codes mean: wait, try again, give up
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.postgres.connection;

import org.jspecify.annotations.NullMarked;
