package com.stateset.sequencer.outbox.transactional;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;

/** Finds the dialect of a connection, from what its driver calls the database. */
final class Dialects {

    private static final TransactionalDialect POSTGRES = new PostgresOutboxDialect();
    private static final TransactionalDialect SQLITE = new SqliteOutboxDialect();

    private Dialects() {}

    /**
     * Returns the dialect.
     *
     * @throws IllegalStateException if the database is neither PostgreSQL nor SQLite
     */
    static TransactionalDialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> POSTGRES;
            case "SQLite" -> SQLITE;
            default ->
                throw new IllegalStateException(
                        "the transactional outbox knows PostgreSQL and SQLite; the connection is to " + product);
        };
    }

    /** Whether a statement named a column that the table does not have, whichever database it is. */
    static boolean isMissingColumn(SQLException failure) {
        return POSTGRES.isMissingColumn(failure) || SQLITE.isMissingColumn(failure);
    }

    /** Whether a statement wanted to write where only reading is allowed, whichever database it is. */
    static boolean isReadOnly(SQLException failure) {
        return POSTGRES.isReadOnly(failure) || SQLITE.isReadOnly(failure);
    }

    /** Whether doing the same again later may help, whichever database it is. */
    static boolean isTransient(SQLException failure) {
        return failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException
                || POSTGRES.isTransient(failure)
                || SQLITE.isTransient(failure);
    }
}
