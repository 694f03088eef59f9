package com.stateset.sequencer.outbox.connection;

import com.stateset.sequencer.sqlite.support.SqliteFailures;
import com.stateset.sequencer.sync.OutboxProfile;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Work within a transaction of the application, on the application's connection: its changes and the events
 * that tell of them become durable together, or not at all.
 *
 * <p>A savepoint makes the work all or nothing within that transaction. The first statement writes, so that
 * SQLite's write lock is taken before anything is read; a transaction that has read before may be refused
 * here, since another has written meanwhile, and must then be done again by the application from its
 * beginning. Whether the connection is to this outbox's file is seen from the row that is written.
 *
 * <p><b>Who owns what.</b> The connection and the transaction are the application's: they are neither
 * committed nor rolled back nor closed here. The savepoint and the prepared statements are ours, and are
 * gone when this returns or throws.
 *
 * <p><b>What can race.</b> The outbox's own writer and other processes wait for the application's
 * commit, as for any other writer; the outbox's listeners learn of the events after it. The application must
 * not append through the outbox's other methods while its transaction is open on the same thread: that
 * would wait for itself until the time limit.
 */
public final class JoinedTransaction {

    private static final String NOT_HERE = "the connection is not to this outbox's file";

    private JoinedTransaction() {}

    /**
     * Does {@code work} in the connection's transaction: all of it, or nothing if this throws.
     *
     * @param connection the application's, with a transaction to join
     * @param profile whose outbox must be found behind it
     * @param work is given a session on that connection
     * @throws IllegalStateException if there is no transaction, or the connection is to another file
     */
    public static <T> T run(Connection connection, OutboxProfile profile, OutboxDatabase.Work<T> work) {
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalStateException(
                        "the connection is in auto-commit mode: there is no transaction to join");
            }
            Savepoint before = connection.setSavepoint();
            Session session = new Session(connection);
            try {
                lock(session, profile);
                T result = work.in(session);
                connection.releaseSavepoint(before);
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                connection.rollback(before);
                throw e;
            } finally {
                session.forget();
            }
        } catch (SQLException e) {
            throw OutboxSchema.FAILURES.translate(e);
        }
    }

    /** Writes first, so that nothing is read that another writer could overtake. */
    private static void lock(Session session, OutboxProfile profile) throws SQLException {
        int found;
        try {
            found = session.update(
                    """
                    update sequencer_outbox set last_position = last_position
                    where tenant_id = ? and store_id = ? and agent_id = ?
                    """, profile.stream().tenantId(), profile.stream().storeId(), profile.agentId());
        } catch (SQLException e) {
            if (SqliteFailures.isUnknownTable(e)) {
                throw new IllegalStateException(NOT_HERE, e);
            }
            throw e;
        }
        if (found == 0) {
            throw new IllegalStateException(NOT_HERE);
        }
    }
}
