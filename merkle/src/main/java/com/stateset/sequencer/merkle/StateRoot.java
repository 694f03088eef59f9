package com.stateset.sequencer.merkle;

import java.util.UUID;

/**
 * The hashes that tie the commitments of a stream into one chain (PROTOCOL section 3), as pure functions; thread-safe.
 * {@link ChainLink} checks with them what someone else computed.
 */
public final class StateRoot {

    private StateRoot() {}

    /** {@code stream_id}: names the stream of a store of a tenant. */
    public static Hash streamId(UUID tenantId, UUID storeId) {
        return new DomainHasher()
                .begin(Domain.STREAM)
                .uuid(tenantId)
                .uuid(storeId)
                .finish();
    }

    /**
     * {@code state_root} after the commitment of the events {@code sequenceStart} to {@code sequenceEnd}, both included.
     *
     * @param prevStateRoot the state root before it; {@link Hash#ZERO} before the first
     * @throws IllegalArgumentException if the range does not start at 1 or later, or does not hold 1 to
     *     {@link MerkleTree#MAX_LEAVES} events
     */
    public static Hash of(Hash streamId, Hash prevStateRoot, Hash merkleRoot, long sequenceStart, long sequenceEnd) {
        int leafCount = requireRange(sequenceStart, sequenceEnd);
        return new DomainHasher()
                .begin(Domain.STATE_ROOT)
                .hash(streamId)
                .hash(prevStateRoot)
                .hash(merkleRoot)
                .u64(sequenceStart)
                .u64(sequenceEnd)
                .u32(leafCount)
                .finish();
    }

    /** Returns the number of events in a range that a commitment can cover. */
    static int requireRange(long sequenceStart, long sequenceEnd) {
        if (sequenceStart < 1 || sequenceEnd < sequenceStart || sequenceEnd - sequenceStart >= MerkleTree.MAX_LEAVES) {
            throw new IllegalArgumentException("a commitment covers 1 to " + MerkleTree.MAX_LEAVES
                    + " events from sequence number 1 on, not " + sequenceStart + ".." + sequenceEnd);
        }
        return (int) (sequenceEnd - sequenceStart + 1);
    }
}
