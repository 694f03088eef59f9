package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tiles of a stream's tree: those of level 0 are made of the events' leaf hashes, those above of {@code history_nodes}.
 * Thread-safe.
 *
 * <p><b>One round trip.</b> Tiles that are asked for together are one statement, a branch of a {@code union all} for each. So a
 * branch names both ends of its range by a primary key, 256 rows at most, and the planner has nothing to guess; a join with an
 * array of ranges would leave it a choice. There are as many statements as there are shapes of proofs, few enough to stay
 * prepared: one or two leaf tiles, and one or two for each level above.
 *
 * <p><b>One row for a tile.</b> The database puts a tile's hashes together: 256 rows would cost more to send and to take apart than to
 * find. It counts those of the right length, which says whether the tile is whole.
 *
 * <p><b>Gaps.</b> A tile that is not whole is read again row by row, each with the place it has in its tile, since a union has no
 * order. It ends before a gap as at the end of the log: what is missing makes it too short, and never shifts hashes to other places.
 *
 * <p><b>A tree that is behind.</b> Where nodes are missing, perhaps nobody has asked for the stream's tree since a writer of
 * before was here: it is brought up, and the tiles are read once more.
 */
final class StreamTiles implements TileSource {

    /** The stream, which each branch takes from here. */
    private static final String STREAM =
            "with log as materialized (select stream_id from sequencer.stream_ids where tenant_id = ? and store_id = ?) ";

    /** Event n is entry n - 1. */
    private static final Rows LEAVES = new Rows(
            "sequencer.events", "sequence_number", "leaf_hash", "sequence_number between 1 + ? and 1 + ?", "- 1");

    private static final Rows NODES =
            new Rows("sequencer.history_nodes", "node_index", "hash", "level = ? and node_index between ? and ?", "");

    private final Database database;
    private final StreamId stream;
    private final Runnable bringUp;

    /**
     * Makes a source of a stream's tiles.
     *
     * @param bringUp brings the stream's tree up to its head
     */
    StreamTiles(Database database, StreamId stream, Runnable bringUp) {
        this.database = database;
        this.stream = stream;
        this.bringUp = bringUp;
    }

    @Override
    public byte[] read(TilePath tile) {
        return readAll(List.of(tile)).get(0);
    }

    @Override
    public List<byte[]> readAll(List<TilePath> tiles) {
        tiles.forEach(TileRows::requireHashes);
        if (tiles.isEmpty()) {
            return List.of();
        }
        List<byte[]> found = find(tiles);
        for (int i = 0; i < tiles.size(); i++) {
            if (tiles.get(i).level() > 0 && found.get(i).length < tiles.get(i).width() * Hash.LENGTH) {
                bringUp.run();
                return find(tiles);
            }
        }
        return found;
    }

    private List<byte[]> find(List<TilePath> tiles) {
        return database.readAtOnce(connection -> find(connection, stream, tiles));
    }

    static List<byte[]> find(Connection connection, StreamId stream, List<TilePath> tiles) throws SQLException {
        List<Found> found = tiles.stream().map(Found::new).toList();
        fill(connection, stream, found, Rows::together, (tile, row) -> tile.putAll(row.getInt(2), row.getBytes(3)));
        List<Found> torn = found.stream().filter(tile -> !tile.isWhole()).toList();
        if (!torn.isEmpty()) {
            fill(connection, stream, torn, Rows::apart, (tile, row) -> tile.put(row.getLong(2), row.getBytes(3)));
        }
        return found.stream().map(Found::untilGap).toList();
    }

    /** Takes what a row has for its tile. */
    @FunctionalInterface
    private interface Taking {
        void take(Found tile, ResultSet row) throws SQLException;
    }

    private static void fill(
            Connection connection, StreamId stream, List<Found> tiles, Function<Rows, String> branch, Taking taking)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(statement(tiles, branch))) {
            select.setObject(1, stream.tenantId());
            select.setObject(2, stream.storeId());
            int next = 3;
            for (Found each : tiles) {
                next = each.bind(select, next);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    taking.take(tiles.get(row.getInt(1)), row);
                }
            }
        }
    }

    private static String statement(List<Found> tiles, Function<Rows, String> branch) {
        StringBuilder sql = new StringBuilder(STREAM);
        for (int i = 0; i < tiles.size(); i++) {
            sql.append(i == 0 ? "select " : " union all select ")
                    .append(i)
                    .append(branch.apply(tiles.get(i).tile.level() == 0 ? LEAVES : NODES));
        }
        return sql.toString();
    }

    /** Where the hashes of a level are, as the rest of a branch of the statement. */
    private record Rows(String table, String number, String hash, String range, String toIndex) {

        /** Each hash with its index. */
        String apart() {
            return ", " + number + toIndex + ", " + hash + from();
        }

        /** How many hashes there are of the right length, and all of them in order. */
        String together() {
            return ", count(*) filter (where octet_length(" + hash + ") = " + Hash.LENGTH + "), string_agg(" + hash
                    + ", ''::bytea order by " + number + ")" + from();
        }

        private String from() {
            return " from " + table + " where stream_id = (select stream_id from log) and " + range;
        }
    }

    /** The hashes of a tile while its rows come in. */
    private static final class Found {

        private final TilePath tile;
        private final long first;
        private final byte[] hashes;
        private final BitSet places = new BitSet(TilePath.FULL_WIDTH);

        Found(TilePath tile) {
            this.tile = tile;
            this.first = Math.multiplyExact(tile.index(), (long) TilePath.FULL_WIDTH);
            this.hashes = new byte[tile.width() * Hash.LENGTH];
        }

        int bind(PreparedStatement select, int position) throws SQLException {
            int next = position;
            if (tile.level() > 0) {
                select.setInt(next++, tile.level());
            }
            select.setLong(next, first);
            select.setLong(next + 1, first + tile.width() - 1);
            return next + 2;
        }

        /** Takes the tile's hashes, if they are all there. */
        void putAll(int count, byte @Nullable [] stored) {
            if (stored == null || count != tile.width() || stored.length != hashes.length) {
                return;
            }
            for (int place = 0; place < count; place++) {
                set(place, Arrays.copyOfRange(stored, place * Hash.LENGTH, (place + 1) * Hash.LENGTH));
            }
        }

        boolean isWhole() {
            return places.cardinality() == tile.width();
        }

        void put(long index, byte[] stored) {
            set((int) (index - first), stored);
        }

        private void set(int place, byte[] stored) {
            byte[] hash = TileRows.requireHash(stored, tile);
            // A leaf is an entry of the tree, which has its record hash in it.
            (tile.level() == 0 ? LogHashes.record(Hash.of(hash)) : Hash.of(hash)).copyTo(hashes, place * Hash.LENGTH);
            places.set(place);
        }

        byte[] untilGap() {
            int whole = places.nextClearBit(0);
            return whole == tile.width() ? hashes : Arrays.copyOf(hashes, whole * Hash.LENGTH);
        }
    }
}
