package com.stateset.sequencer.sqlite.support;

import java.sql.SQLException;

/**
 * A connection that writes, with {@linkplain ManualTransactions transactions of our own}. For one thread at
 * a time.
 */
public interface WriteConnection extends AutoCloseable {

    /**
     * Begins a transaction that holds the write lock: what it reads stays true until it commits. Refused as
     * busy otherwise.
     */
    void begin() throws SQLException;

    /** Makes the transaction durable. */
    void commit() throws SQLException;

    /** Undoes the transaction. */
    void rollback() throws SQLException;

    /** Closes the connection, and its statements with it; that rolls back, too. */
    @Override
    void close() throws SQLException;
}
