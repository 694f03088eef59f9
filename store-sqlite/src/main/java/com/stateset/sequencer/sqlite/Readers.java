package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.sqlite.support.SqliteWriter;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Where reads happen: {@code PooledReaders} for a file, in turns with the writer in memory. Thread-safe.
 *
 * <p>What a query reads is what was committed when its first statement began, as long as it is one
 * statement. Several statements in one query may see different commits: stored events never change, so what
 * was read first is still true when the rest is read.
 */
interface Readers extends AutoCloseable {

    /** Reads with a connection that is this thread's alone meanwhile. */
    <T> T read(Query<T> query) throws SQLException;

    @Override
    void close();

    /** Reads through the writer's own connection, in turns: a database in memory has no other. */
    static Readers inTurnsWith(SqliteWriter<WriteSession> writer, Connection connection) {
        return new InTurns(writer, Jdbi.create(connection).open());
    }

    /** Something to read. */
    @FunctionalInterface
    interface Query<T> {

        T in(Handle handle) throws SQLException;
    }

    /**
     * One connection for everything.
     *
     * @param writer whose turns the reads wait for
     * @param handle on its connection
     */
    record InTurns(SqliteWriter<WriteSession> writer, Handle handle) implements Readers {

        @Override
        public <T> T read(Query<T> query) throws SQLException {
            return writer.alone(() -> query.in(handle));
        }

        @Override
        public void close() {}
    }
}
