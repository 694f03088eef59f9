package com.stateset.sequencer.verify;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks that commitments, taken from the oldest to the newest, are one unbroken chain.
 *
 * <p>Each commitment goes through two doors. Before its events are read, its range must begin right behind the last one: a gap or an
 * overlap is damage, whatever the events say. After its events have been recomputed, it must follow from the one before: the state root
 * is a hash of the one before, the Merkle root and the range, and the signature is over the state root. One signature so vouches for all
 * of the stream up to its commitment.
 *
 * <p>The sequencer's keys are read once, when the first signature needs them. For one thread.
 */
final class ChainCheck {

    private final HistorySource source;
    private final SignatureVerifier verifier;
    private @Nullable SortedMap<Integer, Ed25519PublicKey> sequencerKeys;
    private @Nullable Commitment last;
    private long length;

    ChainCheck(HistorySource source, SignatureVerifier verifier) {
        this.source = source;
        this.verifier = verifier;
    }

    /** The last sequence number of the chain. */
    long committed() {
        return last == null ? 0 : last.sequenceEnd();
    }

    /** How many commitments it has. */
    long length() {
        return length;
    }

    /** Returns if a commitment covers a possible range, right behind the one before. */
    void requireRange(StoredCommitment commitment) throws DamageException {
        long start = commitment.sequenceStart();
        long end = commitment.sequenceEnd();
        if (!commitment.stream().equals(source.stream())) {
            throw DamageException.ofCommitment(commitment, "it is of the stream " + commitment.stream());
        }
        if (start < 1 || end < start || end - start >= Commitment.MAX_LEAVES) {
            throw DamageException.ofCommitment(commitment, "no commitment can cover this range");
        }
        if (start <= committed()) {
            throw DamageException.ofCommitment(
                    commitment, "it overlaps the one before it, which ends at " + committed());
        }
        if (start > committed() + 1) {
            throw DamageException.of("the commitment of " + (committed() + 1) + " and the events behind it is missing:"
                    + " the chain goes on with " + DamageException.range(commitment));
        }
    }

    /** Takes a commitment whose events have been recomputed and give its root. */
    void add(StoredCommitment stored, RecomputedTree recomputed) throws DamageException {
        if (stored.vesVersion() != (recomputed.allSigned() ? 1 : 0)) {
            throw DamageException.ofCommitment(
                    stored,
                    "its ves_version is " + stored.vesVersion() + ", but "
                            + (recomputed.allSigned() ? "all its events are signed" : "not all its events are signed"));
        }
        if (stored.prevStateRoot() == null || stored.newStateRoot() == null) {
            throw DamageException.ofCommitment(stored, "it has no state root, which can be filled in");
        }
        Commitment commitment = stored.complete();
        requireLink(stored, commitment);
        String signatureProblem = CommitmentSignatures.problem(stored, commitment.newStateRoot(), keys(), verifier);
        if (signatureProblem != null) {
            throw DamageException.ofCommitment(stored, signatureProblem);
        }
        last = commitment;
        length++;
    }

    private void requireLink(StoredCommitment stored, Commitment commitment) throws DamageException {
        try {
            if (last == null) {
                commitment.verify();
            } else {
                commitment.verifyAfter(last);
            }
        } catch (VerificationException e) {
            throw DamageException.ofCommitment(stored, String.valueOf(e.getMessage()));
        }
    }

    private SortedMap<Integer, Ed25519PublicKey> keys() throws DamageException {
        if (sequencerKeys == null) {
            try {
                sequencerKeys = source.sequencerKeys();
            } catch (StoreFailedException e) {
                throw DamageException.of("the keys of the sequencer: " + e.getMessage());
            }
        }
        return sequencerKeys;
    }
}
