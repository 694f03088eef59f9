package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.error.StoreFailedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.Flyway;

/** Brings a database's tables up to date. */
final class Schema {

    /** The number of the newest migration. */
    static final int VERSION = 4;

    static final String LOCATION = "classpath:com/stateset/sequencer/sqlite/migration";

    private static final String HISTORY = "schema_history";
    private static final int EMPTY = 0;
    private static final int FOREIGN = -1;
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(30));

    private Schema() {}

    /**
     * Returns if we may write to the database: it is empty, or ours and not of a newer version.
     *
     * @throws StoreFailedException if we may not
     */
    static void requireOurs(Connection connection, DatabaseFile file) throws SQLException {
        int version = version(connection);
        if (version == FOREIGN) {
            throw new StoreFailedException(file + " is a database of another program", null);
        }
        if (version > VERSION) {
            throw new StoreFailedException(
                    file + " was written by a newer version of this library: its schema is number " + version
                            + ", the newest one known here is number " + VERSION,
                    null);
        }
    }

    /**
     * Migrates to {@link #VERSION}, all at once or not at all. A database that is of that version already is not touched.
     *
     * @param connection one whose transactions are ours, to a database that is ours; if this throws, it is to be closed
     */
    static void migrate(Connection connection) throws SQLException {
        if (PATIENCE.retry(() -> version(connection)) == VERSION) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            PATIENCE.retry(() -> statement.execute("begin immediate"));
            // If another process was faster, Flyway finds nothing to do.
            QuietFlyway.migrate(flyway(connection));
            statement.execute("commit");
        }
    }

    private static Flyway flyway(Connection connection) {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(new BorrowedConnection(connection))
                .locations(LOCATION)
                .failOnMissingLocations(true)
                .table(HISTORY)
                .load();
    }

    /**
     * Returns the number of the newest migration that the database has seen, or that it is empty or not ours.
     *
     * <p>One query tells these apart, so that another process's migration is seen as a whole or not at all.
     */
    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "select count(*), count(*) filter (where name = '" + HISTORY + "') from sqlite_schema")) {
            found.next();
            if (found.getInt(2) == 0) {
                return found.getInt(1) == 0 ? EMPTY : FOREIGN;
            }
        }
        return newestMigration(connection);
    }

    private static int newestMigration(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select max(cast(version as integer)) from " + HISTORY)) {
            found.next();
            return found.getInt(1);
        }
    }
}
