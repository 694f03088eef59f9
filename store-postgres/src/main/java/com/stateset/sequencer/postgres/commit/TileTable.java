package com.stateset.sequencer.postgres.commit;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.InvalidTileException;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.postgres.rows.BinaryArray;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.postgresql.core.BaseConnection;

/**
 * The tiles of one range of a stream, in {@code commitment_tiles}: one statement for however many, each way. Of
 * one transaction; not thread-safe.
 *
 * <p>A tile is up to 256 hashes of 32 bytes of one level of the tree, so a row has up to 8 KiB, stored outside
 * of the table's own pages; the range of a commitment may have thousands of them, and a proof needs a handful.
 *
 * <p><b>Writing</b> replaces what is there under the same range: who builds it again after a crash need not
 * know how far the one before had come. <b>Reading</b> looks each tile up by its whole key, laterally and with
 * a limit: as a join, the planner of a reader's connection might take the range for small and read all of it.
 * ADR 0003 names the form among those that a distributed PostgreSQL refuses, and says why it stays.
 */
final class TileTable {

    private final Connection connection;
    private final BinaryArray arrays;
    private final StreamId stream;
    private final long sequenceStart;
    private final long sequenceEnd;

    TileTable(Connection connection, StreamId stream, long sequenceStart, long sequenceEnd) throws SQLException {
        this.connection = connection;
        this.arrays = new BinaryArray(connection.unwrap(BaseConnection.class));
        this.stream = stream;
        this.sequenceStart = sequenceStart;
        this.sequenceEnd = sequenceEnd;
    }

    /** Puts down tiles of a stream that exists. */
    void put(List<Tile> tiles) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(String.format(Locale.ROOT, """
                insert into sequencer.commitment_tiles
                    (stream_id, sequence_start, sequence_end, tile_level, tile_index, hashes)
                select %s, ?, ?, unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bytea[])
                on conflict (stream_id, sequence_start, sequence_end, tile_level, tile_index)
                do update set hashes = excluded.hashes
                """, StreamKeys.OF_NEXT))) {
            bindRange(insert, 1);
            bindIds(insert, 5, tiles, Tile::id);
            insert.setArray(7, arrays.of(BinaryArray.Type.BYTEA, tiles, Tile::toByteArray));
            insert.executeUpdate();
        }
    }

    /** Each is looked up by its whole key: there may be thousands in the range. */
    List<Tile> find(List<TileId> ids) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(String.format(Locale.ROOT, """
                select k.tile_level, k.tile_index, t.hashes
                from unnest(?::bigint[], ?::bigint[]) as k (tile_level, tile_index)
                cross join lateral (
                    select hashes from sequencer.commitment_tiles
                    where stream_id = %s and sequence_start = ? and sequence_end = ?
                        and tile_level = k.tile_level and tile_index = k.tile_index
                    limit 1
                ) t
                """, StreamKeys.OF_NEXT))) {
            bindIds(select, 1, ids, Function.identity());
            bindRange(select, 3);
            List<Tile> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(tile(new TileId(row.getInt(1), row.getLong(2)), row.getBytes(3)));
                }
            }
            return found;
        }
    }

    /**
     * Damaged is what is not a whole number of hashes, or more of them than a tile has. That they are the right
     * ones shows when a proof is made of them.
     */
    private Tile tile(TileId id, byte[] hashes) {
        try {
            return Tile.of(id, hashes);
        } catch (InvalidTileException e) {
            throw new StoreFailedException(
                    "the stored tree of the commitment of " + sequenceStart + ".." + sequenceEnd + " is damaged: "
                            + e.getMessage(),
                    e);
        }
    }

    private void bindRange(PreparedStatement statement, int position) throws SQLException {
        statement.setObject(position, stream.tenantId());
        statement.setObject(position + 1, stream.storeId());
        statement.setLong(position + 2, sequenceStart);
        statement.setLong(position + 3, sequenceEnd);
    }

    private <T> void bindIds(PreparedStatement statement, int position, List<T> items, Function<T, TileId> id)
            throws SQLException {
        statement.setArray(position, arrays.of(BinaryArray.Type.BIGINT, items, item ->
                (long) id.apply(item).level()));
        statement.setArray(
                position + 1,
                arrays.of(BinaryArray.Type.BIGINT, items, item -> id.apply(item).index()));
    }
}
