package com.stateset.sequencer.verify;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.NotCommittedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.merkle.MerkleTree;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the first event of a range that is not the one that was committed to, by proofs: a proof that leads to the root is
 * believed, and its sibling hashes tell in which part of the tree ours is another. Asks for no more proofs than the tree is
 * high. Reads the range again and holds its leaves, but only once something is known to be wrong.
 *
 * <p>How: the proof of the first event leads from its leaf to the root by sibling hashes, each the root of a whole subtree as it was
 * committed to. Ours has the same subtrees; the lowest one on the right that differs holds the next suspect, whose proof is asked for
 * next. Every step goes right, and into a subtree that is known to differ, so that at most as many proofs are asked for as the tree has
 * levels, and every event to the left of the one found is the one committed to.
 */
final class FirstDifference {

    private final HistorySource source;
    private final SignatureVerifier verifier;
    private final StoredCommitment commitment;
    private final List<Hash> leaves = new ArrayList<>();

    FirstDifference(HistorySource source, SignatureVerifier verifier, StoredCommitment commitment) {
        this.source = source;
        this.verifier = verifier;
        this.commitment = commitment;
    }

    /** Throws what it finds; returns if the source's proofs do not lead to the root, or not to a difference. */
    void find() throws DamageException {
        MerkleTree ours = MerkleTree.of(readLeaves());
        try {
            Commitment complete = commitment.complete();
            for (long index = 0; index >= 0 && index < leaves.size(); ) {
                InclusionProof own = ours.proof(index);
                EventProof theirs = source.proof(complete.sequenceStart() + index);
                theirs.verify(complete);
                requireLeaf(theirs, index);
                index = nextSuspect(own, theirs.path(), index);
            }
        } catch (StoreFailedException | NotCommittedException | VerificationException e) {
            // There is nothing to compare with: what is known is that the root does not fit.
        }
    }

    private List<Hash> readLeaves() throws DamageException {
        EventCursor events = new EventCursor(source, verifier);
        for (long number = commitment.sequenceStart(); number <= commitment.sequenceEnd(); number++) {
            leaves.add(events.take(number).leaf());
        }
        return leaves;
    }

    private void requireLeaf(EventProof theirs, long index) throws DamageException {
        if (theirs.path().leafIndex() != index) {
            throw new VerificationException("the proof is of another event than was asked for");
        }
        if (!theirs.leafHash().equals(leaves.get((int) index))) {
            throw DamageException.ofEvent(theirs.sequenceNumber(), "it is not the event that was committed to");
        }
    }

    /** The first leaf of the lowest subtree on the right that is another than ours; -1 if there is none. */
    private static long nextSuspect(InclusionProof own, InclusionProof theirs, long index) {
        for (int height = 0; height < own.path().size(); height++) {
            boolean onTheRight = (index >>> height & 1) == 0;
            if (onTheRight && !own.path().get(height).equals(theirs.path().get(height))) {
                return ((index >>> height) + 1) << height;
            }
        }
        return -1;
    }
}
