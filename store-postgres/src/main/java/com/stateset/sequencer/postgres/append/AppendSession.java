package com.stateset.sequencer.postgres.append;

import static java.util.stream.Collectors.joining;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.connection.SqlErrors;
import com.stateset.sequencer.postgres.connection.TimedConnections;
import com.stateset.sequencer.spi.AppendPlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection for appends, with the settings they rely on and a prepared statement, kept for many of them. Of
 * one thread at a time; not thread-safe.
 *
 * <p>The settings are ours whatever the data source's are, because each of them is part of a promise:
 *
 * <ul>
 *   <li>{@code synchronous_commit = on}: what is acknowledged is on disk. {@code remote_apply}, which is
 *       stronger, stays.
 *   <li>{@code read committed}: the fence looks at the newest version of a head after it has waited. Under a
 *       stricter level the wait would end in a serialization failure.
 *   <li>{@code lock_timeout}: a stream that is held by another writer is not waited for for ever.
 *   <li>{@code idle_in_transaction_session_timeout}: a writer that freezes in the middle of a transaction
 *       loses it, so the streams it holds are free again.
 *   <li>{@code idle_session_timeout = 0}: a session in reserve is not closed for doing nothing.
 *   <li>No sequential scans, bitmap scans, hash or merge joins: the planner, which may have seen a table
 *       while it was still small, goes by the indexes all the same. A plan that was made for an empty table
 *       and kept would be ruinous for a full one.
 * </ul>
 *
 * <p>Generic plans are not forced, which a distributed PostgreSQL refuses: a statement is planned a few times
 * with its values, and then once for all, because the plan for any values is estimated to be no dearer.
 *
 * <p><b>Poolers</b> like PgBouncer give each transaction any session of the server, and to others what was set in it. Through one
 * nothing is set for the session, and a single statement is a transaction of its own, too.
 *
 * <p><b>Giving back.</b> The connection may be the application's, and goes back as it came: the settings that
 * were there, autocommit, read-only. If that fails the connection is closed, which a pool notices.
 */
final class AppendSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AppendSession.class);

    private final TimedConnections connections;
    private final Connection connection;
    private final boolean autocommitBefore;
    private final boolean readOnlyBefore;
    private final Map<String, String> settingsBefore = new LinkedHashMap<>();
    private final @Nullable String settingsOfTransaction;
    private final WriteStatement write;

    /**
     * Makes a connection a session; one round trip. Closes nothing if it fails: the connection is still the
     * caller's.
     *
     * @param lockTimeout how long a statement waits for a head
     * @param idleTimeout after which the server ends a transaction in which nothing happens
     * @param pooled whether a pooler may give each transaction another session of the server: then each transaction brings the
     *     settings with it
     */
    AppendSession(
            TimedConnections connections,
            Connection connection,
            Duration lockTimeout,
            Duration idleTimeout,
            boolean pooled)
            throws SQLException {
        this.connections = connections;
        this.connection = connection;
        this.autocommitBefore = connection.getAutoCommit();
        this.readOnlyBefore = connection.isReadOnly();
        connection.setAutoCommit(true);
        connection.setReadOnly(false);
        Map<String, String> settings = settings(lockTimeout, idleTimeout);
        if (pooled) {
            this.settingsOfTransaction = settingsOfTransaction(settings);
        } else {
            this.settingsOfTransaction = null;
            apply(settings, settingsBefore);
        }
        this.write = new WriteStatement(connection);
    }

    private static Map<String, String> settings(Duration lockTimeout, Duration idleTimeout) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("default_transaction_isolation", "read committed");
        settings.put("default_transaction_read_only", "off");
        settings.put("synchronous_commit", "on");
        settings.put("lock_timeout", lockTimeout.toMillis() + "ms");
        settings.put("idle_in_transaction_session_timeout", idleTimeout.toMillis() + "ms");
        settings.put("idle_session_timeout", "0");
        settings.put("jit", "off");
        for (String way : List.of("seqscan", "bitmapscan", "hashjoin", "mergejoin", "material")) {
            settings.put("enable_" + way, "off");
        }
        return settings;
    }

    /** The same for one transaction, as its first statements; their values are ours, and no text of anyone else's. */
    private static String settingsOfTransaction(Map<String, String> settings) {
        return settings.entrySet().stream()
                .filter(each -> !each.getKey().startsWith("default_transaction_"))
                .map(each -> each.getKey().equals("synchronous_commit")
                        ? "select set_config('synchronous_commit', 'on', true)"
                                + " where current_setting('synchronous_commit') <> 'remote_apply'"
                        : "set local " + each.getKey() + " = '" + each.getValue() + "'")
                .collect(joining("; ", "set transaction isolation level read committed, read write; ", ""));
    }

    /** Changes settings of the session and notes what they were; stronger promises of durability stay as they are. */
    private void apply(Map<String, String> settings, Map<String, String> before) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement("""
                select name, current_setting(name),
                    case when name <> 'synchronous_commit' or current_setting(name) <> 'remote_apply'
                        then set_config(name, value, false) end
                from unnest(?::text[], ?::text[]) as s (name, value)
                """)) {
            change.setArray(
                    1, connection.createArrayOf("text", settings.keySet().toArray()));
            change.setArray(
                    2, connection.createArrayOf("text", settings.values().toArray()));
            try (ResultSet row = change.executeQuery()) {
                while (row.next()) {
                    before.put(row.getString(1), row.getString(2));
                }
            }
        }
    }

    Connection connection() {
        return connection;
    }

    /** Begins a transaction, with the next statement that is sent: that costs no round trip, but through a pooler one. */
    void begin() throws SQLException {
        connection.setAutoCommit(false);
        if (settingsOfTransaction != null) {
            SqlErrors.beginWriting(connection, settingsOfTransaction);
        }
    }

    /** Executes the statement of an append: in the transaction that is open or, if there is none, as one. */
    Map<StreamId, Instant> execute(
            AppendPlan plan,
            Map<StreamId, Long> streamKeys,
            EntityKeys entities,
            Map<StreamId, ? extends FencedStreamState> facts,
            @Nullable Instant moment)
            throws SQLException {
        if (settingsOfTransaction == null || !connection.getAutoCommit()) {
            return write.execute(plan, streamKeys, entities, facts, moment);
        }
        begin();
        try {
            Map<StreamId, Instant> movedAt = write.execute(plan, streamKeys, entities, facts, moment);
            commit();
            return movedAt;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                rollback();
            } catch (SQLException failed) {
                e.addSuppressed(failed);
            }
            throw e;
        }
    }

    /** Commits, and goes back to autocommit. Durable on return; if this throws, the outcome is unknown. */
    void commit() throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    /**
     * Rolls back, and goes back to autocommit. If this throws, the session is to be discarded, which rolls
     * back, too.
     */
    void rollback() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    /** Gives the connection back as it was. */
    @Override
    public void close() {
        try {
            try {
                putBack();
            } finally {
                connections.closeConnection(connection);
            }
        } catch (SQLException e) {
            LOG.debug("A connection could not be given back in order", e);
        }
    }

    /** Waits for the server only shortly: the session may be given up because the server does not answer. */
    private void putBack() throws SQLException {
        if (!connection.isClosed()) {
            connections.hurry(connection);
            write.close();
            if (!settingsBefore.isEmpty()) {
                apply(settingsBefore, new LinkedHashMap<>());
            }
            connection.setReadOnly(readOnlyBefore);
            connection.setAutoCommit(autocommitBefore);
        }
    }
}
