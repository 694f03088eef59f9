package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sqlite.SqliteEventStore;
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
import java.util.List;

/** A stopped server's database in the hands of somebody who may write to it, knows how trees are made, and has no key. */
record ServerFile(Path data, StreamId stream) {

    /** Alters rows, and nothing that was computed of them. */
    ServerFile execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return this;
    }

    ServerFile alter(long number) throws SQLException {
        return execute("update events set event_type = 'order.forged' where sequence_number = " + number);
    }

    ServerFile drop(long number) throws SQLException {
        return execute("delete from events where sequence_number = " + number)
                .move("sequence_number - 1", "sequence_number > " + number);
    }

    /** One more event behind that of a number. */
    ServerFile insert(long after) throws SQLException {
        return move("sequence_number + 1", "sequence_number > " + after)
                .execute(
                        "create table forged as select * from events where sequence_number = " + after,
                        "update forged set sequence_number = sequence_number + 1, event_id = randomblob(16), entity_id = 'new'",
                        "insert into events select * from forged",
                        "drop table forged");
    }

    ServerFile swap(long one, long other) throws SQLException {
        return move(one + " + " + other + " - sequence_number", "sequence_number in (" + one + ", " + other + ")");
    }

    ServerFile truncate(long through) throws SQLException {
        return execute("delete from events where sequence_number > " + through);
    }

    /** The sequencer does not remember what it has signed. */
    ServerFile forgetCheckpoints() throws SQLException {
        return execute(
                "delete from history_checkpoints",
                "delete from heads_log",
                "update heads_log_state set size = 0, "
                        + "right_edge = x'', root = null, checkpoint_size = 0, checkpoint = null");
    }

    /** Computes leaves, tiles, right edge and root anew, so that all that needs no key fits what stands there now. */
    ServerFile fit() throws SQLException {
        execute("update stream_heads set head = (select count(*) from events)");
        List<Hash> leaves = new ArrayList<>();
        try (SqliteEventStore store = SqliteEventStore.open(data.resolve("events.db"))) {
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
        AppendedEntries tree = AppendedEntries.ofEntries(CompactRange.EMPTY, leaves);
        execute("delete from history_nodes where stream_id = 1");
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < leaves.size(); i++) {
                update(
                        connection,
                        "update events set leaf_hash = ? where sequence_number = ?",
                        bytes(leaves.get(i)),
                        i + 1);
            }
            for (TileHashes nodes : tree.tileHashes()) {
                for (int i = 0; i < nodes.hashes().size(); i++) {
                    update(
                            connection,
                            "insert into history_nodes values (1, ?, ?, ?)",
                            nodes.level(),
                            nodes.first() + i,
                            bytes(nodes.hashes().get(i)));
                }
            }
            update(
                    connection,
                    "update stream_heads set head = ?, tree_size = ?, right_edge = ?, tree_root = ?",
                    leaves.size(),
                    leaves.size(),
                    tree.after().toByteArray(),
                    bytes(tree.head().root()));
            connection.commit();
        }
        return this;
    }

    private ServerFile move(String to, String which) throws SQLException {
        return execute(
                "update events set sequence_number = -(" + to + ") where " + which,
                "update events set sequence_number = -sequence_number where sequence_number < 0");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("events.db"));
    }

    private static byte[] bytes(Hash hash) {
        return hash.toByteArray();
    }

    private static void update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
