package com.stateset.sequencer.outbox.connection;

import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sqlite.support.WriteConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection with its statements, each prepared once. For one thread at a time.
 *
 * <p>An append executes the same few statements thousands of times a second, and the text of a statement
 * finds it here. UUIDs are bound as their 16 bytes. On an application's connection, {@link #forget} closes
 * the statements when its transaction is over, and leaves the connection alone.
 *
 * <p>A statement is found by its text, so texts are constants or put together from constants: a text
 * with a value in it would be kept for as long as the connection lives. A statement has one result at a
 * time; a method that walks a result must not call, inside of the walk, another one that uses the same
 * text.
 */
public final class Session implements WriteConnection {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    public Session(Connection connection) {
        this.connection = connection;
    }

    /** Makes a value of a row. */
    @FunctionalInterface
    public interface RowReader<T> {

        T read(ResultSet row) throws SQLException;
    }

    /**
     * Runs a statement that returns no rows, and returns how many it changed.
     *
     * @param sql the statement, with a {@code ?} for each value
     * @param values numbers, texts, byte arrays, UUIDs, or null
     */
    public int update(String sql, @Nullable Object... values) throws SQLException {
        return bound(sql, values).executeUpdate();
    }

    @Override
    public void begin() throws SQLException {
        run("begin immediate");
    }

    @Override
    public void commit() throws SQLException {
        run("commit");
    }

    @Override
    public void rollback() throws SQLException {
        run("rollback");
    }

    /**
     * Runs a query and makes a value of each row, in order.
     *
     * @param reader is called for each row; the row is good for that call only
     */
    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet found = bound(sql, values).executeQuery()) {
            while (found.next()) {
                rows.add(reader.read(found));
            }
        }
        return rows;
    }

    /** Runs a query and makes a value of its first row; empty if there is none. */
    public <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        try (ResultSet found = bound(sql, values).executeQuery()) {
            return found.next() ? Optional.of(reader.read(found)) : Optional.empty();
        }
    }

    /** The only column of the only row; 0 for null. */
    public long number(String sql, @Nullable Object... values) throws SQLException {
        return first(sql, row -> row.getLong(1), values).orElseThrow();
    }

    /** Returns the statement of this text with its values set. It stays this session's: do not close it. */
    public PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepare(sql);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(i + 1, value instanceof UUID uuid ? BinaryForm.bytes(uuid) : value);
        }
        return statement;
    }

    /** Closes the statements; the connection stays open. */
    void forget() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void run(String sql) throws SQLException {
        boolean ignored = prepare(sql).execute();
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }
}
