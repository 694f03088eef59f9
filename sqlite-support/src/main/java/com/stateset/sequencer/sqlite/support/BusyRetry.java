package com.stateset.sequencer.sqlite.support;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Tries again while another connection holds the database's lock.
 *
 * <p>SQLite would wait by itself, but it looks at the lock ten times a second only: against a writer that
 * hardly ever lets go, it never finds the gap. And it does not wait at all when a new file becomes a
 * write-ahead one.
 *
 * <p>A loop of our own: it stands on the way of every append, where a library's retry costs more than the
 * append's own statements, and what it throws is the driver's exception as it is.
 *
 * @param limit how long it is tried; zero tries once
 */
public record BusyRetry(Duration limit) {

    private static final long PAUSE_NANOS = 1_000_000;

    /**
     * Runs {@code action} until it is no longer refused because of a lock.
     *
     * @throws SQLException what the action threw last, when the time is over or the thread is interrupted
     */
    public <T> T retry(SqlAction<T> action) throws SQLException {
        long start = System.nanoTime();
        while (true) {
            try {
                return action.run();
            } catch (SQLException e) {
                if (!SqliteFailures.isBusy(e) || isOver(start)) {
                    throw e;
                }
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    private boolean isOver(long start) {
        return System.nanoTime() - start > TimeUnit.NANOSECONDS.convert(limit)
                || Thread.currentThread().isInterrupted();
    }

    /** Something to do with a database. */
    @FunctionalInterface
    public interface SqlAction<T> {

        T run() throws SQLException;
    }
}
