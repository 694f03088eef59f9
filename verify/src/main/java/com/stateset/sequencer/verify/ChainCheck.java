package com.stateset.sequencer.verify;

import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks that commitments, taken from the oldest to the newest, are one unbroken chain.
 *
 * <p>Each commitment goes through two doors. Before its events are read, its range must begin right behind the last one: a gap or an
 * overlap is damage, whatever the events say. After its events have been recomputed, it must follow from the one before: the state root
 * is a hash of the one before, the Merkle root and the range, and the signature is over the state root. One signature so vouches for all
 * of the stream up to its commitment.
 *
 * <p><b>Missing signatures.</b> A commitment names the version of the key that signs it; 0 means that the sequencer had no key. Both can
 * be removed together, so that is believed of the first commitments of a stream only: never behind a signed one, never of events whose
 * receipts a key signs, and, where the events do not tell, only if a later commitment is signed and so vouches for it.
 *
 * <p><b>Missing state roots</b> are damage too, unless the caller wants to fill them in ({@link StateRootBackfill}): then the chain goes
 * on with the recomputed ones. For one thread.
 */
final class ChainCheck {

    private final HistorySource source;
    private final SequencerTrust trust;
    private final @Nullable Consumer<Commitment> incomplete;
    private @Nullable Commitment last;
    private @Nullable StoredCommitment unsigned;
    private long unsignedCount;
    private long signedThrough;
    private long length;

    /**
     * Begins at the first commitment.
     *
     * @param incomplete takes each commitment that lacks a state root, with its recomputed ones; null if that counts as damage
     */
    ChainCheck(HistorySource source, SequencerTrust trust, @Nullable Consumer<Commitment> incomplete) {
        this.source = source;
        this.trust = trust;
        this.incomplete = incomplete;
    }

    /** The last sequence number of the chain. */
    long committed() {
        return last == null ? 0 : last.sequenceEnd();
    }

    /** The last sequence number that a signed commitment vouches for; 0 for none. */
    long signedThrough() {
        return signedThrough;
    }

    /** How many commitments are not signed themselves. */
    long unsigned() {
        return unsignedCount;
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
        Commitment commitment = complete(stored);
        requireLink(stored, commitment);
        requireSignature(stored, commitment.newStateRoot(), recomputed.receiptKey());
        if (incomplete != null && (stored.prevStateRoot() == null || stored.newStateRoot() == null)) {
            incomplete.accept(commitment);
        }
        last = commitment;
        length++;
    }

    /**
     * Ends the chain.
     *
     * @param checkpointed whether a signed checkpoint holds its events
     */
    void finish(boolean checkpointed) throws DamageException {
        boolean beforeTheFirstKey = checkpointed && source.tellsReceiptKeys() && !trust.isPinned();
        if (unsigned != null && signedThrough == 0 && trust.isSigning() && !beforeTheFirstKey) {
            throw DamageException.ofCommitment(
                    unsigned, "it is not signed, and no later one is, although the sequencer has a key");
        }
    }

    private Commitment complete(StoredCommitment stored) throws DamageException {
        if (stored.prevStateRoot() != null && stored.newStateRoot() != null) {
            return stored.complete();
        }
        if (incomplete == null) {
            throw DamageException.ofCommitment(stored, "it has no state root, which can be filled in");
        }
        Hash before = last == null ? Hash.ZERO : last.newStateRoot();
        Hash after = StateRoot.of(
                VesHashes.stream(stored.stream()),
                before,
                stored.merkleRoot(),
                stored.sequenceStart(),
                stored.sequenceEnd());
        return new StoredCommitment(
                        stored.batchId(),
                        stored.stream(),
                        stored.vesVersion(),
                        stored.sequenceStart(),
                        stored.sequenceEnd(),
                        stored.merkleRoot(),
                        stored.prevStateRoot() == null ? before : stored.prevStateRoot(),
                        stored.newStateRoot() == null ? after : stored.newStateRoot(),
                        stored.committedAt(),
                        stored.sequencerKeyVersion(),
                        stored.signature())
                .complete();
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

    private void requireSignature(StoredCommitment stored, Hash stateRoot, int receiptKey) throws DamageException {
        String problem = trust.problem(stored, stateRoot);
        if (problem == null && stored.signature() == null && trust.isSigning()) {
            if (receiptKey != 0) {
                problem = "it is not signed, although the sequencer's key " + receiptKey + " signs for its events";
            } else if (signedThrough > 0) {
                problem = "it is not signed, although the one before it is";
            }
        }
        if (problem != null) {
            throw DamageException.ofCommitment(stored, problem);
        }
        if (stored.signature() == null) {
            unsigned = unsigned == null ? stored : unsigned;
            unsignedCount++;
        } else {
            signedThrough = stored.sequenceEnd();
        }
    }
}
