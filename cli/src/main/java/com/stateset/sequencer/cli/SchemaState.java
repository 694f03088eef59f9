package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.cli.source.StoreOptions;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.spi.EventStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How far a store's schema has come.
 *
 * @param words half a sentence that says it
 */
record SchemaState(String words) {

    private static final String HISTORY = "schema_history";

    /** Looks without migrating. */
    static SchemaState of(StoreConfig config) {
        if (config instanceof StoreConfig.Postgres postgres) {
            return ofPostgres(
                    new StoreConfig.Postgres(postgres.url(), postgres.maxConnections(), false, postgres.timeouts()));
        }
        return config instanceof StoreConfig.Embedded embedded
                ? ofFile(StoreOptions.file(embedded))
                : new SchemaState("empty");
    }

    private static SchemaState ofPostgres(StoreConfig withoutMigration) {
        try (EventStore store = withoutMigration.open()) {
            store.ping();
            return new SchemaState("complete");
        } catch (StoreFailedException e) {
            return new SchemaState("incomplete (" + e.getMessage() + ")");
        }
    }

    private static SchemaState ofFile(Path file) {
        if (!Files.exists(file)) {
            return new SchemaState("empty");
        }
        String url = "jdbc:sqlite:file://" + file.toUri().getRawPath() + "?mode=ro";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet newest = statement.executeQuery("select max(cast(version as integer)) from " + HISTORY)) {
            return new SchemaState(newest.next() ? "at version " + newest.getInt(1) : "empty");
        } catch (SQLException e) {
            return new SchemaState("empty");
        }
    }
}
