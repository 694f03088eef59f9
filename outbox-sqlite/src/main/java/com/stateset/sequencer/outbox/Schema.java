package com.stateset.sequencer.outbox;

import com.stateset.sequencer.error.StoreFailedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.Flyway;

/** Brings the outbox's tables up to date, beside whatever else the file holds. */
final class Schema {

    /** The number of the newest migration. */
    static final int VERSION = 2;

    private static final String LOCATION = "classpath:com/stateset/sequencer/outbox/migration";
    private static final String HISTORY = "sequencer_outbox_schema_history";
    private static final int NONE = 0;
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(30));

    private Schema() {}

    /**
     * Returns if the file holds no outbox of a newer version.
     *
     * @throws StoreFailedException if it does
     */
    static void requireKnown(Connection connection, OutboxFile file) throws SQLException {
        int version = version(connection);
        if (version > VERSION) {
            throw new StoreFailedException(
                    file + " was written by a newer version of this library: its schema is number " + version
                            + ", the newest one known here is number " + VERSION,
                    null);
        }
    }

    /** Whether the database holds an outbox. */
    static boolean isPresent(Connection connection) throws SQLException {
        return version(connection) > NONE;
    }

    /**
     * Migrates to {@link #VERSION}, all at once or not at all. Tables that are there already are not touched.
     *
     * @param connection one whose transactions are ours; if this throws, it is to be closed
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

    /** The tables of the application, if there are any, are the baseline. */
    private static Flyway flyway(Connection connection) {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(new BorrowedConnection(connection))
                .locations(LOCATION)
                .failOnMissingLocations(true)
                .table(HISTORY)
                .baselineOnMigrate(true)
                .baselineVersion(Integer.toString(NONE))
                .load();
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select count(*) from sqlite_schema where name = '" + HISTORY + "'")) {
            found.next();
            if (found.getInt(1) == 0) {
                return NONE;
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select max(cast(version as integer)) from " + HISTORY)) {
            found.next();
            return found.getInt(1);
        }
    }
}
