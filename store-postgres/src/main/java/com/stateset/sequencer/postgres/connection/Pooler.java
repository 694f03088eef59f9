package com.stateset.sequencer.postgres.connection;

import com.stateset.sequencer.error.StoreFailedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Whether a pooler like PgBouncer stands between us and the server, which may give each transaction another session.
 *
 * <p>The process id that came with the login, with which queries are cancelled, is then the pooler's invention, and not that of
 * the process that answers. Two connections that are open at once and are answered by one process show that sessions are shared
 * ("transaction mode"); that they are not cannot be shown, so a pooler is always treated as if they were. It is looked for once,
 * when a store is opened.
 *
 * @param isThere whether there is one
 * @param sharesSessions whether two connections were seen to have one session
 * @param prepareThreshold the driver's setting: 0 if it prepares nothing in a session
 */
public record Pooler(boolean isThere, boolean sharesSessions, int prepareThreshold) {

    private static final int LOOKS = 5;
    private static final Pooler NONE = new Pooler(false, false, 0);

    /** Looks for a pooler; takes two connections if there is one, one if not. */
    public static Pooler between(DataSource dataSource) {
        try (Connection first = dataSource.getConnection()) {
            if (!first.isWrapperFor(PGConnection.class)) {
                return NONE;
            }
            PGConnection driver = first.unwrap(PGConnection.class);
            if (driver.getBackendPID() == processOf(first)) {
                return NONE;
            }
            try (Connection second = dataSource.getConnection()) {
                return new Pooler(true, shareOne(first, second), driver.getPrepareThreshold());
            }
        } catch (SQLException e) {
            throw SqlErrors.opening(e);
        }
    }

    /**
     * Returns if nothing is prepared in sessions that are shared.
     *
     * @throws StoreFailedException if it would be: with the setting to use
     */
    public void requireUnprepared() {
        if (sharesSessions && prepareThreshold != 0) {
            throw new StoreFailedException(
                    "the data source goes through a pooler in transaction mode (PgBouncer), in whose sessions nothing can be"
                            + " prepared: add prepareThreshold=0 to its URL",
                    null);
        }
    }

    private static boolean shareOne(Connection first, Connection second) throws SQLException {
        for (int look = 0; look < LOOKS; look++) {
            if (processOf(first) == processOf(second)) {
                return true;
            }
        }
        return false;
    }

    private static int processOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            int process = row.getInt(1);
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return process;
        }
    }
}
