package com.stateset.sequencer.verify;

import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Fills in state roots that are missing, by recomputing a stream's chain from the stored Merkle roots. What is there is never
 * rewritten: a state root that is another than the recomputed one ends the work, for to mend it would be to launder it. For the
 * same reason a missing one waits for the next that is there, or for a signature, and is filled in only if these agree.
 *
 * <p>What that protects from: somebody removes the state roots of a few commitments, alters a Merkle root among them, and has this fill
 * in what follows. The next state root that is there, and every signature, is over the old roots, so that the recomputed chain does not
 * arrive at it, and nothing in between is written. Only at the end of a chain, where neither follows, are roots filled in on the Merkle
 * roots' word alone; an audit recomputes those from the events.
 *
 * <p>Each state root is written by itself and is durable when it is written; a run that is broken off is continued by the next one. For
 * one thread, while no other process backfills the same stream.
 */
@CheckReturnValue
public final class StateRootBackfill {

    private final CommitmentStore store;
    private final Hash streamId;
    private final SignatureVerifier verifier;
    private final boolean dryRun;
    private final Map<Integer, Ed25519PublicKey> sequencerKeys;
    private final List<Missing> waiting = new ArrayList<>();
    private Hash stateRoot = Hash.ZERO;
    private long committed;
    private long taken;
    private long filled;

    private StateRootBackfill(EventStore store, StreamId stream, SignatureVerifier verifier, boolean dryRun) {
        this.store = store.commitments();
        this.streamId = StateRoot.streamId(stream.tenantId(), stream.storeId());
        this.verifier = verifier;
        this.dryRun = dryRun;
        this.sequencerKeys = store.identity().keys();
    }

    /**
     * Fills in what is missing in one stream; or only says what would be filled in, if {@code dryRun}.
     *
     * @throws IllegalArgumentException if the verifier fails its {@linkplain SignatureVerifier#selfTest self-test}
     */
    public static BackfillReport run(EventStore store, StreamId stream, SignatureVerifier verifier, boolean dryRun) {
        verifier.selfTest();
        StateRootBackfill backfill = new StateRootBackfill(store, stream, verifier, dryRun);
        try {
            backfill.run(new CommitmentCursor(new StoredHistory(store, stream)));
            return backfill.report(Optional.empty());
        } catch (DamageException e) {
            return backfill.report(Optional.of(e.verdict().what()));
        }
    }

    private void run(CommitmentCursor commitments) throws DamageException {
        StoredCommitment commitment = commitments.next();
        while (commitment != null) {
            take(commitment);
            commitment = commitments.next();
        }
        fillWaiting();
    }

    private void take(StoredCommitment commitment) throws DamageException {
        if (commitment.sequenceStart() != committed + 1) {
            throw DamageException.ofCommitment(
                    commitment, "it does not continue the chain, which ends at " + committed);
        }
        requireSame(commitment, "the state root before it", commitment.prevStateRoot(), stateRoot);
        if (commitment.prevStateRoot() != null) {
            fillWaiting();
        }
        Hash next = next(commitment);
        requireSame(commitment, "its state root", commitment.newStateRoot(), next);
        if (commitment.signature() != null) {
            String problem = CommitmentSignatures.problem(commitment, next, sequencerKeys, verifier);
            if (problem != null) {
                throw DamageException.ofCommitment(commitment, problem);
            }
        }
        if (commitment.prevStateRoot() == null || commitment.newStateRoot() == null) {
            waiting.add(new Missing(commitment.batchId(), stateRoot, next));
        }
        if (commitment.newStateRoot() != null || commitment.signature() != null) {
            fillWaiting();
        }
        stateRoot = next;
        committed = commitment.sequenceEnd();
        taken++;
    }

    private Hash next(StoredCommitment commitment) throws DamageException {
        try {
            return StateRoot.of(
                    streamId, stateRoot, commitment.merkleRoot(), commitment.sequenceStart(), commitment.sequenceEnd());
        } catch (IllegalArgumentException e) {
            throw DamageException.ofCommitment(commitment, "no commitment can cover this range");
        }
    }

    private static void requireSame(StoredCommitment commitment, String name, @Nullable Hash stored, Hash recomputed)
            throws DamageException {
        if (stored != null && !stored.equals(recomputed)) {
            throw DamageException.ofCommitment(commitment, name + " is " + stored + ", but should be " + recomputed);
        }
    }

    private void fillWaiting() throws DamageException {
        for (Missing missing : waiting) {
            try {
                if (!dryRun) {
                    store.fillStateRoots(missing.batchId, missing.before, missing.after);
                }
            } catch (StoreFailedException e) {
                throw DamageException.of("the commitment " + missing.batchId + ": " + e.getMessage());
            }
            filled++;
        }
        waiting.clear();
    }

    private BackfillReport report(Optional<String> problem) {
        return new BackfillReport(taken - waiting.size(), filled, problem);
    }

    /** A commitment that lacks a state root, and what its state roots should be. */
    private record Missing(UUID batchId, Hash before, Hash after) {}
}
