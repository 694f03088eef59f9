package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.sqlite.support.WriteConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A connection that writes, with every statement of an append prepared on it. For one thread at a time: the
 * writer's lock sees to that.
 *
 * <p>Preparing costs more than executing here, so the statements live as long as the connection. A
 * connection that has seen a failure is closed and replaced, its statements with it: what a failed batch
 * has left in them must not be inserted by the next append. Statements that are rare go through {@link
 * #handle} instead, on the same connection and in the same transaction.
 */
final class WriteSession implements WriteConnection {

    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement rollback;
    private final StreamTable streams;
    private final EventLookup lookup;
    private final EventInsert insert;
    private final AgentKeyLookup agentKeys;
    private final Handle handle;

    private WriteSession(Connection connection) throws SQLException {
        this.connection = connection;
        this.begin = connection.prepareStatement("begin immediate");
        this.commit = connection.prepareStatement("commit");
        this.rollback = connection.prepareStatement("rollback");
        this.streams = new StreamTable(connection);
        this.lookup = new EventLookup(connection);
        this.insert = new EventInsert(connection);
        this.agentKeys = new AgentKeyLookup(connection);
        this.handle = Jdbi.create(connection).open();
    }

    /** Takes over a connection whose transactions are ours and whose schema is up to date. */
    static WriteSession on(Connection connection) throws SQLException {
        try {
            return new WriteSession(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    StreamTable streams() {
        return streams;
    }

    EventLookup lookup() {
        return lookup;
    }

    EventInsert insert() {
        return insert;
    }

    AgentKeyLookup agentKeys() {
        return agentKeys;
    }

    /** The same connection, for statements that are too rare to be kept prepared. */
    Handle handle() {
        return handle;
    }

    @Override
    public void begin() throws SQLException {
        boolean ignored = begin.execute();
    }

    @Override
    public void commit() throws SQLException {
        commit.execute();
    }

    @Override
    public void rollback() throws SQLException {
        insert.discard();
        rollback.execute();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
