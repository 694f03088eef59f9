package com.stateset.sequencer.postgres.commit;

import static java.util.stream.Collectors.toMap;

import com.stateset.sequencer.anchor.AnchorStore;
import com.stateset.sequencer.anchor.ChainAnchor;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The anchors of commitments, as columns of their rows. Stateless and thread-safe; one statement each.
 *
 * <p><b>What can race.</b> Several processes may anchor the same commitment at once, each with a transaction of its own on the chain. The
 * first to be noted stays: the update asks for a row without an anchor, and the second, which waits for the first at the row, finds that it
 * came too late. Both transactions say the same on the chain, so whichever stays is true.
 */
public final class CommitmentAnchors implements AnchorStore {

    private final Database database;

    public CommitmentAnchors(Database database) {
        this.database = database;
        database.register(new CommitmentMapper(), new AnchorRow.Mapper());
    }

    @Override
    public List<StoredCommitment> pending(int limit) {
        return database.read(handle -> handle.attach(AnchorQueries.class).pending(limit));
    }

    @Override
    public boolean anchor(UUID batchId, ChainAnchor anchor) {
        return database.write(handle -> handle.attach(AnchorQueries.class)
                        .anchor(
                                batchId,
                                anchor.chainId(),
                                anchor.transaction().toByteArray(),
                                anchor.blockNumber(),
                                anchor.gasUsed())
                == 1);
    }

    @Override
    public Map<UUID, ChainAnchor> find(Collection<UUID> batchIds) {
        if (batchIds.isEmpty()) {
            return Map.of();
        }
        return database.read(handle -> handle.attach(AnchorQueries.class).find(batchIds)).stream()
                .collect(toMap(AnchorRow::batchId, AnchorRow::anchor));
    }
}
