package com.stateset.sequencer.sqlite.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of this process that writes to a database. Thread-safe: those who write take turns.
 *
 * <p>Two locks stand in the way of a transaction. The first is this process's own: the transactions before
 * this one, of other threads, are waited for up to half a minute, since code of the application may run in
 * them and hang. The second is SQLite's, which other processes take, too: it is waited for up to the limit
 * that is given, and held from the beginning of a transaction to its end, so that nothing that was read is
 * overtaken.
 *
 * <p>SQLite goes on with a file that was moved, deleted or replaced. So the {@linkplain FilePlace place} is looked at before each
 * transaction, and once more when it is done, before anyone is told so.
 *
 * <p>A {@link Checkpointer} copies the write-ahead log beside the transactions; there may be a short wait for its last step.
 *
 * <p>What state a connection is in after a failure is unknown. So a failed one is closed, and the next
 * transaction gets a new one; only a database in memory has to go on with the connection that it lives in.
 * Closing waits as long as others do; a transaction that has not ended by then closes its connection itself
 * when it does.
 *
 * @param <C> the connection with what is prepared on it
 */
public final class SqliteWriter<C extends WriteConnection> implements AutoCloseable {

    private static final long WAIT_SECONDS = 30;

    /** Where a fresh connection comes from; null in memory, where the first one is all there is. */
    private final @Nullable SqliteFile file;

    private final @Nullable FilePlace place;
    private final Opener<C> opener;
    private final BusyRetry retry;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable C connection;
    private @Nullable FileMark mark;
    private @Nullable Checkpointer checkpointer;
    private volatile boolean closed;
    private volatile boolean failing;

    private SqliteWriter(@Nullable SqliteFile file, C connection, Opener<C> opener, BusyRetry retry) {
        this.file = file;
        this.place = file == null ? null : FilePlace.of(file.path());
        this.connection = connection;
        this.opener = opener;
        this.retry = retry;
    }

    /**
     * Writes to a file.
     *
     * @param opened a connection to it whose schema is up to date
     * @param limit how long to wait for other processes that write
     */
    public static <C extends WriteConnection> SqliteWriter<C> to(
            SqliteFile file, Connection opened, Opener<C> opener, Duration limit) throws SQLException {
        SqliteWriter<C> writer = new SqliteWriter<>(file, opener.on(opened), opener, new BusyRetry(limit));
        writer.watch(opened, log -> FileMark.set(file.path(), opened, log));
        return writer;
    }

    /** Writes to the database in memory that this connection keeps alive. */
    public static <C extends WriteConnection> SqliteWriter<C> toMemory(Connection opened, Opener<C> opener)
            throws SQLException {
        return new SqliteWriter<>(null, opener.on(opened), opener, new BusyRetry(Duration.ZERO));
    }

    /**
     * Does {@code work} in a transaction of its own that holds the write lock from its beginning. All of it
     * is durable when this returns, and none of it is done when this throws; only a failed commit leaves
     * that open. A file that is no longer in its place is not written to; if it went away meanwhile, this
     * throws, although the transaction is done there.
     *
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the file was moved, deleted or replaced
     * @throws WriteLockedException if another writer held its lock for too long, or the thread was
     *     interrupted while it waited
     */
    public <T> T inTransaction(Work<C, T> work) throws SQLException {
        await();
        try {
            C current = open();
            requireInPlace();
            begin(current);
            T result;
            try {
                result = work.in(current);
                current.commit();
                failing = false;
            } catch (SQLException | RuntimeException | Error e) {
                undo(current, e);
                throw e;
            }
            requireInPlace();
            if (mark != null && checkpointer != null) {
                mark.refresh();
                checkpointer.committed();
            }
            return result;
        } finally {
            leave();
        }
    }

    /**
     * Returns if the file is where it was opened; a database in memory always is. Does not wait for transactions.
     *
     * @throws com.stateset.sequencer.error.StoreUnavailableException if it was moved, deleted or replaced
     */
    public void requireInPlace() {
        if (place != null) {
            place.require();
        }
    }

    /**
     * Returns if transactions can be expected to succeed. Writes only if the last one failed because of the disk, or the file
     * system seems full or is read-only: then something that changes nothing, since only that shows it.
     *
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the file was moved, deleted or replaced
     * @throws SQLException if nothing can be written
     */
    public void requireWritable() throws SQLException {
        requireInPlace();
        if (place != null && (failing || !place.looksWritable())) {
            boolean ignored = inTransaction(any -> mark != null && mark.takeRoom(true));
            ignored = inTransaction(any -> mark != null && mark.takeRoom(false));
        }
    }

    /**
     * Where the file stands.
     *
     * @throws IllegalStateException for a database in memory
     */
    public FilePlace place() {
        if (place == null) {
            throw new IllegalStateException("a database in memory has no place");
        }
        return place;
    }

    /** Does {@code action} while nothing writes. */
    public <T> T alone(BusyRetry.SqlAction<T> action) throws SQLException {
        await();
        try {
            return checkpointer == null ? action.run() : checkpointer.paused(action);
        } finally {
            leave();
        }
    }

    /** Waits for a transaction under way, then closes the connection. */
    @Override
    public void close() throws SQLException {
        closed = true;
        await();
        leave();
    }

    private void await() throws SQLException {
        try {
            // What is free is taken at once, also by a thread that was interrupted.
            if (!lock.tryLock() && !lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new WriteLockedException(new SQLException("another thread does not end its transaction"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WriteLockedException(new SQLException("interrupted while another thread writes", e));
        }
    }

    private void leave() throws SQLException {
        try {
            if (closed && connection != null) {
                C last = connection;
                connection = null;
                try {
                    unmark();
                } finally {
                    last.close();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void begin(C current) throws SQLException {
        try {
            boolean ignored = retry.retry(() -> {
                current.begin();
                return true;
            });
        } catch (SQLException e) {
            throw SqliteFailures.isBusy(e) ? new WriteLockedException(e) : e;
        }
    }

    private C open() throws SQLException {
        if (connection == null && file != null && !closed) {
            requireInPlace();
            Connection opened = file.openWriter();
            C fresh = opener.on(opened);
            try {
                watch(opened, log -> FileMark.later(opened, log));
            } catch (SQLException | RuntimeException e) {
                discard(fresh, e);
                throw e;
            }
            connection = fresh;
        }
        if (connection == null) {
            throw new SQLException("closed");
        }
        return connection;
    }

    /** Looks after the log of a connection that was just opened. */
    private void watch(Connection opened, Marking marking) throws SQLException {
        SqliteFile of = Objects.requireNonNull(file, "file");
        LogFile log = LogFile.of(of.path());
        try (Statement statement = opened.createStatement()) {
            mark = marking.by(log);
            statement.execute("pragma wal_autocheckpoint = " + Checkpointer.AT_MOST);
            checkpointer = new Checkpointer(of, place(), log, this::alone);
        } catch (SQLException | RuntimeException e) {
            mark = null;
            log.close();
            throw e;
        }
        place().noteLog();
    }

    /** Makes a mark. */
    @FunctionalInterface
    private interface Marking {
        FileMark by(LogFile log) throws SQLException;
    }

    private void unmark() throws SQLException {
        mark = null;
        if (checkpointer != null && place != null) {
            place.forgetLog();
            Checkpointer last = checkpointer;
            checkpointer = null;
            last.close();
        }
    }

    private void undo(C failed, Throwable failure) {
        failing = SqliteFailures.isOfTheDisk(failure);
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

    private void discard(C failed, Throwable failure) {
        connection = null;
        try {
            unmark();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
        try {
            failed.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Prepares a connection. */
    @FunctionalInterface
    public interface Opener<C> {

        /** Takes over a connection whose schema is up to date, and closes it if this throws. */
        C on(Connection opened) throws SQLException;
    }

    /** Something to do with the connection that writes. */
    @FunctionalInterface
    public interface Work<C, T> {

        /** Does it. What it throws undoes the transaction. */
        T in(C connection) throws SQLException;
    }
}
