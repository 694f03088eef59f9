package com.stateset.sequencer.sqlite;

import java.sql.Connection;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Makes the handles that projections write through: on the connection that writes, so that nothing done with them ends its
 * transaction. They share what Jdbi has learned of the statements. For one thread at a time, as that connection is.
 */
final class LentHandles {

    private final Jdbi jdbi = Jdbi.create(this::lent);
    private @Nullable Connection lent;

    Handle on(Connection connection) {
        lent = new BorrowedConnection(connection).getConnection();
        return jdbi.open();
    }

    private Connection lent() {
        return Objects.requireNonNull(lent);
    }
}
