package com.stateset.sequencer.postgres.connection;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;

/**
 * The way to the database for everything but appends: transactions, and errors in the words of the store's
 * callers. Thread-safe.
 *
 * <p><b>Reads</b> are transactions as well, so that a cursor can fetch piece by piece; at the isolation level
 * of the connection, which is {@code read committed} unless the application says otherwise. Those whose
 * statements belong together must be right on either level. A read is not tried again: its caller can do that,
 * since nothing has happened.
 *
 * <p><b>Writes</b> set the level, the lock timeout and the durability that they need for their own transaction
 * only, in the round trip that begins it; a connection of the application's is not changed. They are done again
 * when another writer was in the way: for that is said only of transactions of which nothing is left. A
 * connection that breaks is another matter. The outcome is unknown, and the caller is told; all writes here may
 * be repeated by their callers, because each of them moves something from a state that it names, or says what
 * is to be there afterwards.
 *
 * <p><b>Work</b> may be called several times, each time with a new handle, and must not do anything outside of
 * the database.
 *
 * <p><b>Messages.</b> What the database says may hold values of rows, so it stays in the cause; Jdbi is told
 * not to render statements and their parameters into messages either.
 */
public final class Database implements ReadAccess {

    private static final int PING_SECONDS = 3;
    /** How long after a write that found the disk full the next one is not expected to succeed. */
    private static final Duration FULL = Duration.ofSeconds(10);

    private final TimedConnections connections;
    private final Jdbi jdbi;
    private final String writeSettings;
    private final Duration patience;
    private volatile boolean closed;
    private volatile long fullUntil = System.nanoTime();

    /**
     * Makes a database; takes no connection yet.
     *
     * @param connections which stay their owner's
     * @param timeouts of which locks, idle transactions and tries count here
     */
    public Database(TimedConnections connections, PostgresTimeouts timeouts) {
        this.connections = connections;
        this.jdbi = Jdbi.create(connections)
                .configure(StatementExceptions.class, failures -> failures.setMessageRendering(MessageRendering.NONE))
                .installPlugin(new SqlObjectPlugin())
                .registerArgument(new InstantArgument());
        this.writeSettings = writeSettings(timeouts);
        this.patience = timeouts.idleInTransaction().plus(timeouts.retry());
    }

    /** Registers what a part of the store reads its rows with: while the store is put together, before anything is read. */
    public void register(RowMapper<?>... mappers) {
        for (RowMapper<?> mapper : mappers) {
            jdbi.registerRowMapper(mapper);
        }
    }

    /** As appends have them, for one transaction; stronger promises of durability stay as they are. */
    private static String writeSettings(PostgresTimeouts timeouts) {
        return String.format(
                Locale.ROOT,
                """
                set transaction isolation level read committed, read write;
                set local lock_timeout = %d;
                set local idle_in_transaction_session_timeout = %d;
                select set_config('synchronous_commit', 'on', true)
                where current_setting('synchronous_commit') <> 'remote_apply'
                """,
                timeouts.lock().toMillis(),
                timeouts.idleInTransaction().toMillis());
    }

    @Override
    public <T> T read(HandleCallback<T, SQLException> work) {
        requireOpen();
        try (Handle handle = jdbi.open()) {
            return handle.inTransaction(work);
        } catch (SQLException | JdbiException e) {
            throw translated(e);
        }
    }

    /**
     * Reads statement by statement, whose rows are fetched at once: no transaction around them, and so one round trip each. On a
     * connection that comes without autocommit they are one all the same. The way of the reads that are asked for most often:
     * nothing of Jdbi's is on it, whose handle takes more memory than a row and its statement do. Throws what {@link #read}
     * throws.
     */
    @Override
    public <T> T readAtOnce(SingleRead<T> work) {
        requireOpen();
        try {
            Connection connection = connections.openConnection();
            try {
                return connection.getAutoCommit() ? work.read(connection) : inReadTransaction(connection, work);
            } finally {
                connections.closeConnection(connection);
            }
        } catch (SQLException | JdbiException e) {
            throw translated(e);
        }
    }

    private static <T> T inReadTransaction(Connection connection, SingleRead<T> work) throws SQLException {
        try {
            T result = work.read(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollbackQuietly(connection, false, e);
            throw e;
        }
    }

    /**
     * Writes in a transaction of isolation level read committed, durable on return. If another writer is in the
     * way, the work is done again from the beginning, for as long as it may take until the database ends a
     * writer that has frozen. Throws what {@link #read} throws; what is unavailable may have been written.
     */
    public <T> T write(HandleCallback<T, SQLException> work) {
        requireOpen();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try (Handle handle = jdbi.open()) {
                return inWriteTransaction(handle, work);
            } catch (SQLException | JdbiException e) {
                if (!isContention(e) || closed || System.nanoTime() > deadline) {
                    throw translated(e);
                }
            }
        }
    }

    /** As {@link #write}, but only once: empty if another writer is in the way. */
    public <T> Optional<T> tryToWrite(HandleCallback<T, SQLException> work) {
        requireOpen();
        try (Handle handle = jdbi.open()) {
            return Optional.of(inWriteTransaction(handle, work));
        } catch (SQLException | JdbiException e) {
            if (isContention(e)) {
                return Optional.empty();
            }
            throw translated(e);
        }
    }

    /**
     * Asks for an answer, of any connection, and whether writes can be expected to succeed.
     *
     * @param schemaVersion the number of the migration that the schema must be at
     * @throws StoreUnavailableException if there is no answer within seconds, the database takes no writes, its schema is at another
     *     number, or its disk was full a moment ago
     */
    public void ping(int schemaVersion) {
        boolean valid = readAtOnce(connection -> connection.isValid(PING_SECONDS));
        if (!valid) {
            throw new StoreUnavailableException("the database does not answer", null);
        }
        readAtOnce(connection -> problem(connection, schemaVersion)).ifPresent(why -> {
            throw new StoreUnavailableException(why, null);
        });
        if (fullUntil - System.nanoTime() > 0) {
            throw new StoreUnavailableException(Refusals.DISK_FULL, null);
        }
    }

    /** Notes that a write failed, of which later {@link #ping}s tell if it says something about the next one. */
    public void writeFailed(SQLException e) {
        if (SqlErrors.isDiskFull(e)) {
            fullUntil = System.nanoTime() + FULL.toNanos();
        }
    }

    /** Of the settings counts what an administrator has set for everyone, and not a session's own, as writes ask for more. */
    private static Optional<String> problem(Connection connection, int schemaVersion) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select case
                    when pg_is_in_recovery() then 'the database is a standby, which is only read from'
                    when reset_val = 'on'
                        then 'the database is set to be read only (default_transaction_read_only)'
                    when found < needed then format('the database schema is number %s, and must be number %s; migrate it',
                        found, needed)
                    when found > needed then format('the database schema is number %s, and was made by a newer version of'
                        ' this library: the newest one known here is number %s', found, needed)
                    end
                from pg_settings, (select ? as needed) as library,
                    (select coalesce(max(version::int), 0) as found from sequencer.flyway_schema_history where success)
                        as history
                where name = 'default_transaction_read_only'
                """)) {
            select.setInt(1, schemaVersion);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** Refuses what begins after {@link #close}. */
    public void requireOpen() {
        if (closed) {
            throw new StoreUnavailableException("the store is closed", null);
        }
    }

    /** Lets nothing more begin. What is under way goes on until its connection is taken from it. */
    public void close() {
        closed = true;
    }

    /** Not left to Jdbi, which takes a connection without autocommit for one in a transaction, and would not commit. */
    private <T> T inWriteTransaction(Handle handle, HandleCallback<T, SQLException> work) throws SQLException {
        Connection connection = handle.getConnection();
        boolean autocommitBefore = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            SqlErrors.beginWriting(connection, writeSettings);
            T result = work.withHandle(handle);
            connection.commit();
            connection.setAutoCommit(autocommitBefore);
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollbackQuietly(connection, autocommitBefore, e);
            if (e instanceof SQLException refused) {
                writeFailed(refused);
            }
            throw e;
        }
    }

    private static void rollbackQuietly(Connection connection, boolean autocommitBefore, Throwable cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(autocommitBefore);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static boolean isContention(Exception e) {
        Throwable cause = e instanceof JdbiException ? e.getCause() : e;
        return cause instanceof SQLException refused && SqlErrors.isContention(refused);
    }

    private static SequencerException translated(Exception e) {
        Throwable cause = e instanceof JdbiException ? e.getCause() : e;
        return cause instanceof SQLException refused
                ? SqlErrors.translate(refused)
                : new StoreUnavailableException("the database could not be read", e);
    }
}
