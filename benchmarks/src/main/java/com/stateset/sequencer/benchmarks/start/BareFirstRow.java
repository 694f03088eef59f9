package com.stateset.sequencer.benchmarks.start;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The same by plain JDBC: one table, one row. */
final class BareFirstRow {

    private BareFirstRow() {}

    public static void main(String[] args) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("create table events (number integer primary key, payload blob not null)");
            statement.execute("insert into events values (1, '{\"total\":1}')");
        }
        FirstEvent.say(Path.of(args[1]));
    }
}
