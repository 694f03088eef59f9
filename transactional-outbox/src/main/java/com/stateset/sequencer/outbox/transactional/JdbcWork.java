package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Transactions of our own on the application's connections, and what failures of a database mean to a caller.
 *
 * <p>A borrowed connection goes back as it came: in its mode of committing, and without an open transaction. What is set for a
 * transaction is set for that one only, so that a pool that does not reset its connections is not surprised either.
 *
 * <p>Failures are of two kinds, as everywhere in the library: {@link StoreUnavailableException}, where the same call may succeed
 * later (a connection lost, a deadlock, a lock waited for too long, the server going down), and {@link StoreFailedException}, where it
 * will not (a table or a column that is missing, a right that was not granted). The driver's exception is the cause, with its state and code.
 */
final class JdbcWork {

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Work<T> {

        T in(RowSession session) throws SQLException;
    }

    private static final String NO_TAGS = "the table sequencer_transactional_outbox is of an earlier version and has no"
            + " column tags: alter table sequencer_transactional_outbox add column tags text";

    private static final String READ_ONLY =
            "the transaction or the database is read-only, so nothing can be written into the transactional outbox";

    private JdbcWork() {}

    /**
     * Does work in a transaction on a connection borrowed for it.
     *
     * @throws StoreUnavailableException if doing it again later may help; nothing was done, or perhaps all of it
     * @throws StoreFailedException if the database refuses it
     */
    static <T> T run(DataSource database, Work<T> work) {
        try (Connection connection = database.getConnection()) {
            return run(connection, work);
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    /** Does work in a transaction, and leaves the connection in the mode in which it was: the work may commit meanwhile. */
    static <T> T run(Connection connection, Work<T> work) throws SQLException {
        RowSession session = new RowSession(connection, Dialects.of(connection));
        boolean before = connection.getAutoCommit();
        connection.setAutoCommit(false);
        T result;
        try {
            session.dialect().begin(connection);
            result = work.in(session);
            connection.commit();
        } catch (SQLException | RuntimeException | Error e) {
            giveUp(connection, before, e);
            throw e;
        }
        connection.setAutoCommit(before);
        return result;
    }

    /** Says what a failure of the database means. */
    static SequencerException translate(SQLException failure) {
        if (isOfMissingTags(failure)) {
            return new StoreFailedException(NO_TAGS, failure);
        }
        if (Dialects.isReadOnly(failure)) {
            return new StoreFailedException(READ_ONLY, failure);
        }
        String message = "the transactional outbox's database: " + failure.getMessage();
        return Dialects.isTransient(failure)
                ? new StoreUnavailableException(message, failure)
                : new StoreFailedException(message, failure);
    }

    /** The server's own words stand behind a batch's, which repeat the statement. */
    private static boolean isOfMissingTags(SQLException failure) {
        SQLException own = Objects.requireNonNullElse(failure.getNextException(), failure);
        return Dialects.isMissingColumn(own) && String.valueOf(own.getMessage()).contains("tags");
    }

    private static void giveUp(Connection connection, boolean autoCommit, Throwable cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
