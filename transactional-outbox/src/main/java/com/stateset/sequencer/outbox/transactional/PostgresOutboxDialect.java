package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL: both locks are advisory locks of a transaction. They are given back after the commit has become visible, so that the one
 * who waited sees all of it; they work through a pool that lends a server's connection for one transaction; and they write nothing:
 * no row is updated for the lock's sake, and no snapshot of a stricter isolation level fails over it.
 *
 * <p>The relay's transaction lasts as long as its batch is being appended. Nothing in it has been written yet by then, so that it has
 * neither a transaction id nor a snapshot, and holds back no vacuum. The server is asked not to end it for being idle, and to notice
 * within a minute if the relay's machine is gone; a process that only stands still keeps its claim.
 */
final class PostgresOutboxDialect implements TransactionalDialect {

    /**
     * Each statement sees what was committed before it, whatever is usual on this connection. And plans are made for a full table: one
     * made while it is empty, and kept for the session, would read all of it again and again once there is a backlog.
     */
    private static final String BEGIN =
            "set transaction isolation level read committed; set local enable_seqscan = off";

    /** {@code transaction_timeout} is set where the server knows it. */
    private static final String KEEP_OPEN = """
            select set_config('idle_in_transaction_session_timeout', '0', true),
                set_config('tcp_keepalives_idle', '15', true), set_config('tcp_keepalives_interval', '15', true),
                set_config('tcp_keepalives_count', '3', true),
                case when current_setting('transaction_timeout', true) is not null
                    then set_config('transaction_timeout', '0', true) end
            """;

    private static final String LOCK_TIMEOUT = "5s";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String UNDEFINED_COLUMN = "42703";
    private static final String READ_ONLY = "25006";
    private static final String TABLE = "sequencer_transactional_outbox";

    /** Whether all that the script creates is in the schema where it would create it. */
    private static final String HAS_TABLES = """
            select bool_and(to_regclass(quote_ident(current_schema()) || '.' || t || suffix) is not null)
                and bool_or(exists (
                    select 1 from pg_attribute
                    where attrelid = to_regclass(quote_ident(current_schema()) || '.' || t) and attname = 'tags'
                ))
            from (select ?::text as t) n,
                unnest(array['', '_pending', '_commands', '_stuck', '_discarded']) as suffix
            """;

    @Override
    public String script() {
        return "postgresql.sql";
    }

    @Override
    public String now() {
        return "(extract(epoch from clock_timestamp()) * 1000)::bigint";
    }

    @Override
    public Object bound(UUID uuid) {
        return uuid;
    }

    @Override
    public @Nullable UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    @Override
    public void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(BEGIN);
        }
    }

    /**
     * In the schema where they would be created. To ask first matters: {@code create index if not exists} takes its lock before it looks,
     * waits for every open transaction that has appended, and those behind it in the queue wait as well.
     */
    @Override
    public boolean hasTables(Connection connection) throws SQLException {
        return query(connection, HAS_TABLES, TABLE);
    }

    /** The application's own timeout is put back: the rest of the transaction is its. After a failure there is no rest. */
    @Override
    public void createTables(Connection connection, SchemaScript script) throws SQLException {
        try {
            String before = lockTimeout(connection, LOCK_TIMEOUT);
            query(connection, "select pg_advisory_xact_lock(?)", LockKeys.SCHEMA);
            if (!hasTables(connection)) {
                script.run();
            }
            lockTimeout(connection, before);
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new SQLException(
                        "the tables could not be created: open transactions have kept a lock for " + LOCK_TIMEOUT,
                        LOCK_NOT_AVAILABLE,
                        e);
            }
            throw e;
        }
    }

    /** Sets how long this transaction waits for a lock; returns what was set before. */
    private static String lockTimeout(Connection connection, String value) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement set = connection.prepareStatement("select set_config('lock_timeout', ?, true)")) {
            String before;
            try (ResultSet rows = statement.executeQuery("show lock_timeout")) {
                rows.next();
                before = rows.getString(1);
            }
            set.setString(1, value);
            set.execute();
            return before;
        }
    }

    /** In the order of the keys, so that two calls cannot wait for each other; two transactions of several calls still can. */
    @Override
    public void lockEntities(Connection connection, StreamId stream, Set<EntityRef> entities) throws SQLException {
        Long[] keys = entities.stream()
                .map(entity -> LockKeys.ofEntity(stream, entity))
                .distinct()
                .sorted()
                .toArray(Long[]::new);
        Array array = connection.createArrayOf("bigint", keys);
        try {
            query(connection, "select pg_advisory_xact_lock(k) from unnest(?) as k", array);
        } finally {
            array.free();
        }
    }

    @Override
    public void requireClaimable(Connection connection) {}

    @Override
    public @Nullable StreamClaim tryClaim(Connection connection, StreamId stream) throws SQLException {
        if (!query(connection, "select pg_try_advisory_xact_lock(?)", LockKeys.ofRelay(stream))) {
            return null;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(KEEP_OPEN);
        }
        return () -> {};
    }

    /** The claim is the transaction's, which goes on. */
    @Override
    public void readDone(Connection connection) {}

    @Override
    public void beginWrite(Connection connection) {}

    @Override
    public boolean isMissingColumn(SQLException failure) {
        return UNDEFINED_COLUMN.equals(failure.getSQLState());
    }

    @Override
    public boolean isReadOnly(SQLException failure) {
        return READ_ONLY.equals(failure.getSQLState());
    }

    @Override
    public boolean isTransient(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("53")
                || state.startsWith("55")
                || state.startsWith("57");
    }

    /** Reads all rows, so that what they do is done; returns whether the last one says true. */
    private static boolean query(Connection connection, String sql, Object value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, value);
            boolean last = false;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    last = Boolean.TRUE.equals(rows.getObject(1));
                }
            }
            return last;
        }
    }
}
