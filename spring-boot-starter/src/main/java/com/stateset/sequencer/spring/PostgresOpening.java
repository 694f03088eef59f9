package com.stateset.sequencer.spring;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.PostgresEventStoreBuilder;
import com.stateset.sequencer.spi.EventStore;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Opens a store on PostgreSQL. Loaded only where {@code sequencer-store-postgres} is. */
final class PostgresOpening {

    private PostgresOpening() {}

    /** Opens one with a connection pool of its own. */
    static EventStore connect(String url, SequencerProperties.Postgres settings) {
        return opened(PostgresEventStore.builder(url), settings);
    }

    /** Opens one on the application's connections. */
    static EventStore over(DataSource database, SequencerProperties.Postgres settings) {
        return opened(PostgresEventStore.builder(database), settings);
    }

    /** Asks the database and not the URL: a pool, or a proxy in front of it, may hide that. */
    static boolean isPostgres(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        } catch (SQLException e) {
            throw new StoreUnavailableException("the DataSource gives no connection", e);
        }
    }

    private static EventStore opened(PostgresEventStoreBuilder builder, SequencerProperties.Postgres settings) {
        builder.migrate(settings.migrate());
        if (settings.maxConnections() != null) {
            builder.maxConnections(settings.maxConnections());
        }
        if (settings.appendConnections() != null) {
            builder.appendConnections(settings.appendConnections());
        }
        if (settings.statementTimeout() != null) {
            builder.statementTimeout(settings.statementTimeout());
        }
        if (settings.readReplica() != null) {
            builder.readReplica(settings.readReplica());
        }
        return builder.open();
    }
}
