package com.stateset.sequencer.sqlite.commit;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes commitments of rows that have {@link #COLUMNS}. State roots may be missing, in those of writers
 * that did not know of them; anything else that is missing or of the wrong length is damage, and is
 * reported with the range it is in.
 *
 * <p>Stateless and thread-safe. The root is not computed anew: an audit compares it with the events.
 */
final class SqliteCommitmentMapper implements RowMapper<StoredCommitment> {

    static final String COLUMNS = """
            tenant_id, store_id, batch_id, ves_version, sequence_start, sequence_end, \
            merkle_root, prev_state_root, new_state_root, committed_at, sequencer_key_version, signature""";

    @Override
    public StoredCommitment map(ResultSet row, StatementContext context) throws SQLException {
        try {
            byte[] signature = row.getBytes("signature");
            return new StoredCommitment(
                    BinaryForm.uuid(row.getBytes("batch_id")),
                    BinaryForm.streamId(row),
                    row.getInt("ves_version"),
                    row.getLong("sequence_start"),
                    row.getLong("sequence_end"),
                    Hash.of(row.getBytes("merkle_root")),
                    hash(row.getBytes("prev_state_root")),
                    hash(row.getBytes("new_state_root")),
                    BinaryForm.instant(row.getLong("committed_at")),
                    row.getInt("sequencer_key_version"),
                    signature == null ? null : Ed25519Signature.of(signature));
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException(
                    "the stored commitment of " + row.getLong("sequence_start") + ".." + row.getLong("sequence_end")
                            + " of stream " + BinaryForm.streamId(row) + " is damaged",
                    e);
        }
    }

    /** Null is a root that an older writer has left out, and not damage. */
    private static @Nullable Hash hash(byte @Nullable [] bytes) {
        return bytes == null ? null : Hash.of(bytes);
    }
}
