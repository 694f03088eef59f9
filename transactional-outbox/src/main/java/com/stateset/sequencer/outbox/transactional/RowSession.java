package com.stateset.sequencer.outbox.transactional;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A connection with the dialect of its database: statements with values. Not thread-safe. */
final class RowSession {

    /** Makes a value of a row. */
    @FunctionalInterface
    interface Reader<T> {

        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final TransactionalDialect dialect;

    RowSession(Connection connection, TransactionalDialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    TransactionalDialect dialect() {
        return dialect;
    }

    Connection connection() {
        return connection;
    }

    /** Returns how many rows were changed. */
    int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    <T> List<T> query(Reader<T> reader, String sql, @Nullable Object... values) throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(reader.read(rows));
            }
        }
        return found;
    }

    /** Prepares a statement; {@code {now}} in it is this moment. The caller closes it. */
    PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql.replace("{now}", dialect.now()));
        try {
            bind(statement, values);
            return statement;
        } catch (SQLException | RuntimeException | Error e) {
            statement.close();
            throw e;
        }
    }

    void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(i + 1, value instanceof UUID uuid ? dialect.bound(uuid) : value);
        }
    }
}
