package com.stateset.sequencer.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Where reads happen. */
sealed interface Readers extends AutoCloseable {

    /** Reads with a connection that is this thread's alone meanwhile. */
    <T> T read(Query<T> query) throws SQLException;

    @Override
    void close();

    /** Reads through connections beside the writer's, each thread with its own: nobody waits for a writer. */
    static Readers beside(DataSource source) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("event-file-readers");
        config.setReadOnly(true);
        config.setMaximumPoolSize(Pooled.MOST_READERS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(Pooled.WAIT.toMillis());
        HikariDataSource pool = new HikariDataSource(config);
        return new Pooled(pool, Jdbi.create(pool));
    }

    /** Reads through the writer's own connection, in turns: a database in memory has no other. */
    static Readers inTurnsWith(Writer writer, Connection connection) {
        return new InTurns(writer, Jdbi.create(connection).open());
    }

    /** Something to read. */
    @FunctionalInterface
    interface Query<T> {

        T in(Handle handle) throws SQLException;
    }

    /**
     * A connection per reading thread.
     *
     * @param pool what {@code jdbi} takes its connections from
     */
    record Pooled(HikariDataSource pool, Jdbi jdbi) implements Readers {

        private static final int MOST_READERS = 8;
        private static final Duration WAIT = Duration.ofSeconds(5);

        @Override
        public <T> T read(Query<T> query) throws SQLException {
            return jdbi.withHandle(query::in);
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    /**
     * One connection for everything.
     *
     * @param writer whose turns the reads wait for
     * @param handle on its connection
     */
    record InTurns(Writer writer, Handle handle) implements Readers {

        @Override
        public <T> T read(Query<T> query) throws SQLException {
            return writer.alone(() -> query.in(handle));
        }

        @Override
        public void close() {}
    }
}
