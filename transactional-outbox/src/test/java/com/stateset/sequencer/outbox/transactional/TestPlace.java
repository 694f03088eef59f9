package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Where an application's database and the log are: in one database of PostgreSQL, or in two files of SQLite. Written as text, so that
 * another JVM finds the same place.
 */
record TestPlace(String where) {

    static final StreamId STREAM = new StreamId(new UUID(1, 1), new UUID(2, 2));

    /** Makes a place with all tables. */
    static TestPlace onPostgres() {
        return new TestPlace(TestPostgres.shared().createDatabase("shop", made -> prepare(new TestPlace(made))));
    }

    static TestPlace onSqlite(Path folder) {
        TestPlace place = new TestPlace(folder.toString());
        prepare(place);
        return place;
    }

    private static void prepare(TestPlace place) {
        place.openLog().close();
        try (HikariDataSource database = place.openDatabase(1);
                Connection connection = database.getConnection()) {
            TransactionalOutbox.createTables(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isPostgres() {
        return where.startsWith("postgres");
    }

    EventStore openLog() {
        return isPostgres() ? PostgresEventStore.connect(where) : SqliteEventStore.open(Path.of(where, "log.db"));
    }

    /** The application's pool. */
    HikariDataSource openDatabase(int connections) {
        HikariConfig config = new HikariConfig();
        if (isPostgres()) {
            config.setJdbcUrl(
                    "jdbc:postgresql" + where.substring(where.indexOf("://")).replace("postgres:postgres@", ""));
            config.setUsername("postgres");
            config.setPassword("postgres");
        } else {
            config.setDataSource(sqlite());
        }
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }

    private SQLiteDataSource sqlite() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(30_000);
        SQLiteDataSource database = new SQLiteDataSource(config);
        database.setUrl("jdbc:sqlite:" + Path.of(where, "shop.db"));
        return database;
    }
}
