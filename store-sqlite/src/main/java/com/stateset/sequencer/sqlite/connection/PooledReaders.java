package com.stateset.sequencer.sqlite.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConnection;

/**
 * A connection per reading thread, beside the writer's. Thread-safe.
 *
 * <p>A connection that is closed under a statement stays open inside SQLite, with its files, until that
 * statement is closed too, which the driver then refuses to do. So the pool closes only after the last read
 * has given its connection back: every read holds {@code closing} in shared mode, and {@link #close} takes
 * it alone. Reads that take long are interrupted first; one that heeds nothing is left behind in the end,
 * since closing must end.
 *
 * <p><b>Order of closing.</b> First the flag, so that no new read begins; then one second for reads to
 * end by themselves; then an interrupt of each that is left, and five seconds for that to have an
 * effect; then the pool. All in all, closing takes some six seconds at most.
 *
 * <p><b>What can race.</b> A read takes the shared lock before it looks at the flag: one that saw the
 * flag down is waited for. A connection is in {@code reading} for as long as its query runs, so an
 * interrupt may reach one that has just ended; SQLite forgets it when no statement is running.
 */
public final class PooledReaders implements Readers {

    private static final int MOST_READERS = 8;
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final long SECONDS_TO_END = 1;
    private static final long SECONDS_AFTER_INTERRUPT = 5;

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final ReadWriteLock closing = new ReentrantReadWriteLock();
    private final Set<Connection> reading = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Makes a pool that opens connections when reads need them.
     *
     * @param source opens connections that only read
     */
    public PooledReaders(DataSource source) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("event-file-readers");
        config.setReadOnly(true);
        config.setMaximumPoolSize(MOST_READERS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(WAIT.toMillis());
        this.pool = new HikariDataSource(config);
        this.jdbi = Jdbi.create(pool);
    }

    @Override
    public <T> T read(Query<T> query) throws SQLException {
        closing.readLock().lock();
        try {
            if (closed) {
                throw new SQLException("closed");
            }
            return jdbi.withHandle(handle -> read(handle, query));
        } finally {
            closing.readLock().unlock();
        }
    }

    private <T> T read(Handle handle, Query<T> query) throws SQLException {
        Connection connection = handle.getConnection();
        reading.add(connection);
        try {
            return query.in(handle);
        } finally {
            reading.remove(connection);
        }
    }

    @Override
    public void close() {
        closed = true;
        boolean alone = isAloneWithin(SECONDS_TO_END);
        if (!alone) {
            reading.forEach(PooledReaders::interrupt);
            alone = isAloneWithin(SECONDS_AFTER_INTERRUPT);
        }
        try {
            pool.close();
        } finally {
            if (alone) {
                closing.writeLock().unlock();
            }
        }
    }

    /**
     * Takes the lock alone if the reads end in time. Not cut short by an interrupt of this thread, which
     * is kept.
     *
     * @return whether this thread has the lock now, and must give it back
     */
    private boolean isAloneWithin(long seconds) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (true) {
                try {
                    return closing.writeLock().tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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
        try {
            connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
        } catch (SQLException e) {
            // It has just been given back.
        }
    }
}
