package com.stateset.sequencer.sqlite.connection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A query by plain JDBC. What is asked at every start, and before a stream's first append, is asked like this: Jdbi takes longer to
 * load than all else that a start does. Thread-safe.
 *
 * @param sql with a question mark for each value
 * @param row reads a row
 */
public record Select<T>(String sql, Row<T> row) {

    /** Runs it, and returns what was read of each row. */
    public List<T> on(Connection connection, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(row.of(found));
                }
            }
            return rows;
        }
    }

    /** Reads a row. */
    @FunctionalInterface
    public interface Row<T> {

        /** Reads the row that the result is at. */
        T of(ResultSet row) throws SQLException;
    }
}
