package com.stateset.sequencer.sqlite.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes a connection leave transactions to us: {@code BEGIN IMMEDIATE} and {@code COMMIT} as statements.
 *
 * <p>JDBC's own way does not fit. With auto-commit, the driver tries a {@code BEGIN} of its own after every
 * statement that returns no row; without it, every {@code commit()} begins the next transaction at once and
 * keeps the write lock. So the driver is set to auto-commit off, and the transaction it begins at
 * that moment is ended behind its back.
 */
public final class ManualTransactions {

    private ManualTransactions() {}

    public static void enable(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("rollback");
        }
    }
}
