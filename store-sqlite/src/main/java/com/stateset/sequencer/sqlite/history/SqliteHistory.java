package com.stateset.sequencer.sqlite.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.spi.HistoryStore.KeptCheckpoint;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sqlite.write.HistoryNodes;
import com.stateset.sequencer.sqlite.write.StreamTable.StreamRow;
import com.stateset.sequencer.sqlite.write.TreeCatchUp;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TileLayout;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/**
 * The trees over the streams, as appends have stored them, and the table of what was signed. Thread-safe.
 *
 * <p>Reads go beside the writer: each is one statement and so sees one commit. Only a stream whose tree is behind its head makes
 * a read write, page by page under the write lock: see {@link TreeCatchUp}.
 *
 * <p><b>Who writes what.</b> Edge, root and nodes are the append's, in the transaction that stores the events; here they are
 * read. Level 0 of a tree is stored nowhere: it is made of the leaf hashes of the events, so that there is nothing to contradict
 * them.
 *
 * <p><b>What can race.</b> An edge is read by one statement and the tiles under it by others, while appends go on. That does no
 * harm: events and nodes never change, and tiles are asked for at the size of the edge. A tile that is too short is either that
 * of a tree that is behind (then it is brought up, and read once more) or one whose rows are missing, and too short it stays:
 * what is missing is never closed up, so that no hash stands in another's place.
 *
 * <p><b>Checkpoints</b> are kept by size: of two processes that sign, the one that was further stays, in whichever order they
 * write. Only an administrator who accepts another history replaces one by a smaller.
 */
public final class SqliteHistory implements HistoryStore {

    private final SqliteDatabase database;

    public SqliteHistory(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public CompactRange rightEdge(StreamId stream) {
        Optional<StreamRow> row = database.read(handle -> row(handle, stream));
        while (row.isPresent() && row.get().treeIsBehind()) {
            row = Optional.of(database.write(session -> {
                StreamRow current = session.streams().get(stream);
                return current.treeIsBehind() ? TreeCatchUp.page(session, stream, current) : current;
            }));
        }
        return row.map(StreamRow::rightEdge).orElse(CompactRange.EMPTY);
    }

    private static Optional<StreamRow> row(Handle handle, StreamId stream) {
        return ofStream(handle, stream, """
                        select stream_id, head, last_sequenced_at, tree_size, right_edge, tree_root
                        from stream_ids join stream_heads using (stream_id)
                        where tenant_id = :tenant and store_id = :store
                        """)
                .map((row, context) -> StreamRow.of(stream, row))
                .findOne();
    }

    /** A tile above the events that is not whole may be one that no writer of the tree has come to yet. */
    @Override
    public TileSource tiles(StreamId stream) {
        return tile -> {
            byte[] hashes = database.read(handle -> tile(handle, stream, tile));
            if (tile.level() == 0 || hashes.length == tile.width() * Hash.LENGTH) {
                return hashes;
            }
            return TileLayout.covers(rightEdge(stream).size(), tile)
                    ? database.read(handle -> tile(handle, stream, tile))
                    : hashes;
        };
    }

    private static byte[] tile(Handle handle, StreamId stream, TilePath tile) {
        if (tile.level() == 0) {
            return records(handle, stream, tile);
        }
        return ofStream(
                        handle,
                        stream,
                        "select stream_id from stream_ids where tenant_id = :tenant and store_id = :store")
                .mapTo(Long.class)
                .findOne()
                .map(key -> HistoryNodes.tile(handle, key, tile))
                .orElse(new byte[0]);
    }

    /** Level 0: the leaf hashes of events, hashed once more. One range of the primary key. */
    static byte[] records(Handle handle, StreamId stream, TilePath tile) {
        long first = tile.index() * TilePath.FULL_WIDTH + 1;
        return HistoryNodes.records(
                stream, ofStream(handle, stream, """
                        select sequence_number, leaf_hash
                        from stream_ids join events using (stream_id)
                        where tenant_id = :tenant and store_id = :store and sequence_number between :first and :last
                        order by sequence_number
                        """).bind("first", first).bind("last", first + tile.width() - 1));
    }

    @Override
    public Optional<SignedNote> checkpoint(StreamId stream) {
        return database.read(handle -> ofStream(handle, stream, """
                        select note
                        from stream_ids join history_checkpoints using (stream_id)
                        where tenant_id = :tenant and store_id = :store
                        """)
                .mapTo(String.class)
                .findOne()
                .map(note -> StoredNote.parse(note, "the checkpoint of stream " + stream)));
    }

    @Override
    public void keepCheckpoints(List<KeptCheckpoint> checkpoints) {
        put(checkpoints, "where excluded.tree_size >= tree_size");
    }

    @Override
    public void replaceCheckpoint(KeptCheckpoint checkpoint) {
        put(List.of(checkpoint), "");
    }

    /** The condition is in the statement that writes, so that of two processes neither can overtake the other between look and write. */
    private void put(List<KeptCheckpoint> checkpoints, String unless) {
        database.write(session -> {
            PreparedBatch batch = session.handle().prepareBatch("""
                            insert into history_checkpoints (stream_id, tree_size, note)
                            values (:stream, :size, :note)
                            on conflict do update set tree_size = excluded.tree_size, note = excluded.note
                            """ + unless);
            for (KeptCheckpoint checkpoint : checkpoints) {
                batch.bind("stream", session.streams().key(checkpoint.stream()))
                        .bind("size", checkpoint.size())
                        .bind("note", checkpoint.note().toString())
                        .add();
            }
            return batch.execute();
        });
    }

    @Override
    public HeadsLogStore headsLog() {
        return new SqliteHeadsLog(database);
    }

    /** Streams are named by their two ids; a short key is looked up in the same statement, so that both are of one commit. */
    private static Query ofStream(Handle handle, StreamId stream, String query) {
        return handle.createQuery(query)
                .bind("tenant", BinaryForm.bytes(stream.tenantId()))
                .bind("store", BinaryForm.bytes(stream.storeId()));
    }
}
