package com.stateset.sequencer.postgres.commit;

import com.stateset.sequencer.spi.StoredCommitment;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The statements of {@link CommitmentAnchors}. */
interface AnchorQueries {

    /** By the index of what has no anchor, which has the same condition. */
    @SqlQuery(CommitmentQueries.SELECT + """
                    where c.chain_tx_hash is null and c.prev_state_root is not null and c.new_state_root is not null
                    order by c.committed_at, c.stream_id, c.sequence_start limit :limit
                    """)
    List<StoredCommitment> pending(int limit);

    /** 1 if it has been noted: of two that come at once, the second waits for the first and then finds its anchor. */
    @SqlUpdate("""
            update sequencer.commitments
            set chain_id = :chainId, chain_tx_hash = :transaction, chain_block_number = :block, chain_gas_used = :gas,
                anchored_at = clock_timestamp()
            where batch_id = :batchId and chain_tx_hash is null
            """)
    int anchor(UUID batchId, long chainId, byte[] transaction, @Nullable Long block, @Nullable Long gas);

    @SqlQuery("""
            select batch_id, chain_id, chain_tx_hash, chain_block_number, chain_gas_used
            from sequencer.commitments where batch_id in (<ids>) and chain_tx_hash is not null
            """)
    List<AnchorRow> find(@BindList Collection<UUID> ids);
}
