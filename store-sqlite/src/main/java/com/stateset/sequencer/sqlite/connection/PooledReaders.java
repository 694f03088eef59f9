package com.stateset.sequencer.sqlite.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * A connection per reading thread, beside the writer's: as many as have ever read at once, 8 at most. Thread-safe.
 *
 * <p>A pool of our own: a connection to a file needs no keeping alive, and a library's pool, which does that, takes as long to start as
 * all else that opens the store. The connection of a read that failed is closed and not used again, since its state is unknown.
 *
 * <p>A connection that is closed under a statement stays open inside SQLite, with its files, until that
 * statement is closed too, which the driver then refuses to do. So the connections are closed only after the last read
 * has given its own back: every read holds one of the {@code places}, and {@link #close} takes all of
 * them. Reads that take long are interrupted first; one that heeds nothing is left behind in the end,
 * since closing must end.
 *
 * <p><b>Order of closing.</b> First the flag, so that no new read begins; then one second for reads to
 * end by themselves; then an interrupt of each that is left, and five seconds for that to have an
 * effect; then the connections. All in all, closing takes some six seconds at most.
 *
 * <p><b>What can race.</b> A read takes its place before it looks at the flag: one that saw the
 * flag down is waited for. A connection is in {@code reading} for as long as its query runs, so an
 * interrupt may reach one that has just ended; SQLite forgets it when no statement is running. A read that was left behind looks
 * at the flag again when it has given its connection back, and closes that.
 */
public final class PooledReaders implements Readers {

    private static final int MOST_READERS = 8;
    private static final long SECONDS_TO_WAIT = 5;
    private static final long SECONDS_TO_END = 1;
    private static final long SECONDS_AFTER_INTERRUPT = 5;

    private static final Select<Integer> ANYTHING =
            new Select<>("select count(*) from sqlite_schema", row -> row.getInt(1));

    private final DataSource source;
    private final Semaphore places = new Semaphore(MOST_READERS, true);
    private final Deque<ReadSession> idle = new ConcurrentLinkedDeque<>();
    private final Set<Connection> reading = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Opens a first connection; others are opened when reads need them. What has a connection goes on reading a file that is
     * moved or deleted.
     *
     * @param source opens connections that only read
     */
    public PooledReaders(DataSource source) throws SQLException {
        this.source = source;
        // SQLite opens the file and its log when something is first read.
        List<Integer> ignored = read(session -> ANYTHING.on(session.connection()));
    }

    @Override
    public <T> T read(Query<T> query) throws SQLException {
        awaitPlace();
        try {
            requireOpen();
            ReadSession session = take();
            T result = read(session, query);
            giveBack(session);
            return result;
        } finally {
            places.release();
        }
    }

    private void awaitPlace() throws SQLException {
        try {
            if (!places.tryAcquire(SECONDS_TO_WAIT, TimeUnit.SECONDS)) {
                throw new SQLTransientConnectionException("all " + MOST_READERS + " connections are reading");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while others read", e);
        }
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("closed");
        }
    }

    private ReadSession take() throws SQLException {
        ReadSession session = idle.pollFirst();
        return session != null ? session : ReadSession.on(source.getConnection());
    }

    private <T> T read(ReadSession session, Query<T> query) throws SQLException {
        Connection connection = session.connection();
        reading.add(connection);
        try {
            return query.in(session);
        } catch (SQLException | RuntimeException | Error e) {
            closeAfter(e, connection);
            throw e;
        } finally {
            reading.remove(connection);
        }
    }

    /** Not while it is interrupted: SQLite must not be told of a connection that is being closed. */
    private static void closeAfter(Throwable failure, Connection connection) {
        synchronized (connection) {
            try {
                connection.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private void giveBack(ReadSession session) throws SQLException {
        idle.addFirst(session);
        if (closed) {
            closeIdle();
        }
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        boolean alone = isAloneWithin(SECONDS_TO_END);
        if (!alone) {
            reading.forEach(PooledReaders::interrupt);
            alone = isAloneWithin(SECONDS_AFTER_INTERRUPT);
        }
        try {
            closeIdle();
        } finally {
            if (alone) {
                places.release(MOST_READERS);
            }
        }
    }

    private void closeIdle() throws SQLException {
        @Nullable SQLException failure = null;
        for (ReadSession session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
            try {
                session.connection().close();
            } catch (SQLException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Takes all places if the reads end in time. Not cut short by an interrupt of this thread, which
     * is kept.
     *
     * @return whether this thread has the places now, and must give them back
     */
    private boolean isAloneWithin(long seconds) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (true) {
                try {
                    return places.tryAcquire(MOST_READERS, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What is being read there ends with an exception. */
    private static void interrupt(Connection connection) {
        synchronized (connection) {
            try {
                if (!connection.isClosed()) {
                    connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
                }
            } catch (SQLException e) {
                // Then nothing is read there any more.
            }
        }
    }
}
