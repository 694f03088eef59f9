package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.rows.BinaryArray;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.TileHashes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.core.BaseConnection;

/**
 * A row of {@code history_nodes}: the root of 256, 256^2, ... entries of a tree, which a tile of level 1 and above has a place
 * for. A group of fewer than 256 events completes one only now and then, so most appends have none to write; in all it is one
 * row for some 255 events.
 *
 * <p>A row that is there already is replaced. It was written by a writer whose entries are the same, or it belongs to a history
 * that the database has no more; either way the hash that follows from the entries is the one to keep.
 *
 * @param stream the stream's key; {@link #HEADS_LOG} for the log of heads
 * @param level the level of the tile it stands in, 1 or more
 * @param index which hash of its level, from 0
 * @param hash the hash
 */
public record HistoryNode(long stream, long level, long index, Hash hash) {

    /** The key that no stream has. */
    static final long HEADS_LOG = 0;

    /** What an insert of nodes ends with. */
    public static final String REPLACING =
            " on conflict (stream_id, level, node_index) do update set hash = excluded.hash";

    /** Returns the nodes that entries have completed, of the tree of one stream. */
    public static List<HistoryNode> completed(long stream, AppendedEntries tree) {
        List<HistoryNode> nodes = new ArrayList<>();
        for (TileHashes run : tree.tileHashes()) {
            long index = run.first();
            for (Hash hash : run.hashes()) {
                nodes.add(new HistoryNode(stream, run.level(), index++, hash));
            }
        }
        return nodes;
    }

    /** Stores nodes in the transaction that the connection is in; without a round trip if there are none. */
    static void put(Connection connection, List<HistoryNode> nodes) throws SQLException {
        if (nodes.isEmpty()) {
            return;
        }
        BinaryArray arrays = new BinaryArray(connection.unwrap(BaseConnection.class));
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into sequencer.history_nodes (stream_id, level, node_index, hash)
                select unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bytea[])
                """ + REPLACING)) {
            insert.setArray(1, arrays.of(BinaryArray.Type.BIGINT, nodes, HistoryNode::stream));
            insert.setArray(2, arrays.of(BinaryArray.Type.BIGINT, nodes, HistoryNode::level));
            insert.setArray(3, arrays.of(BinaryArray.Type.BIGINT, nodes, HistoryNode::index));
            insert.setArray(4, arrays.of(BinaryArray.Type.BYTEA, nodes, HistoryNode::hash));
            insert.executeUpdate();
        }
    }
}
