package com.stateset.sequencer.postgres.commit;

import com.stateset.sequencer.anchor.ChainAnchor;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.merkle.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** A commitment's anchor, as it is read. */
record AnchorRow(UUID batchId, ChainAnchor anchor) {

    /** What does not fit its type is damage, and reported with the commitment. */
    static final class Mapper implements RowMapper<AnchorRow> {

        @Override
        public AnchorRow map(ResultSet row, StatementContext context) throws SQLException {
            UUID batchId = row.getObject("batch_id", UUID.class);
            try {
                return new AnchorRow(
                        batchId,
                        new ChainAnchor(
                                row.getLong("chain_id"),
                                Hash.of(row.getBytes("chain_tx_hash")),
                                row.getObject("chain_block_number", Long.class),
                                row.getObject("chain_gas_used", Long.class)));
            } catch (IllegalArgumentException e) {
                throw new StoreFailedException(
                        "the stored anchor of commitment " + batchId + " is damaged: " + e.getMessage(), e);
            }
        }
    }
}
