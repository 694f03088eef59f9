package com.stateset.sequencer.postgres.connection;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Set;
import org.postgresql.util.PSQLException;

/**
 * What PostgreSQL's error codes mean for us (PostgreSQL manual, appendix A). Without state.
 *
 * <pre>
 *   contention    lock timeout, serialization, deadlock    nothing was written; the session is whole
 *   unavailable   class 08, shutdown, full, read-only      what was under way may have been written; the session is not whole
 *   passing       unavailable, contention without the lock timeout, unique violation: try again
 *   the rest      a mistake, ours or somebody's who changed the schema: give up
 * </pre>
 *
 * <p>A unique violation passes because it is the refutation of a guess, or of two who did the same at once: who
 * looks again sees the row. A lock timeout is not tried again by appends, which have waited long enough by
 * then.
 */
public final class SqlErrors {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String FULL = "53100";
    private static final String NOT_SUPPORTED = "0A000";
    private static final String INVALID_TABLE_DEFINITION = "42P16";

    /** Serialization failure, deadlock: nothing was written, and the same again may well succeed. */
    private static final Set<String> CONTENTION = Set.of("40001", "40P01");

    /**
     * The server is going away, starting, full, only to be read from, or has closed a session that idled in its
     * transaction. (Class 08, connection exceptions, belongs to it too.)
     */
    private static final Set<String> UNAVAILABLE =
            Set.of("57P01", "57P02", "57P03", "57P05", "57014", "53300", "53100", "25P03", "25P04", "25006");

    private SqlErrors() {}

    /**
     * Executes the settings with which a transaction begins that writes. A standby says of that only that it does not support it, as many
     * servers say of many things; here it is what it says of every other write.
     */
    public static void beginWriting(Connection connection, String settings) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(settings);
        } catch (SQLException e) {
            throw NOT_SUPPORTED.equals(e.getSQLState())
                    ? new SQLException("the database takes no transaction that writes", Refusals.READ_ONLY, e)
                    : e;
        }
    }

    public static boolean isUniqueViolation(SQLException e) {
        return UNIQUE_VIOLATION.equals(e.getSQLState());
    }

    /** Whether a view cannot be replaced by one with other columns. */
    public static boolean isOtherShape(SQLException e) {
        return INVALID_TABLE_DEFINITION.equals(e.getSQLState());
    }

    public static boolean isLockTimeout(SQLException e) {
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState());
    }

    /** Whether another writer was in the way: nothing was written, and the same again may well succeed. */
    public static boolean isContention(SQLException e) {
        return isLockTimeout(e) || CONTENTION.contains(String.valueOf(e.getSQLState()));
    }

    /** Whether the same again may well succeed. */
    public static boolean isPassing(SQLException e) {
        return isUnavailable(e) || isUniqueViolation(e) || CONTENTION.contains(String.valueOf(e.getSQLState()));
    }

    /**
     * Whether the database could not be reached, or went away: what was under way may or may not have happened. What comes
     * without a code is not from the server either.
     */
    public static boolean isUnavailable(SQLException e) {
        String state = e.getSQLState();
        return state == null
                || e instanceof SQLTransientConnectionException
                || state.startsWith("08")
                || UNAVAILABLE.contains(state);
    }

    public static boolean isDiskFull(SQLException e) {
        return FULL.equals(e.getSQLState());
    }

    /**
     * What the server complains of, without the detail, which holds values of rows. The whole stays in the
     * cause.
     */
    public static SQLException withoutValues(SQLException e) {
        return e instanceof PSQLException fromServer && fromServer.getServerErrorMessage() != null
                ? new SQLException(fromServer.getServerErrorMessage().getMessage(), e.getSQLState(), e)
                : e;
    }

    /** The exception for the opening of a database that refuses to be opened. */
    public static SequencerException opening(SQLException e) {
        SequencerException known = Refusals.known(e);
        if (known != null) {
            return known;
        }
        String why = Refusals.notLetIn(e);
        if (why != null) {
            return new StoreFailedException(why, e);
        }
        return isUnavailable(e)
                ? new StoreUnavailableException("the database cannot be reached", e)
                : new StoreFailedException("the database refused to be prepared as a store", e);
    }

    /** The exception for a caller: without the database's words, which stay in the cause. */
    public static SequencerException translate(SQLException e) {
        SequencerException known = Refusals.known(e);
        if (known != null) {
            return known;
        }
        return isPassing(e) || isLockTimeout(e)
                ? new StoreUnavailableException("the database cannot be reached or is busy", e)
                : new StoreFailedException("the database refused the operation", e);
    }
}
