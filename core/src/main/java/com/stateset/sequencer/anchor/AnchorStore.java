package com.stateset.sequencer.anchor;

import com.stateset.sequencer.spi.StoredCommitment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Keeps which commitments are anchored on a chain, and by which transaction. Thread-safe. Throws what {@code EventStore} throws.
 *
 * <p>A commitment is anchored once: an anchor that is there is never replaced, whichever process comes second. So two anchorers that
 * work side by side waste a transaction at most, and what was told to one of them stays true.
 */
public interface AnchorStore {

    /**
     * Returns commitments of all streams that have no anchor, the oldest first. Those whose state roots are missing are not among them:
     * they cannot be anchored before the roots are filled in.
     *
     * @param limit the most to return, 1 or more
     */
    List<StoredCommitment> pending(int limit);

    /**
     * Notes an anchor, durably.
     *
     * @return false, and nothing is stored, if the commitment is not there, or has an anchor already
     */
    boolean anchor(UUID batchId, ChainAnchor anchor);

    /** Returns the anchors of some commitments, by their ids; of those that have one. */
    Map<UUID, ChainAnchor> find(Collection<UUID> batchIds);
}
