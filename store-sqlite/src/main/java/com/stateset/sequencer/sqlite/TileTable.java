package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.merkle.Tile;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The tiles of the tree over one range of a stream, within a write transaction. */
final class TileTable {

    private final Handle handle;
    private final long streamKey;
    private final long sequenceStart;
    private final long sequenceEnd;

    TileTable(Handle handle, long streamKey, long sequenceStart, long sequenceEnd) {
        this.handle = handle;
        this.streamKey = streamKey;
        this.sequenceStart = sequenceStart;
        this.sequenceEnd = sequenceEnd;
    }

    /** Puts tiles in place of those that are there, and returns how many. */
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
}
