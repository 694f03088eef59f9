package com.stateset.sequencer.postgres.connection;

import com.stateset.sequencer.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.HandleCallback;

/** A database to read from. Thread-safe. */
public interface ReadAccess {

    /**
     * Reads in a transaction.
     *
     * @return what {@code work} returned; iterators and handles are closed by then
     * @throws StoreUnavailableException if the database cannot be reached or is busy, or the store is closed
     * @throws com.stateset.sequencer.error.StoreFailedException if it refuses, or if what it holds is damaged
     */
    <T> T read(HandleCallback<T, SQLException> work);

    /**
     * Reads statement by statement, each of which sees what was committed when it began, and fetches its rows at once. Throws what
     * {@link #read} throws.
     */
    <T> T readAtOnce(SingleRead<T> work);

    /** One statement, or a few, that only read. */
    @FunctionalInterface
    interface SingleRead<T> {

        /** Executes the statements and reads their rows. */
        T read(Connection connection) throws SQLException;
    }
}
