package com.stateset.sequencer.sqlite.connection;

import com.stateset.sequencer.sqlite.support.Lazy;
import java.sql.Connection;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A connection that reads, and Jdbi on it from the first query that asks for it. For one thread at a time.
 *
 * @param connection what owns the session closes it
 * @param lazyHandle makes {@link #handle}
 */
record ReadSession(Connection connection, Lazy<Handle> lazyHandle) {

    static ReadSession on(Connection connection) {
        return new ReadSession(
                connection, new Lazy<>(() -> Jdbi.create(connection).open()));
    }

    Handle handle() {
        return lazyHandle.get();
    }
}
