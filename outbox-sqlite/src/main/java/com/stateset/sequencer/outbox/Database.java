package com.stateset.sequencer.outbox;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.sqlite.support.BusyRetry;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An open file: one connection that writes and one that reads, each for one thread at a time. Thread-safe. */
final class Database implements AutoCloseable {

    private final SqliteFile file;
    private final BusyRetry patience;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private @Nullable Session writer;
    private @Nullable Session reader;
    private volatile boolean closed;

    /** Takes over a connection that writes, with an up-to-date schema. */
    Database(SqliteFile file, Connection opened, BusyRetry patience) {
        this.file = file;
        this.patience = patience;
        this.writer = new Session(opened);
    }

    /** Something to do with a connection. */
    @FunctionalInterface
    interface Work<T> {

        T in(Session session) throws SQLException;
    }

    /**
     * Does {@code work} in a transaction of its own that holds the write lock from its beginning. All of it is durable when this
     * returns, and none of it is done when this throws.
     */
    <T> T write(Work<T> work) {
        writing.lock();
        try {
            Session session = openWriter();
            patience.retry(() -> session.run("begin immediate"));
            return inTransaction(session, work);
        } catch (SQLException e) {
            throw closed ? new StoreUnavailableException("the outbox is closed", e) : OutboxSchema.FAILURES.translate(e);
        } finally {
            writing.unlock();
        }
    }

    /** Reads what is committed; never waits for a writer. */
    <T> T read(Work<T> work) {
        reading.lock();
        try {
            return work.in(openReader());
        } catch (SQLException e) {
            throw closed ? new StoreUnavailableException("the outbox is closed", e) : OutboxSchema.FAILURES.translate(e);
        } finally {
            reading.unlock();
        }
    }

    /** Waits for what is under way, then closes the file. */
    @Override
    public void close() {
        closed = true;
        try {
            reading.lock();
            try {
                reader = closed(reader);
            } finally {
                reading.unlock();
            }
            // Last, because only a connection that writes can clear the log away.
            writing.lock();
            try {
                writer = closed(writer);
            } finally {
                writing.unlock();
            }
        } catch (SQLException e) {
            throw OutboxSchema.FAILURES.translate(e);
        }
    }

    private <T> T inTransaction(Session session, Work<T> work) throws SQLException {
        try {
            T result = work.in(session);
            session.run("commit");
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            undo(session, e);
            throw e;
        }
    }

    /** Nobody knows what state a connection is in after a failure, so the next transaction gets a new one. */
    private void undo(Session failed, Throwable failure) {
        writer = null;
        try {
            // Rolls back, too.
            failed.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private Session openWriter() throws SQLException {
        requireOpen();
        if (writer == null) {
            writer = new Session(file.openWriter());
        }
        return writer;
    }

    private Session openReader() throws SQLException {
        requireOpen();
        if (reader == null) {
            reader = new Session(file.openReader());
        }
        return reader;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreUnavailableException("the outbox is closed", null);
        }
    }

    private static @Nullable Session closed(@Nullable Session session) throws SQLException {
        if (session != null) {
            session.close();
        }
        return null;
    }
}
