package com.stateset.sequencer.postgres.commit;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.LeafPage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads the leaves of consecutive events into one array, in one range read: 32 bytes an event, so that a
 * commitment to many events needs neither an object for each nor their payloads. Ends before a gap as at the
 * end of the stream: what is behind it cannot be committed to. Whether all events are signed is read along,
 * since it decides the version of the commitment.
 */
final class LeafReader {

    private LeafReader() {}

    static LeafPage read(Connection connection, StreamId stream, long from, int limit) throws SQLException {
        byte[] hashes = new byte[limit * Hash.LENGTH];
        int count = 0;
        boolean allSigned = true;
        try (PreparedStatement select =
                connection.prepareStatement(String.format(Locale.ROOT, """
                select sequence_number, leaf_hash, ves_version from sequencer.events
                where stream_id = %s and sequence_number >= ?
                order by sequence_number limit ?
                """, StreamKeys.OF_NEXT))) {
            select.setObject(1, stream.tenantId());
            select.setObject(2, stream.storeId());
            select.setLong(3, from);
            select.setInt(4, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next() && row.getLong(1) == from + count) {
                    byte[] leaf = row.getBytes(2);
                    requireHash(leaf, from + count);
                    System.arraycopy(leaf, 0, hashes, count * Hash.LENGTH, Hash.LENGTH);
                    allSigned &= row.getInt(3) != 0;
                    count++;
                }
            }
        }
        return new LeafPage(count, count == limit ? hashes : Arrays.copyOf(hashes, count * Hash.LENGTH), allSigned);
    }

    /** A shorter one would shift all behind it: the array has no other marks than multiples of 32. */
    private static void requireHash(byte[] leaf, long sequenceNumber) {
        if (leaf.length != Hash.LENGTH) {
            throw new StoreFailedException(
                    "the store is damaged: the leaf of event " + sequenceNumber + " has " + leaf.length + " bytes",
                    null);
        }
    }
}
