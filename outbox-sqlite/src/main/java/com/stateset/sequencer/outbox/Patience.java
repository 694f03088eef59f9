package com.stateset.sequencer.outbox;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Tries again while another connection holds the database's lock.
 *
 * <p>SQLite would wait by itself, but it looks at the lock ten times a second only: against a writer that hardly ever lets
 * go, it never finds the gap. And it does not wait at all when a new file becomes a write-ahead one.
 */
record Patience(Duration limit) {

    private static final long PAUSE_NANOS = 1_000_000;

    /**
     * Runs {@code action} until it is no longer refused because of a lock.
     *
     * @throws SQLException what the action threw last, when the time is over or the thread is interrupted
     */
    <T> T retry(SqlAction<T> action) throws SQLException {
        long start = System.nanoTime();
        while (true) {
            try {
                return action.run();
            } catch (SQLException e) {
                if (!Failures.isBusy(e) || isOver(start)) {
                    throw e;
                }
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    private boolean isOver(long start) {
        return System.nanoTime() - start > limit.toNanos()
                || Thread.currentThread().isInterrupted();
    }

    /** Something to do with a database. */
    @FunctionalInterface
    interface SqlAction<T> {

        T run() throws SQLException;
    }
}
