package com.stateset.sequencer.sqlite.commit;

import com.stateset.sequencer.anchor.AnchorStore;
import com.stateset.sequencer.anchor.ChainAnchor;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The anchors of commitments, as columns of their rows. Stateless and thread-safe; one statement each.
 *
 * <p><b>What can race.</b> Several processes may anchor the same commitment at once, each with a transaction of its own on the
 * chain. The first to be noted stays: the update asks for a row without an anchor, and the second is told that it came too late.
 * Both transactions say the same on the chain, so whichever stays is true.
 *
 * <p>A commitment whose state roots an older writer has left out waits until they are filled in: an anchor is a statement about
 * them.
 */
public final class SqliteAnchors implements AnchorStore {

    private final SqliteDatabase database;

    public SqliteAnchors(SqliteDatabase database) {
        this.database = database;
    }

    /** By the index of what has no anchor, which has the same condition. */
    @Override
    public List<StoredCommitment> pending(int limit) {
        return database.read(
                handle -> handle.createQuery(String.format(Locale.ROOT, """
                        select %s
                        from commitments join stream_ids using (stream_id)
                        where chain_tx_hash is null and prev_state_root is not null and new_state_root is not null
                        order by committed_at, stream_id, sequence_start limit :limit
                        """, SqliteCommitmentMapper.COLUMNS))
                        .bind("limit", limit)
                        .map(new SqliteCommitmentMapper())
                        .list());
    }

    @Override
    public boolean anchor(UUID batchId, ChainAnchor anchor) {
        long now = database.now();
        return database.write(session -> session.handle()
                        .createUpdate("""
                                update commitments
                                set chain_id = :chainId, chain_tx_hash = :transaction, chain_block_number = :block,
                                    chain_gas_used = :gas, anchored_at = :now
                                where batch_id = :batch and chain_tx_hash is null
                                """)
                        .bind("chainId", anchor.chainId())
                        .bind("transaction", anchor.transaction().toByteArray())
                        .bind("block", anchor.blockNumber())
                        .bind("gas", anchor.gasUsed())
                        .bind("now", now)
                        .bind("batch", BinaryForm.bytes(batchId))
                        .execute()
                == 1);
    }

    @Override
    public Map<UUID, ChainAnchor> find(Collection<UUID> batchIds) {
        return database.read(handle -> find(handle, batchIds));
    }

    /** One look-up each, in one transaction: they cost a few microseconds here. */
    private static Map<UUID, ChainAnchor> find(Handle handle, Collection<UUID> batchIds) {
        Map<UUID, ChainAnchor> found = new HashMap<>();
        for (UUID batchId : batchIds) {
            handle.createQuery("""
                            select chain_id, chain_tx_hash, chain_block_number, chain_gas_used
                            from commitments where batch_id = :batch and chain_tx_hash is not null
                            """)
                    .bind("batch", BinaryForm.bytes(batchId))
                    .map((row, context) -> anchor(batchId, row))
                    .findOne()
                    .ifPresent(anchor -> found.put(batchId, anchor));
        }
        return found;
    }

    /** Block and gas may be unknown; zero would be a statement about them. */
    private static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static ChainAnchor anchor(UUID batchId, ResultSet row) throws SQLException {
        try {
            return new ChainAnchor(
                    row.getLong("chain_id"),
                    Hash.of(row.getBytes("chain_tx_hash")),
                    longOrNull(row, "chain_block_number"),
                    longOrNull(row, "chain_gas_used"));
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException(
                    "the stored anchor of commitment " + batchId + " is damaged: " + e.getMessage(), e);
        }
    }
}
