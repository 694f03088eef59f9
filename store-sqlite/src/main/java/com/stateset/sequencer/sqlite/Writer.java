package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.sqlite.support.BusyRetry.SqlAction;
import com.stateset.sequencer.sqlite.support.BusyRetry;
import com.stateset.sequencer.sqlite.support.SqliteFailures;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The one connection that writes, for one thread at a time. */
final class Writer implements AutoCloseable {

    /** Where a fresh connection comes from; null in memory, where the first one is all there is. */
    private final @Nullable SqliteFile file;

    private final BusyRetry patience;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable WriteSession session;
    private boolean closed;

    private Writer(@Nullable SqliteFile file, WriteSession session, BusyRetry patience) {
        this.file = file;
        this.session = session;
        this.patience = patience;
    }

    /** Writes to a file, waiting up to {@code patience} for other processes that do. */
    static Writer to(SqliteFile file, Connection opened, Duration patience) throws SQLException {
        return new Writer(file, WriteSession.on(opened), new BusyRetry(patience));
    }

    /** Writes to the database in memory that this connection keeps alive. */
    static Writer toMemory(Connection connection) throws SQLException {
        return new Writer(null, WriteSession.on(connection), new BusyRetry(Duration.ZERO));
    }

    /**
     * Does {@code work} in a transaction of its own that holds the write lock from its beginning. All of it is durable when
     * this returns, and none of it is done when this throws; only a failed commit leaves that open.
     *
     * @throws WriteLockedException if another process held the write lock for too long
     */
    <T> T inTransaction(Work<T> work) throws SQLException {
        lock.lock();
        try {
            WriteSession current = openSession();
            begin(current);
            try {
                T result = work.in(current);
                current.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                undo(current, e);
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Does {@code action} while nobody writes. */
    <T> T alone(SqlAction<T> action) throws SQLException {
        lock.lock();
        try {
            return action.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws SQLException {
        lock.lock();
        try {
            closed = true;
            if (session != null) {
                session.close();
                session = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void begin(WriteSession session) throws SQLException {
        try {
            patience.retry(session::begin);
        } catch (SQLException e) {
            throw SqliteFailures.isBusy(e) ? new WriteLockedException(e) : e;
        }
    }

    private WriteSession openSession() throws SQLException {
        if (session == null && file != null && !closed) {
            session = WriteSession.on(file.openWriter());
        }
        if (session == null) {
            throw new SQLException("closed");
        }
        return session;
    }

    /** Nobody knows what state a connection is in after a failure, so a file gets a new one. */
    private void undo(WriteSession failed, Throwable failure) {
        try {
            failed.rollback();
        } catch (SQLException e) {
            // SQLite may have rolled back by itself; closing does it in any case.
            failure.addSuppressed(e);
        }
        if (file != null) {
            discard(failed, failure);
        }
    }

    private void discard(WriteSession failed, Throwable failure) {
        session = null;
        try {
            failed.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Something to do with the connection that writes. */
    @FunctionalInterface
    interface Work<T> {

        T in(WriteSession session) throws SQLException;
    }

    /** Another process held the write lock for too long. */
    static final class WriteLockedException extends SQLException {

        private static final long serialVersionUID = 1L;

        WriteLockedException(SQLException cause) {
            super(cause);
        }
    }
}
