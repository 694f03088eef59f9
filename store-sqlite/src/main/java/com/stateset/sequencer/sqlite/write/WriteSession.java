package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.sqlite.support.Lazy;
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
 *
 * <p><b>The transaction</b> begins with {@code BEGIN IMMEDIATE}: SQLite's write lock is taken before
 * anything is read. What is read afterwards stays true until the commit, because no other connection, of
 * this process or another, can write meanwhile. A transaction that began with a read could be refused in
 * its middle.
 *
 * <p><b>Ownership.</b> The session owns its connection: closing it closes the statements, too. The six
 * tables of statements are handed out for the time of one transaction only.
 */
public final class WriteSession implements WriteConnection {

    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement rollback;
    private final StreamTable streams;
    private final EventLookup lookup;
    private final EventInsert insert;
    private final HistoryNodes nodes;
    private final AgentKeyLookup agentKeys;
    private final DataKeyInsert dataKeys;
    private final Lazy<Handle> handle;

    private WriteSession(Connection connection) throws SQLException {
        this.connection = connection;
        this.begin = connection.prepareStatement("begin immediate");
        this.commit = connection.prepareStatement("commit");
        this.rollback = connection.prepareStatement("rollback");
        this.streams = new StreamTable(connection);
        this.lookup = new EventLookup(connection);
        this.insert = new EventInsert(connection);
        this.nodes = new HistoryNodes(connection);
        this.agentKeys = new AgentKeyLookup(connection);
        this.dataKeys = new DataKeyInsert(connection);
        this.handle = new Lazy<>(() -> Jdbi.create(connection).open());
    }

    /** Takes over a connection whose transactions are ours and whose schema is up to date. */
    public static WriteSession on(Connection connection) throws SQLException {
        try {
            return new WriteSession(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Streams and their heads. */
    public StreamTable streams() {
        return streams;
    }

    /** What is stored of events, as far as an append has to know it. */
    EventLookup lookup() {
        return lookup;
    }

    /** Where new rows are collected; what was added must be executed in the same transaction. */
    EventInsert insert() {
        return insert;
    }

    /** Where the hashes go that a group completes in a stream's tree. */
    public HistoryNodes nodes() {
        return nodes;
    }

    /** The keys of agents as they are in this transaction. */
    public AgentKeyLookup agentKeys() {
        return agentKeys;
    }

    /** Where new keys of payloads go. */
    public DataKeyInsert dataKeys() {
        return dataKeys;
    }

    /** The same connection, for statements that are too rare to be kept prepared. */
    public Handle handle() {
        return handle.get();
    }

    /** The connection itself, for the few statements of a start; what is made of it is the caller's to close. */
    public Connection connection() {
        return connection;
    }

    /** Takes the write lock, or fails at the end of the connection's busy timeout. */
    @Override
    public void begin() throws SQLException {
        boolean ignored = begin.execute();
    }

    /** Makes all of the transaction durable, and gives the lock back. */
    @Override
    public void commit() throws SQLException {
        commit.execute();
    }

    /**
     * Undoes the transaction. Rows that were collected and not inserted are forgotten first, even if the
     * rollback itself fails.
     */
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
