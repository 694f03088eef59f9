package com.stateset.sequencer.outbox.connection;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import com.stateset.sequencer.sqlite.support.SqliteWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An open file: one connection that writes and one that reads, each for one thread at a time. Thread-safe.
 *
 * <p>Writing and reading do not wait for each other; two reads do, which is enough for one agent. The
 * reader is opened when it is first needed. Closing takes both locks, one after the other, and so waits for
 * what is under way; the writer closes last, because only a connection that writes can clear the
 * write-ahead log away.
 *
 * <p><b>What can race.</b> {@link #close} with calls under way: the flag goes up first, so that later
 * calls are refused, then each lock is waited for. A call that is overtaken between its check and its
 * lock fails, and is distinguished from a damaged file by the flag.
 *
 * <p><b>What must hold.</b> A reader sees whole transactions only, and may be behind the writer by those
 * that commit while it reads. So what is concluded from a read, and then written, is checked again in
 * the transaction that writes.
 */
public final class OutboxDatabase implements AutoCloseable {

    private final SqliteFile file;
    private final SqliteWriter<Session> writer;
    private final ReentrantLock reading = new ReentrantLock();
    private @Nullable Session reader;
    private volatile boolean closed;

    /**
     * Takes over a connection that writes, with an up-to-date schema.
     *
     * @param limit how long to wait for other processes that write
     */
    public OutboxDatabase(SqliteFile file, Connection opened, Duration limit) throws SQLException {
        this.file = file;
        this.writer = SqliteWriter.to(file, opened, Session::new, limit);
    }

    /** Something to do with a connection. */
    @FunctionalInterface
    public interface Work<T> extends SqliteWriter.Work<Session, T> {}

    /**
     * Does {@code work} in a transaction of its own that holds the write lock from its beginning. All of it
     * is durable when this returns, and none of it is done when this throws.
     *
     * @param work is called once, on this thread; it must not keep the session
     * @return what the work returned
     * @throws StoreUnavailableException if the outbox is closed, or another process held the write lock
     *     for too long, or the file was moved, deleted or replaced
     */
    public <T> T write(Work<T> work) {
        requireOpen();
        try {
            return writer.inTransaction(work);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /**
     * Reads what is committed; never waits for a writer.
     *
     * @param work is called once, on this thread, and must not write
     * @return what the work returned
     * @throws StoreUnavailableException if the outbox is closed, or the file cannot be read just now
     */
    public <T> T read(Work<T> work) {
        reading.lock();
        try {
            return work.in(openReader());
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            reading.unlock();
        }
    }

    /**
     * Returns if the file is where it was opened.
     *
     * @throws StoreUnavailableException if it was moved, deleted or replaced
     */
    public void requireInPlace() {
        writer.requireInPlace();
    }

    /**
     * Writes the file anew, without what its free pages still hold, and empties its log.
     *
     * @throws StoreUnavailableException if another program is at work on the file
     */
    public void writeAnew() {
        requireOpen();
        try {
            writer.alone(() -> {
                try (Connection connection = file.openWriter();
                        Statement statement = connection.createStatement()) {
                    boolean ignored = statement.execute("pragma busy_timeout = 5000");
                    ignored = statement.execute("vacuum");
                    requireEmptyLog(statement);
                }
                return true;
            });
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static void requireEmptyLog(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("pragma wal_checkpoint(truncate)")) {
            if (!result.next() || result.getInt(1) != 0) {
                throw new StoreUnavailableException(
                        "another program is reading the outbox, so that its log cannot be emptied; try again", null);
            }
        }
    }

    /** Waits for what is under way, then closes the file. */
    @Override
    public void close() {
        closed = true;
        try {
            closeReader();
            // Last, because only a connection that writes can clear the log away.
            writer.close();
        } catch (SQLException e) {
            throw OutboxSchema.FAILURES.translate(e);
        }
    }

    private void closeReader() throws SQLException {
        reading.lock();
        try {
            if (reader != null) {
                reader.close();
                reader = null;
            }
        } finally {
            reading.unlock();
        }
    }

    private RuntimeException failure(SQLException e) {
        return closed ? new StoreUnavailableException("the outbox is closed", e) : OutboxSchema.FAILURES.translate(e);
    }

    private Session openReader() throws SQLException {
        requireOpen();
        if (reader == null) {
            reader = new Session(file.readers(writer.place()).getConnection());
        }
        return reader;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreUnavailableException("the outbox is closed", null);
        }
    }
}
