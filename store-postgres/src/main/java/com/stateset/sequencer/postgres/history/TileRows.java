package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.TilePath;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads a tile of the log of heads as a range of rows with consecutive numbers: one query by a primary key, 256 rows at most, whatever the size of
 * the log. It ends before a gap as at the end of the log, so that what is missing makes the tile too short, and never shifts
 * hashes to other places.
 */
final class TileRows {

    /** Makes the hash of a row, which has the bytes in it, or what they are computed from. */
    @FunctionalInterface
    interface HashOfRow {
        byte[] hash(ResultSet row) throws SQLException;
    }

    /** Binds what a query asks for before the range. */
    @FunctionalInterface
    interface Binding {
        /** Returns the position behind those that were bound. */
        int bind(PreparedStatement select) throws SQLException;
    }

    private TileRows() {}

    /**
     * Reads the hashes of a tile.
     *
     * @param sql a query for rows in order, the number of each in the first column; its last two positions are the range
     * @param numberOfFirst the number that the row of the log's first hash of that level has
     */
    static byte[] read(
            Connection connection, String sql, Binding binding, TilePath tile, long numberOfFirst, HashOfRow hashOfRow)
            throws SQLException {
        requireHashes(tile);
        long first = Math.addExact(Math.multiplyExact(tile.index(), (long) TilePath.FULL_WIDTH), numberOfFirst);
        ByteArrayOutputStream hashes = new ByteArrayOutputStream(tile.width() * Hash.LENGTH);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int next = binding.bind(select);
            select.setLong(next, first);
            select.setLong(next + 1, first + tile.width() - 1);
            try (ResultSet row = select.executeQuery()) {
                while (row.next() && row.getLong(1) == first + hashes.size() / Hash.LENGTH) {
                    hashes.writeBytes(requireHash(hashOfRow.hash(row), tile));
                }
            }
        }
        return hashes.toByteArray();
    }

    static void requireHashes(TilePath tile) {
        if (tile.kind() != TilePath.Kind.HASHES) {
            throw new IllegalArgumentException(tile + " is no tile of hashes");
        }
    }

    static byte[] requireHash(byte[] hash, TilePath tile) {
        if (hash.length != Hash.LENGTH) {
            throw new StoreFailedException(
                    "the store is damaged: a hash of " + tile + " has " + hash.length + " bytes", null);
        }
        return hash;
    }
}
