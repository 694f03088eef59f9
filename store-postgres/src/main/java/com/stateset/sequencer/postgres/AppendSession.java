package com.stateset.sequencer.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection for appends, with the settings they rely on, kept for many of them. Not thread-safe.
 *
 * <p>The settings are ours whatever the data source's are: what is acknowledged is on disk; a lock is not waited for forever;
 * a writer that freezes in the middle of a transaction loses it; and the planner, which may have seen a table while it was
 * still small, goes by the indexes all the same.
 */
final class AppendSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AppendSession.class);

    private final Connection connection;
    private final boolean autocommitBefore;
    private final WriteStatement write;
    private final FactQueries facts;

    AppendSession(Connection connection, StreamKeys keys, Duration lockTimeout, Duration idleTimeout)
            throws SQLException {
        this.connection = connection;
        this.autocommitBefore = connection.getAutoCommit();
        connection.setAutoCommit(true);
        try (Statement settings = connection.createStatement()) {
            settings.execute("""
                    set default_transaction_isolation = 'read committed';
                    set default_transaction_read_only = off;
                    select set_config('synchronous_commit', 'on', false)
                        where current_setting('synchronous_commit') in ('off', 'local', 'remote_write');
                    set plan_cache_mode = force_generic_plan;
                    set enable_seqscan = off;
                    set enable_bitmapscan = off;
                    set enable_hashjoin = off;
                    set enable_mergejoin = off;
                    set enable_material = off;
                    """);
            settings.execute("set lock_timeout = " + lockTimeout.toMillis());
            settings.execute("set idle_in_transaction_session_timeout = " + idleTimeout.toMillis());
        }
        this.write = new WriteStatement(connection);
        this.facts = new FactQueries(connection, keys);
    }

    Connection connection() {
        return connection;
    }

    WriteStatement write() {
        return write;
    }

    FactQueries facts() {
        return facts;
    }

    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    void commit() throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    void rollback() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    /** Gives the connection back as it was. */
    @Override
    public void close() {
        try (Connection returned = connection) {
            if (!returned.isClosed()) {
                write.close();
                try (Statement reset = returned.createStatement()) {
                    reset.execute("reset all");
                }
                returned.setAutoCommit(autocommitBefore);
            }
        } catch (SQLException e) {
            LOG.debug("A connection could not be given back in order", e);
        }
    }
}
