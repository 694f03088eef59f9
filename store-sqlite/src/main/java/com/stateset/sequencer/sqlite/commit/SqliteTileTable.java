package com.stateset.sequencer.sqlite.commit;

import static java.util.stream.Collectors.joining;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.InvalidTileException;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The tiles of the tree over one range of a stream, up to 256 hashes in a row; within a write transaction,
 * but for {@link #read}.
 *
 * <p>Tiles of a range that is no commitment's yet may be overwritten and removed; those of a commitment are
 * never removed.
 *
 * <p>The key of a tile is stream, first and last event of the range, level, and index within the level.
 * The range is in it because a range may be tried again with another end: tiles of the two tries must
 * not mix.
 */
final class SqliteTileTable {

    private final Handle handle;
    private final long streamKey;
    private final long sequenceStart;
    private final long sequenceEnd;

    SqliteTileTable(Handle handle, long streamKey, long sequenceStart, long sequenceEnd) {
        this.handle = handle;
        this.streamKey = streamKey;
        this.sequenceStart = sequenceStart;
        this.sequenceEnd = sequenceEnd;
    }

    /**
     * Puts tiles in place of those that are there, and returns how many.
     *
     * @param tiles any tiles of the tree over this range; each may be put again with the same contents
     */
    int put(List<Tile> tiles) {
        try (PreparedBatch batch = handle.prepareBatch("""
                insert into commitment_tiles (stream_id, sequence_start, sequence_end, level, tile_index, hashes)
                values (:stream, :start, :end, :level, :index, :hashes)
                on conflict do update
                set hashes = excluded.hashes
                """)) {
            for (Tile tile : tiles) {
                batch.bind("stream", streamKey)
                        .bind("start", sequenceStart)
                        .bind("end", sequenceEnd)
                        .bind("level", tile.id().level())
                        .bind("index", tile.id().index())
                        .bind("hashes", tile.toByteArray())
                        .add();
            }
            return batch.execute().length;
        }
    }

    /** Removes some tiles, at most {@code limit}, unless they are a commitment's; returns how many. */
    int removeUnlessPublished(int limit) {
        return handle.createUpdate("""
                        delete from commitment_tiles
                        where rowid in (
                            select rowid
                            from commitment_tiles
                            where stream_id = :stream and sequence_start = :start and sequence_end = :end
                              and not exists (
                                select 1
                                from commitments
                                where stream_id = :stream and sequence_start = :start and sequence_end = :end)
                            limit :limit)
                        """)
                .bind("stream", streamKey)
                .bind("start", sequenceStart)
                .bind("end", sequenceEnd)
                .bind("limit", limit)
                .execute();
    }

    /**
     * Reads tiles of a tree: one query for all.
     *
     * @param ids the tiles that are wanted
     * @return those of them that are there, in no particular order
     * @throws StoreFailedException if a tile has a number of bytes that is not a number of hashes
     */
    static List<Tile> read(Handle handle, StreamId stream, long sequenceStart, long sequenceEnd, List<TileId> ids) {
        return handle.createQuery("""
                        select level, tile_index, hashes
                        from stream_ids
                        cross join json_each(:ids) as wanted
                        cross join commitment_tiles using (stream_id)
                        where tenant_id = :tenant
                          and store_id = :store
                          and sequence_start = :start
                          and sequence_end = :end
                          and level = wanted.value ->> 0
                          and tile_index = wanted.value ->> 1
                        """)
                .bind("ids", json(ids))
                .bind("tenant", BinaryForm.bytes(stream.tenantId()))
                .bind("store", BinaryForm.bytes(stream.storeId()))
                .bind("start", sequenceStart)
                .bind("end", sequenceEnd)
                .map((row, context) -> tile(row, sequenceStart, sequenceEnd))
                .list();
    }

    /** Pairs of numbers, as one value, so that the statement is the same for any number of them. */
    private static String json(List<TileId> ids) {
        return ids.stream().map(id -> "[" + id.level() + "," + id.index() + "]").collect(joining(",", "[", "]"));
    }

    /** Whether the hashes are the right ones shows when they are folded to the commitment's root; here only their number is checked. */
    private static Tile tile(ResultSet row, long sequenceStart, long sequenceEnd) throws SQLException {
        try {
            return Tile.of(new TileId(row.getInt(1), row.getLong(2)), row.getBytes(3));
        } catch (InvalidTileException e) {
            throw new StoreFailedException(
                    "the stored tree of the commitment of " + sequenceStart + ".." + sequenceEnd + " is damaged: "
                            + e.getMessage(),
                    e);
        }
    }
}
