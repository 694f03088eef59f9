package com.stateset.sequencer.sqlite.connection;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sqlite.support.BusyRetry.SqlAction;
import com.stateset.sequencer.sqlite.support.SqliteWriter;
import com.stateset.sequencer.sqlite.support.SqliteWriter.Work;
import com.stateset.sequencer.sqlite.support.WriteLockedException;
import com.stateset.sequencer.sqlite.write.WriteSession;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.HandleCallback;

/**
 * What all parts of a store share: where to read, where to write, and what time it is. Says failures in the
 * library's words. Thread-safe.
 *
 * <p><b>Reading and writing</b> do not wait for each other: with a write-ahead log, a reader sees the last
 * commit before it began, and goes on seeing that. Only in memory, where there is a single connection, do
 * they take turns.
 *
 * <p><b>Writing</b> is one transaction at a time, in this process by a lock, among processes by SQLite's
 * own. Appends are among what waits, so everything else that writes is small: a commitment's tree, for one,
 * comes in pieces.
 *
 * <p><b>Closing</b> refuses what comes from then on, and waits for what is under way, within limits. Any
 * failure after that moment is reported as what it is, the store being closed, whatever the driver says of
 * a connection that has gone away under it.
 *
 * <p><b>Time</b> is this process's clock, in microseconds since 1970, UTC. Streams do not rely on it: their
 * time never runs backwards, even if a clock is set back.
 *
 * <p><b>What can race.</b> {@link #close} may come at any moment of another thread's call. A call that
 * passed the check before that finishes, or fails with whatever its connection says then; the flag is
 * read again after a failure, so that the caller gets the reason and not its symptom. The flag is never
 * cleared.
 *
 * <p><b>Errors</b> leave here as the library's: {@link StoreUnavailableException} when it pays to try
 * again, {@link com.stateset.sequencer.error.StoreFailedException} when it does not. No {@link
 * SQLException} gets out.
 */
public final class SqliteDatabase implements AutoCloseable {

    private static final String CLOSED = "the store is closed";

    private final SqliteWriter<WriteSession> writer;
    private final Readers readers;
    private final Clock clock;
    private volatile boolean closed;

    public SqliteDatabase(SqliteWriter<WriteSession> writer, Readers readers, Clock clock) {
        this.writer = writer;
        this.readers = readers;
        this.clock = clock;
    }

    /**
     * Reads what is committed.
     *
     * @param query is called once, on this thread, with a connection that is its own until it returns;
     *     it must not keep the handle
     * @return what the query returned
     * @throws StoreUnavailableException if the store is closed, or no connection can be had in time
     */
    public <T> T read(HandleCallback<T, SQLException> query) {
        return guarded(() -> readers.read(session -> query.withHandle(session.handle())));
    }

    /**
     * Reads what is committed, by plain JDBC.
     *
     * @return what was read of each row
     * @throws StoreUnavailableException if the store is closed, or no connection can be had in time
     */
    public <T> List<T> select(Select<T> query, Object... values) {
        return guarded(() -> readers.read(session -> query.on(session.connection(), values)));
    }

    /**
     * Does {@code work} in a write transaction of its own, which makes appends wait. What it did is
     * durable when this returns, and undone when this throws.
     *
     * @param work is called once, on this thread
     * @return what the work returned
     * @throws StoreUnavailableException if the store is closed, or another process held the write lock
     *     for too long
     */
    public <T> T write(Work<WriteSession, T> work) {
        return write(work, EventSchema.FAILURES::translate);
    }

    /**
     * Does {@code work} in a write transaction of its own.
     *
     * @param ifLocked what to throw if another process held the write lock for too long
     */
    public <T> T write(Work<WriteSession, T> work, Function<WriteLockedException, SequencerException> ifLocked) {
        return guarded(() -> {
            try {
                return writer.inTransaction(work);
            } catch (WriteLockedException e) {
                throw ifLocked.apply(e);
            }
        });
    }

    /**
     * Returns if writing can be expected to succeed. Writes something only if that is in doubt.
     *
     * @throws StoreUnavailableException if the file was moved, deleted or replaced, or its disk is full
     * @throws com.stateset.sequencer.error.StoreFailedException if it may not be written to
     */
    public void requireWritable() {
        boolean ignored = guarded(() -> {
            writer.requireWritable();
            return true;
        });
    }

    /** Now, in microseconds since 1970. */
    public long now() {
        return BinaryForm.micros(clock.instant());
    }

    /** Waits for a write under way, then closes the connections. */
    @Override
    public void close() {
        closed = true;
        try {
            closeAll();
        } catch (SQLException e) {
            throw EventSchema.FAILURES.translate(e);
        }
    }

    private void closeAll() throws SQLException {
        try {
            readers.close();
        } finally {
            writer.close();
        }
    }

    /**
     * Runs an action and says its failure in the library's words; that the store is closed explains any
     * of them.
     */
    private <T> T guarded(SqlAction<T> action) {
        if (closed) {
            throw new StoreUnavailableException(CLOSED, null);
        }
        try {
            return action.run();
        } catch (SQLException | RuntimeException e) {
            throw closed ? new StoreUnavailableException(CLOSED, e) : EventSchema.FAILURES.translate(e);
        }
    }
}
