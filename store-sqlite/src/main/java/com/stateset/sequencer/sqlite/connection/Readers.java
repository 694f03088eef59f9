package com.stateset.sequencer.sqlite.connection;

import com.stateset.sequencer.sqlite.support.SqliteWriter;
import com.stateset.sequencer.sqlite.write.WriteSession;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where reads happen: {@code PooledReaders} for a file, in turns with the writer in memory. Thread-safe.
 *
 * <p>What a query reads is what was committed when its first statement began, as long as it is one
 * statement. Several statements in one query may see different commits: stored events never change, so what
 * was read first is still true when the rest is read.
 *
 * <p><b>What must hold.</b> After {@link #close} has returned, no connection for reading is open, unless
 * a read did not heed being interrupted. A read never waits for a transaction of the writer on a file;
 * in memory it waits for one at most, which is short.
 */
public interface Readers extends AutoCloseable {

    /**
     * Reads with a connection that is this thread's alone meanwhile.
     *
     * @param query must not keep the session, nor anything lazy made from it
     * @throws SQLException if the readers are closed, or the query failed
     */
    <T> T read(Query<T> query) throws SQLException;

    /** Lets reads under way finish, within limits, and refuses later ones. May be called again. */
    @Override
    void close() throws SQLException;

    /**
     * Reads through the writer's own connection, in turns: a database in memory has no other.
     *
     * @param writer whose turns the reads wait for
     * @param connection the writer's connection, which the writer closes
     */
    static Readers inTurnsWith(SqliteWriter<WriteSession> writer, Connection connection) {
        return new InTurns(writer, ReadSession.on(connection));
    }

    /** Something to read. It may be called on any thread, and only once at a time for one session. */
    @FunctionalInterface
    interface Query<T> {

        T in(ReadSession session) throws SQLException;
    }

    /**
     * One connection for everything.
     *
     * @param writer whose turns the reads wait for
     * @param session on its connection
     */
    record InTurns(SqliteWriter<WriteSession> writer, ReadSession session) implements Readers {

        @Override
        public <T> T read(Query<T> query) throws SQLException {
            return writer.alone(() -> query.in(session));
        }

        @Override
        public void close() {}
    }
}
