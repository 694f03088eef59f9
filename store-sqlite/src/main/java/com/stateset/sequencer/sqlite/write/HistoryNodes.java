package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.TileHashes;
import com.stateset.sequencer.tlog.TilePath;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The hashes of tiles from level 1 on, a row each: of every stream under its short key, of the log of heads under {@link
 * #HEADS_LOG}. For one thread at a time.
 *
 * <p>A row is written once, in the transaction that completes the 256 hashes below it, and never changes; writing it again, as
 * happens when a tree is brought up to date, writes the same. One group in a few completes any, so most appends do not come here.
 *
 * <p>A row for each hash, and not for each tile: a tile grows by one hash at a time, and a row that is written again for each would be
 * copied 256 times. The primary key is the order in which tiles are read, so that a tile is one range of it, beside its neighbours in the
 * file. Rows are read in the order of their index and joined; a gap makes the tile too short, which its reader notices, as it
 * checks every tile against a root.
 */
public final class HistoryNodes {

    /** The key that no stream has. */
    public static final long HEADS_LOG = 0;

    private final PreparedStatement insert;

    HistoryNodes(Connection connection) throws SQLException {
        this.insert = connection.prepareStatement("""
                insert into history_nodes (stream_id, level, node_index, hash)
                values (?, ?, ?, ?)
                on conflict do update set hash = excluded.hash
                """);
    }

    /** Adds what a group has completed, within a write transaction. */
    public void add(long streamKey, List<TileHashes> completed) throws SQLException {
        for (TileHashes hashes : completed) {
            long index = hashes.first();
            for (Hash hash : hashes.hashes()) {
                insert.setLong(1, streamKey);
                insert.setInt(2, hashes.level());
                insert.setLong(3, index++);
                insert.setBytes(4, hash.toByteArray());
                insert.executeUpdate();
            }
        }
    }

    /** Reads a tile of level 1 or above with one range of the primary key; too short if rows are missing. */
    public static byte[] tile(Handle handle, long streamKey, TilePath tile) {
        long first = tile.index() * TilePath.FULL_WIDTH;
        return packed(handle.createQuery("""
                        select hash
                        from history_nodes
                        where stream_id = :stream and level = :level and node_index between :first and :last
                        order by node_index
                        """)
                .bind("stream", streamKey)
                .bind("level", tile.level())
                .bind("first", first)
                .bind("last", first + tile.width() - 1)
                .map((row, context) -> row.getBytes(1))
                .list());
    }

    /** Reads any tile of a stream's tree, within a transaction. */
    static byte[] tile(Handle handle, StreamId stream, long streamKey, TilePath tile) {
        if (tile.level() > 0) {
            return tile(handle, streamKey, tile);
        }
        long first = tile.index() * TilePath.FULL_WIDTH + 1;
        return records(
                stream,
                handle.createQuery("""
                        select sequence_number, leaf_hash
                        from events
                        where stream_id = :stream and sequence_number between :first and :last
                        order by sequence_number
                        """)
                        .bind("stream", streamKey)
                        .bind("first", first)
                        .bind("last", first + tile.width() - 1));
    }

    /** Makes a tile of level 0 of the sequence numbers and leaves that a query finds, in their order. */
    public static byte[] records(StreamId stream, Query leaves) {
        return packed(leaves.map((row, context) -> record(stream, row)).list());
    }

    private static byte[] record(StreamId stream, ResultSet row) throws SQLException {
        Hash leaf = StoredEdge.hash(row.getBytes(2));
        if (leaf == null) {
            throw new StoreFailedException(
                    "the stored event " + row.getLong(1) + " of stream " + stream + " is damaged", null);
        }
        return LogHashes.record(leaf).toByteArray();
    }

    /** Joins hashes to a tile. */
    public static byte[] packed(List<byte[]> hashes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(hashes.size() * Hash.LENGTH);
        hashes.forEach(packed::writeBytes);
        return packed.toByteArray();
    }
}
