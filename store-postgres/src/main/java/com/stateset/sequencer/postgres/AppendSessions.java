package com.stateset.sequencer.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;

/** The sessions for appends: as many as append at the same time, opened when needed and kept. Thread-safe. */
final class AppendSessions implements AutoCloseable {

    private final DataSource dataSource;
    private final StreamKeys keys;
    private final Duration lockTimeout;
    private final Duration idleTimeout;
    private final Deque<AppendSession> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    AppendSessions(DataSource dataSource, StreamKeys keys, Duration lockTimeout, Duration idleTimeout) {
        this.dataSource = dataSource;
        this.keys = keys;
        this.lockTimeout = lockTimeout;
        this.idleTimeout = idleTimeout;
    }

    AppendSession take() throws SQLException {
        AppendSession session = idle.pollFirst();
        return session != null ? session : open();
    }

    void giveBack(AppendSession session) {
        idle.addFirst(session);
        if (closed) {
            close();
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        AppendSession session = idle.pollFirst();
        while (session != null) {
            session.close();
            session = idle.pollFirst();
        }
    }

    private AppendSession open() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return new AppendSession(connection, keys, lockTimeout, idleTimeout);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }
}
