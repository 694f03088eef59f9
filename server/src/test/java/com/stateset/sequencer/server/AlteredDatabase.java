package com.stateset.sequencer.server;

import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/** A server's database, whose rows can be altered behind its back. Statements name tables as {@code {events}}. */
abstract class AlteredDatabase implements AutoCloseable {

    abstract EventStore open();

    abstract String jdbcUrl();

    abstract String dialect(String sql);

    /** How a value of bytes is written. */
    abstract String bytes(byte[] value);

    @Override
    public void close() {}

    void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(dialect(sql));
            }
        }
    }

    /** Where a database may be: a test performs its attack on each. */
    enum Kind {
        FILE,
        POSTGRESQL;

        /**
         * Makes an empty database.
         *
         * @param folder where it may be, if it is a file
         */
        AlteredDatabase create(Path folder) {
            return this == FILE ? new InFile(folder.resolveSibling(folder.getFileName() + ".db")) : new InPostgres();
        }
    }

    private static final class InFile extends AlteredDatabase {

        private final Path file;

        private InFile(Path file) {
            this.file = file;
        }

        @Override
        EventStore open() {
            return SqliteEventStore.open(file);
        }

        @Override
        String jdbcUrl() {
            return "jdbc:sqlite:" + file;
        }

        @Override
        String dialect(String sql) {
            return sql.replaceAll("\\{(\\w+)}", "$1");
        }

        @Override
        String bytes(byte[] value) {
            return "x'" + HexFormat.of().formatHex(value) + "'";
        }
    }

    private static final class InPostgres extends AlteredDatabase {

        private final String url = TestPostgres.shared()
                .createDatabase(
                        "sequencer", made -> PostgresEventStore.connect(made).close());

        @Override
        EventStore open() {
            return PostgresEventStore.connect(url);
        }

        @Override
        String jdbcUrl() {
            URI uri = URI.create(url);
            String[] user = uri.getUserInfo().split(":", 2);
            return "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath() + "?user=" + user[0]
                    + "&password=" + user[1];
        }

        @Override
        String dialect(String sql) {
            return sql.replaceAll("\\{(\\w+)}", "sequencer.$1");
        }

        @Override
        String bytes(byte[] value) {
            return "decode('" + HexFormat.of().formatHex(value) + "', 'hex')";
        }

        @Override
        public void close() {
            TestPostgres.shared().dropDatabase(url);
        }
    }
}
