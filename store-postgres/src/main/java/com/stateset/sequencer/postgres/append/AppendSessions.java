package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.postgres.connection.TimedConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The sessions for appends: as many as append at the same time, up to a limit that leaves connections for
 * readers, opened when needed and kept until the store is closed. Thread-safe.
 *
 * <pre>
 *   permits     limit - (sessions in use)                taken first, so that no more are ever opened
 *   idle        sessions in reserve, last used first     a session is in idle or in use, never both
 * </pre>
 *
 * <p>Each session in use has a permit, and each one taken is given back or discarded, which releases it. The
 * last one used is taken first: with little to do, one session does it all, its statement stays planned, and
 * its caches stay warm.
 *
 * <p><b>Closing</b> races with giving back: who gives back after {@code closed} was set empties the reserve
 * once more, and who closes sets it before emptying. One of the two finds the session. A session in use is not
 * waited for.
 */
public final class AppendSessions implements AutoCloseable {

    private final TimedConnections connections;
    private final Duration lockTimeout;
    private final Duration idleTimeout;
    private final boolean pooled;
    private final Semaphore permits;
    private final Deque<AppendSession> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /**
     * Makes sessions; takes no connection yet.
     *
     * @param pooled whether a pooler may stand between the connections and the server
     */
    public AppendSessions(
            TimedConnections connections, Duration lockTimeout, Duration idleTimeout, int limit, boolean pooled) {
        this.pooled = pooled;
        this.connections = connections;
        this.permits = new Semaphore(limit);
        this.lockTimeout = lockTimeout;
        this.idleTimeout = idleTimeout;
    }

    /**
     * Takes a session, waiting for one if all are in use, for no longer than anything on a connection may take.
     * Each must be given back or {@link #discard discarded}.
     *
     * @param whenOpened is run if it is a new one, before it is used: what was remembered may be of another
     *     server
     * @throws SQLException of class 08 if there was none in time
     */
    AppendSession take(Runnable whenOpened) throws SQLException {
        acquire();
        try {
            AppendSession session = idle.pollFirst();
            if (session == null) {
                session = open(whenOpened);
            }
            return session;
        } catch (SQLException | RuntimeException | Error e) {
            permits.release();
            throw e;
        }
    }

    private void acquire() throws SQLException {
        try {
            if (!permits.tryAcquire(connections.limitMillis(), TimeUnit.MILLISECONDS)) {
                throw TimedConnections.unavailable(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw TimedConnections.unavailable(e);
        }
    }

    /** Gives a session back that is whole, and in autocommit: another thread may have it at once. */
    void giveBack(AppendSession session) {
        idle.addFirst(session);
        permits.release();
        if (closed) {
            discardIdle();
        }
    }

    /** Ends a session that has failed. */
    void discard(AppendSession session) {
        session.close();
        permits.release();
    }

    /** Ends the sessions that nobody uses: when one has lost its server, the others have too. */
    void discardIdle() {
        AppendSession session = idle.pollFirst();
        while (session != null) {
            session.close();
            session = idle.pollFirst();
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        discardIdle();
    }

    private AppendSession open(Runnable whenOpened) throws SQLException {
        Connection connection = connections.openInTime();
        try {
            whenOpened.run();
            return new AppendSession(connections, connection, lockTimeout, idleTimeout, pooled);
        } catch (SQLException | RuntimeException | Error e) {
            connections.closeConnection(connection);
            throw e;
        }
    }
}
