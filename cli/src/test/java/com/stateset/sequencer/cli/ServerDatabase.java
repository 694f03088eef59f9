package com.stateset.sequencer.cli;

import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TileHashes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A stopped server's database, of one stream, in the hands of somebody who may write to it, knows how trees are made, and has no
 * key. Statements name tables as {@code {events}}.
 */
public abstract class ServerDatabase implements AutoCloseable {

    private static final String KEY = "5e".repeat(32);

    /** Where the server finds it. */
    abstract Map<String, String> place();

    /** Opens a store on it. */
    public abstract EventStore open();

    /**
     * Copies it as it is, while nobody uses it.
     *
     * @param target where the copy may be, if it is a file
     */
    public abstract ServerDatabase copy(Path target);

    abstract String jdbcUrl();

    abstract String dialect(String sql);

    @Override
    public abstract void close();

    /** The variables of a server on this database, with a signing key. */
    public Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(place());
        variables.put("VES_SEQUENCER_SIGNING_KEY", KEY);
        return variables;
    }

    /** The variables of a server on this database, and others. */
    public Map<String, String> variables(Map<String, String> others) {
        Map<String, String> variables = new HashMap<>(place());
        variables.putAll(others);
        return variables;
    }

    /** Alters rows, and nothing that was computed of them. */
    public ServerDatabase execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(dialect(sql));
            }
        }
        return this;
    }

    public ServerDatabase alter(long number) throws SQLException {
        return execute("update {events} set event_type = 'order.forged' where sequence_number = " + number);
    }

    public ServerDatabase drop(long number) throws SQLException {
        return execute("delete from {events} where sequence_number = " + number)
                .move("sequence_number - 1", "sequence_number > " + number);
    }

    /** One more event behind that of a number. */
    public ServerDatabase insert(long after) throws SQLException {
        return move("sequence_number + 1", "sequence_number > " + after)
                .execute(
                        "create table forged as select * from {events} where sequence_number = " + after,
                        "update forged set sequence_number = sequence_number + 1, {new event}",
                        "insert into {events} select * from forged",
                        "drop table forged");
    }

    public ServerDatabase swap(long one, long other) throws SQLException {
        return move(one + " + " + other + " - sequence_number", "sequence_number in (" + one + ", " + other + ")");
    }

    public ServerDatabase truncate(long through) throws SQLException {
        return execute("delete from {events} where sequence_number > " + through);
    }

    /** The sequencer does not remember what it has signed. */
    public ServerDatabase forgetCheckpoints() throws SQLException {
        return execute("delete from {history_checkpoints}").forgetHeadsLog();
    }

    /** The log of heads begins anew. */
    public ServerDatabase forgetHeadsLog() throws SQLException {
        return execute(
                "delete from {heads_log}",
                "update {heads_log_state} set size = 0, "
                        + "right_edge = {nothing}, root = null, checkpoint_size = 0, checkpoint = null");
    }

    /** Computes leaves, tiles, right edge and root anew, so that all that needs no key fits what stands there now. */
    public ServerDatabase fit(StreamId stream) throws SQLException {
        execute("update {stream_heads} set head = (select count(*) from {events}) where head > 0");
        List<Hash> leaves = leaves(stream);
        AppendedEntries tree = AppendedEntries.ofEntries(CompactRange.EMPTY, leaves);
        execute("delete from {history_nodes} where stream_id <> 0");
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < leaves.size(); i++) {
                update(
                        connection,
                        "update {events} set leaf_hash = ? where sequence_number = ?",
                        leaves.get(i).toByteArray(),
                        i + 1);
            }
            for (TileHashes nodes : tree.tileHashes()) {
                for (int i = 0; i < nodes.hashes().size(); i++) {
                    update(
                            connection,
                            "insert into {history_nodes} select stream_id, ?, ?, ? from {stream_heads} where head > 0",
                            nodes.level(),
                            nodes.first() + i,
                            nodes.hashes().get(i).toByteArray());
                }
            }
            update(
                    connection,
                    "update {stream_heads} set tree_size = ?, right_edge = ?, tree_root = ? where head > 0",
                    leaves.size(),
                    tree.after().toByteArray(),
                    tree.head().root().toByteArray());
            connection.commit();
        }
        return this;
    }

    private List<Hash> leaves(StreamId stream) {
        List<Hash> leaves = new ArrayList<>();
        try (EventStore store = open()) {
            List<SequencedEvent> page;
            do {
                page = store.read(
                                stream,
                                ReadOptions.forwardsFrom(leaves.size() + 1).limit(1000))
                        .events();
                page.forEach(event -> leaves.add(VesHashes.leaf(
                        stream,
                        event.sequenceNumber(),
                        VesHashes.signing(event.event()),
                        event.event().authorship().signature())));
            } while (!page.isEmpty());
        }
        return leaves;
    }

    private ServerDatabase move(String to, String which) throws SQLException {
        return execute(
                "update {events} set sequence_number = -(" + to + ") where " + which,
                "update {events} set sequence_number = -sequence_number where sequence_number < 0");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    private void update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect(sql))) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
