package com.stateset.sequencer.benchmarks.append;

import java.io.IOException;
import java.sql.SQLException;

/** The rows of one bare transaction, as far encoded as their form allows before the transaction begins. */
interface BareBatch {

    /** The whole of the bare append: one transaction. */
    default void append(BareSession session, long stream) throws SQLException, IOException {
        insert(session, stream, session.moveHead(stream, size()));
        session.connection().commit();
    }

    /** How many rows there are. */
    int size();

    /**
     * Inserts the rows, numbered from {@code head} + 1 on, within the session's transaction.
     *
     * @param stream the stream's key
     */
    void insert(BareSession session, long stream, long head) throws SQLException, IOException;
}
