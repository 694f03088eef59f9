package com.stateset.sequencer.sqlite.support;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a database's write-ahead log into the database, on a connection and a thread of its own, beside those who write. Thread-safe.
 *
 * <p>SQLite by itself does so within the commit that finds the log long enough. That commit takes ten times as long as others, nearly
 * all of it until the disk has the database's pages, and everyone who writes waits for it.
 *
 * <h2>How it works</h2>
 *
 * <p>SQLite begins a log anew only when all of it is copied, and it waits for the disk only in a checkpoint that reaches the log's end.
 * Beside a writer, the end moves:
 *
 * <pre>
 *   copy    until little is left; what is committed meanwhile is left. The disk has taken nothing for certain
 *   sync    copies the little between two commits, so that it reaches the end, and waits for the disk, beside later commits
 *           ... both again, while there is much to wait for: each time over what was committed during the time before
 *   last    the same while nothing is written in this process: a few milliseconds
 * </pre>
 *
 * <p>Whether a sync has got in between two commits is left to chance. If it has not, the last one takes as long as SQLite's own would.
 *
 * <p><b>Bounds.</b> It begins with {@link #DUE} frames. A writer's own connection copies the log within a commit at {@link #AT_MOST}:
 * whatever goes wrong here, and whoever reads or writes too much, a log grows no further than that, unless somebody reads for long. Then it is tried again twenty times a second at most.
 *
 * <p><b>What can race.</b> Other processes may write, and copy, at any time: each checkpoint is SQLite's own, which one connection at a
 * time makes, and the next commit looks again. {@link #close} and {@link #paused} wait for a checkpoint under way. They are called with
 * the writer's lock held; so whoever waits for that lock here holds none.
 */
final class Checkpointer implements AutoCloseable {

    /** Fewer, larger checkpoints: pages that are written again and again are copied to the file once. 16 MiB. */
    static final int DUE = 4000;

    /** Where a writer has to help. 64 MiB. */
    static final int AT_MOST = 16_000;

    /** As much as is copied between two commits. */
    private static final int LITTLE = 500;

    private static final long SHORT_NANOS = Duration.ofMillis(10).toNanos();
    private static final int MOST_COPIES = 8;
    private static final int MOST_SYNCS = 4;
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();
    private static final long PAUSE_AFTER_FAILURE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

    private final SqliteFile file;
    private final FilePlace place;
    private final LogFile log;
    private final Alone alone;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile Due due = new Due(0, DUE);
    private volatile long notBefore = System.nanoTime();
    private @Nullable Connection connection;
    private boolean closed;

    /** What the last checkpoint has found: how many frames are copied in all, and whether that is the whole log. */
    private volatile Found found = new Found(0, false, false);

    /**
     * Copies nothing yet.
     *
     * @param log is closed with this
     */
    Checkpointer(SqliteFile file, FilePlace place, LogFile log, Alone alone) {
        this.file = file;
        this.place = place;
        this.log = log;
        this.alone = alone;
    }

    /** Runs something while nothing is written in this process. */
    @FunctionalInterface
    interface Alone {
        void run(BusyRetry.SqlAction<Long> action) throws SQLException;
    }

    /**
     * When there is something to do.
     *
     * @param salts a round of the log, in which there is at {@code frames}; in any other there is at {@link #DUE}
     */
    private record Due(long salts, long frames) {}

    /**
     * What a checkpoint has found.
     *
     * @param isBusy whether another connection is about it
     * @param copied how many frames are copied in all
     */
    private record Found(long copied, boolean isWhole, boolean isBusy) {}

    /** Begins to copy if there is enough; after a commit, which it never fails. */
    void committed() {
        Due known = due;
        if (log.reaches(known.salts == log.salts() ? known.frames : DUE)
                && System.nanoTime() - notBefore >= 0
                && running.compareAndSet(false, true)) {
            try {
                Thread thread = new Thread(this::run, "sqlite-checkpoint");
                thread.setDaemon(true);
                thread.start();
            } catch (OutOfMemoryError e) {
                failed(e);
            }
        }
    }

    private void run() {
        try {
            copyAll();
            running.set(false);
        } catch (Throwable e) {
            failed(e);
        }
    }

    private void failed(Throwable failure) {
        LOG.warn("The write-ahead log of {} could not be copied; SQLite does so within a commit", file, failure);
        try {
            disconnect();
        } catch (SQLException e) {
            LOG.debug("The connection was not closed", e);
        }
        notBefore = System.nanoTime() + PAUSE_AFTER_FAILURE_NANOS;
        running.set(false);
    }

    private void copyAll() throws SQLException {
        long salts = log.salts();
        long took = SHORT_NANOS;
        checkpoint();
        for (int syncs = 0; syncs < MOST_SYNCS && took >= SHORT_NANOS && !found.isBusy; syncs++) {
            copyMost();
            // When this returns, a commit is over.
            alone.run(() -> 0L);
            long begin = System.nanoTime();
            checkpoint();
            took = System.nanoTime() - begin;
        }
        if (!found.isBusy && log.reaches(found.copied + 1)) {
            alone.run(this::checkpoint);
        }
        if (!found.isWhole) {
            // Another connection is about it, or reads what is not copied.
            notBefore = System.nanoTime() + PAUSE_NANOS;
        }
        // While there are readers, SQLite goes on with a log that is copied.
        due = new Due(salts, found.copied + DUE);
    }

    private void copyMost() throws SQLException {
        for (int copies = 0; copies < MOST_COPIES && !found.isBusy && log.reaches(found.copied + LITTLE); copies++) {
            checkpoint();
        }
    }

    /** Copies what can be, and returns how many frames of the log are copied in all. */
    private synchronized long checkpoint() throws SQLException {
        if (closed) {
            return 0;
        }
        try (Statement statement = open().createStatement();
                ResultSet result = statement.executeQuery("pragma wal_checkpoint(passive)")) {
            result.next();
            long copied = Math.max(0, result.getLong(3));
            found = new Found(copied, copied == result.getLong(2), result.getInt(1) != 0);
            return copied;
        }
    }

    private Connection open() throws SQLException {
        place.require();
        if (connection == null) {
            Connection opened = file.openForCheckpoints();
            try {
                place.require();
            } catch (RuntimeException e) {
                opened.close();
                throw e;
            }
            connection = opened;
        }
        return connection;
    }

    private synchronized void disconnect() throws SQLException {
        Connection last = connection;
        connection = null;
        if (last != null) {
            last.close();
        }
    }

    /** Runs something while nothing is copied here. */
    synchronized <T> T paused(BusyRetry.SqlAction<T> action) throws SQLException {
        return action.run();
    }

    /** Waits for a checkpoint under way; the writer's connection is still open, and is to be closed after this. */
    @Override
    public synchronized void close() throws SQLException {
        closed = true;
        log.close();
        disconnect();
    }
}
