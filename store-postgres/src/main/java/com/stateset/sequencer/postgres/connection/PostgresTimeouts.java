package com.stateset.sequencer.postgres.connection;

import java.time.Duration;

/**
 * How long to wait for what. All are positive and fit into 31 bits of milliseconds.
 *
 * @param lock for a row that another transaction holds, before the server refuses ({@code lock_timeout})
 * @param idleInTransaction after which the server ends a session that stands still in its transaction, so that a writer that
 *     froze holds its streams no longer ({@code idle_in_transaction_session_timeout})
 * @param retry for an append to be tried again while the database cannot be reached
 * @param network for any answer of the server, on any connection, and for a connection of the data source
 */
public record PostgresTimeouts(Duration lock, Duration idleInTransaction, Duration retry, Duration network) {}
