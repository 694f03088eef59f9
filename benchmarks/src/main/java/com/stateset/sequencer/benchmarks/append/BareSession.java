package com.stateset.sequencer.benchmarks.append;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A caller's connection, with what it has prepared. Not thread-safe. */
final class BareSession implements AutoCloseable {

    private static final String MOVE = """
            update bare.stream_heads set head = head + ?, last_sequenced_at = now() where stream_id = ? returning head
            """;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    BareSession(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    Connection connection() {
        return connection;
    }

    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            statements.put(sql, known);
        }
        return known;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Returns where the head was. */
    long moveHead(long stream, int by) throws SQLException {
        PreparedStatement move = statement(MOVE);
        move.setLong(1, by);
        move.setLong(2, stream);
        try (ResultSet row = move.executeQuery()) {
            row.next();
            return row.getLong(1) - by;
        }
    }
}
