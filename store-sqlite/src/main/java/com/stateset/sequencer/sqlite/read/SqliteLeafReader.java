package com.stateset.sequencer.sqlite.read;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.LeafPage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Packs leaves into one array, row by row, up to the first gap: a commitment reads up to a million of them,
 * 32 bytes each, and an object for each would cost more than the reading. For one result; not thread-safe.
 */
final class SqliteLeafReader {

    static final String COLUMNS = "sequence_number, leaf_hash, ves_version";

    private final StreamId stream;
    private final long from;
    private final byte[] hashes;
    private int count;
    private boolean allSigned = true;

    /**
     * Makes room.
     *
     * @param from the first leaf's sequence number
     * @param most how many leaves there may be
     */
    SqliteLeafReader(StreamId stream, long from, int most) {
        this.stream = stream;
        this.from = from;
        this.hashes = new byte[Math.multiplyExact(most, Hash.LENGTH)];
    }

    /**
     * Reads rows that have {@link #COLUMNS}, in order, up to the first gap.
     *
     * @return how many leaves there are, their hashes one behind the other, and whether all of them are
     *     signed events
     * @throws StoreFailedException if a hash is not 32 bytes long
     */
    LeafPage read(ResultSet rows) throws SQLException {
        while (rows.next() && rows.getLong(1) == from + count) {
            add(rows.getBytes(2), rows.getInt(3));
        }
        byte[] read = count * Hash.LENGTH == hashes.length ? hashes : Arrays.copyOf(hashes, count * Hash.LENGTH);
        return new LeafPage(count, read, allSigned);
    }

    private void add(byte[] leafHash, int vesVersion) {
        if (leafHash.length != Hash.LENGTH) {
            throw new StoreFailedException(
                    "the stored event " + (from + count) + " of stream " + stream + " is damaged", null);
        }
        System.arraycopy(leafHash, 0, hashes, count * Hash.LENGTH, Hash.LENGTH);
        count++;
        allSigned &= vesVersion != 0;
    }
}
