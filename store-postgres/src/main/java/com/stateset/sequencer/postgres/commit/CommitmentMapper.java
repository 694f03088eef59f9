package com.stateset.sequencer.postgres.commit;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.rows.Columns;
import com.stateset.sequencer.postgres.streams.StreamIdMapper;
import com.stateset.sequencer.spi.StoredCommitment;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Reads a commitment from a row of {@code commitments} and the ids of its stream. State roots and the signature
 * may be missing; everything else that does not fit its type is damage, which is reported with the stream and
 * the start of the range.
 */
final class CommitmentMapper implements RowMapper<StoredCommitment> {

    @Override
    public StoredCommitment map(ResultSet row, StatementContext context) throws SQLException {
        return of(row);
    }

    /** The same without Jdbi. */
    static StoredCommitment of(ResultSet row) throws SQLException {
        StreamId stream = StreamIdMapper.of(row);
        byte[] signature = row.getBytes("signature");
        try {
            return new StoredCommitment(
                    Columns.uuid(row, "batch_id"),
                    stream,
                    row.getInt("ves_version"),
                    row.getLong("sequence_start"),
                    row.getLong("sequence_end"),
                    Hash.of(row.getBytes("merkle_root")),
                    Columns.hashOrNull(row, "prev_state_root"),
                    Columns.hashOrNull(row, "new_state_root"),
                    Columns.instant(row, "committed_at"),
                    row.getInt("sequencer_key_version"),
                    signature == null ? null : Ed25519Signature.of(signature));
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException(
                    "the commitment from " + row.getLong("sequence_start") + " on of " + stream + " is damaged: "
                            + e.getMessage(),
                    e);
        }
    }
}
