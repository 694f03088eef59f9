package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a database says, or does, differently about the outbox. Thread-safe.
 *
 * <p>Two things are asked of a database that SQL does not say in one way: that the events of an entity are numbered in the order in
 * which their transactions commit ({@link #lockEntities}), and that one relay at most is at work on a stream, for as long as its
 * process lives and not a moment longer ({@link #tryClaim}).
 */
interface TransactionalDialect {

    /** The resource that holds the tables' definition. */
    String script();

    /** An expression for this moment, in milliseconds since 1970. */
    String now();

    /** How a UUID is bound. */
    Object bound(UUID uuid);

    /** Reads a UUID; null for none. */
    @Nullable
    UUID uuid(ResultSet row, String column) throws SQLException;

    /** Says, at the beginning of a transaction of our own, how it is to run: reads see what was committed before each of them. */
    void begin(Connection connection) throws SQLException;

    /** Whether table and indexes are there already, if creating them again would wait for those who write into them. */
    boolean hasTables(Connection connection) throws SQLException;

    /**
     * Creates the tables, alone, within the transaction: another one that creates them waits to its end. Waits for locks of others a few
     * seconds at most.
     */
    void createTables(Connection connection, SchemaScript script) throws SQLException;

    /** Runs what is missing of the script. */
    @FunctionalInterface
    interface SchemaScript {

        void run() throws SQLException;
    }

    /**
     * Waits until no other open transaction has appended to one of these entities, and keeps others from it, to the end of the
     * transaction.
     */
    void lockEntities(Connection connection, StreamId stream, Set<EntityRef> entities) throws SQLException;

    /**
     * Checks that a stream can be claimed in this database at all.
     *
     * @throws IllegalStateException if not
     */
    void requireClaimable(Connection connection) throws SQLException;

    /**
     * Makes the relay alone on a stream, or on more than that, in a transaction of its own that has just begun.
     *
     * @return what ends it, after the transaction; null if another holds it just now
     */
    @Nullable
    StreamClaim tryClaim(Connection connection, StreamId stream) throws SQLException;

    /** Is called between reading what is to be sent and sending it: a database with one writer must not be held up meanwhile. */
    void readDone(Connection connection) throws SQLException;

    /** Begins a transaction that reads first and writes later. */
    void beginWrite(Connection connection) throws SQLException;

    /** Whether a statement named a column that the table does not have. */
    boolean isMissingColumn(SQLException failure);

    /** Whether a statement wanted to write where only reading is allowed. */
    boolean isReadOnly(SQLException failure);

    /** Whether doing the same again later may help. */
    boolean isTransient(SQLException failure);
}
