package com.stateset.sequencer.verify;

import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fills in state roots that are missing, in a chain that is found to be sound but for these. What is there is never rewritten.
 *
 * <p><b>Nothing damaged is made to look whole.</b> State roots follow from Merkle roots, so that anyone can compute those of an altered
 * chain, too; filling them in would lend it the looks of a sound one. So before anything is written, the whole stream is audited as
 * {@link StreamAudit} does it, from the payloads to the signed checkpoint, with the recomputed state roots in the place of the missing
 * ones: the next state root that is there, and every signature, is over these. If anything else is wrong, nothing of the stream is
 * touched.
 *
 * <p>A stream that lacks no state root is not walked: its commitments are counted, and the report says no more. One lack is enough for
 * an audit, which takes as long as {@code verify-stream}.
 *
 * <p>Each state root is written by itself and is durable when it is written; a run that is broken off is continued by the next one. For
 * one thread, while no other process backfills the same stream.
 */
@CheckReturnValue
public final class StateRootBackfill {

    private StateRootBackfill() {}

    /**
     * Fills in what is missing in one stream; or only says what would be filled in, if {@code dryRun}.
     *
     * @throws IllegalArgumentException if the verifier fails its {@linkplain SignatureVerifier#selfTest self-test}
     */
    public static BackfillReport run(EventStore store, StreamId stream, SignatureVerifier verifier, boolean dryRun) {
        verifier.selfTest();
        StoredHistory history = new StoredHistory(store, stream);
        long commitments = 0;
        try {
            boolean missing = false;
            CommitmentCursor cursor = new CommitmentCursor(history);
            for (StoredCommitment next = cursor.next(); next != null; next = cursor.next()) {
                missing |= next.prevStateRoot() == null || next.newStateRoot() == null;
                commitments++;
            }
            return missing
                    ? fill(store, history, verifier, dryRun)
                    : new BackfillReport(commitments, 0, Optional.empty());
        } catch (DamageException e) {
            return new BackfillReport(commitments, 0, Optional.of(e.verdict().what()));
        }
    }

    private static BackfillReport fill(
            EventStore store, StoredHistory history, SignatureVerifier verifier, boolean dryRun)
            throws DamageException {
        List<Commitment> incomplete = new ArrayList<>();
        Verdict verdict = StreamAudit.tolerating(history, verifier, incomplete::add);
        if (verdict instanceof Verdict.Damaged damaged) {
            return new BackfillReport(0, 0, Optional.of(damaged.what()));
        }
        for (Commitment commitment : incomplete) {
            try {
                if (!dryRun) {
                    store.commitments()
                            .fillStateRoots(
                                    commitment.batchId(), commitment.prevStateRoot(), commitment.newStateRoot());
                }
            } catch (StoreFailedException e) {
                throw DamageException.of("the commitment " + commitment.batchId() + ": " + e.getMessage());
            }
        }
        long commitments = verdict instanceof Verdict.Sound sound ? sound.commitments() : 0;
        return new BackfillReport(commitments, incomplete.size(), Optional.empty());
    }
}
