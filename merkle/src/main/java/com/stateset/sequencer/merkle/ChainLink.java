package com.stateset.sequencer.merkle;

import java.util.Objects;

/**
 * One commitment as a link of its stream's chain (PROTOCOL section 4), as someone claims it to be: {@link #verify} and
 * {@link #verifyAfter} judge the claim. Immutable; thread-safe.
 *
 * @param sequenceStart the first event's sequence number
 * @param sequenceEnd the last event's sequence number
 * @param merkleRoot the root over the leaves of these events
 * @param prevStateRoot the state root before them; {@link Hash#ZERO} before the first event
 * @param newStateRoot the state root after them
 */
public record ChainLink(long sequenceStart, long sequenceEnd, Hash merkleRoot, Hash prevStateRoot, Hash newStateRoot) {

    /**
     * Checks that the range is one that a commitment can cover.
     *
     * @throws IllegalArgumentException if it does not start at 1 or later, or does not hold 1 to
     *     {@link MerkleTree#MAX_LEAVES} events
     */
    public ChainLink {
        StateRoot.requireRange(sequenceStart, sequenceEnd);
        Objects.requireNonNull(merkleRoot, "merkleRoot");
        Objects.requireNonNull(prevStateRoot, "prevStateRoot");
        Objects.requireNonNull(newStateRoot, "newStateRoot");
    }

    /** Returns the number of events, 1 to {@link MerkleTree#MAX_LEAVES}. */
    public long leafCount() {
        return sequenceEnd - sequenceStart + 1;
    }

    /**
     * Returns without a value if this link is sound in itself: its new state root is that of its other values and the
     * stream, and it has {@link Hash#ZERO} before it if it is the first, and only then.
     *
     * @param streamId {@link StateRoot#streamId} of the stream
     * @throws BrokenChainException if it is not
     */
    public void verify(Hash streamId) {
        if ((sequenceStart == 1) != prevStateRoot.equals(Hash.ZERO)) {
            throw new BrokenChainException(
                    "a commitment from " + sequenceStart + " on cannot have the previous state root " + prevStateRoot);
        }
        Hash expected = StateRoot.of(streamId, prevStateRoot, merkleRoot, sequenceStart, sequenceEnd);
        if (!expected.equals(newStateRoot)) {
            throw new BrokenChainException("the state root after " + sequenceStart + ".." + sequenceEnd + " is "
                    + expected + ", not " + newStateRoot);
        }
    }

    /**
     * Returns without a value if this link is sound in itself and comes right after {@code previous}, without gap or
     * overlap. {@code previous} itself must have been verified before.
     *
     * @param streamId {@link StateRoot#streamId} of the stream
     * @throws BrokenChainException if it is not, or does not
     */
    public void verifyAfter(ChainLink previous, Hash streamId) {
        if (sequenceStart - 1 != previous.sequenceEnd) {
            throw new BrokenChainException(
                    "after a commitment up to " + previous.sequenceEnd + " the next cannot start at " + sequenceStart);
        }
        if (!prevStateRoot.equals(previous.newStateRoot)) {
            throw new BrokenChainException("the state root before " + sequenceStart + " is " + previous.newStateRoot
                    + ", not " + prevStateRoot);
        }
        verify(streamId);
    }
}
