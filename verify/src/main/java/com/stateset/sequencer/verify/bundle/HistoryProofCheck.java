package com.stateset.sequencer.verify.bundle;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.tlog.VerifierKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Checks that an event is in the history of a stream (PROTOCOL section 6), by a tlog-proof that names neither the event nor the key:
 * the caller brings the leaf, recomputed from the event, and the keys. Thread-safe.
 *
 * <p>The log's name, which is the sequencer's to choose, is taken from the checkpoint; the signature covers it. That it is the log of a
 * given stream shows in its end, the hash of the stream's id.
 */
public final class HistoryProofCheck {

    private HistoryProofCheck() {}

    /**
     * What was proved.
     *
     * @param checkpoint the checkpoint that holds the event
     * @param key the key that has signed it
     */
    public record Proved(SignedCheckpoint checkpoint, Ed25519PublicKey key) {}

    /** Returns the origin of the log that a proof is of, which nothing has verified yet. */
    public static String origin(TlogProof proof) {
        return proof.checkpoint().firstLine();
    }

    /**
     * Checks the proof of an event, at its place, in the log of its stream under any name.
     *
     * @param keys any of these may have signed
     * @throws VerificationException with the reason if it does not hold
     */
    public static Proved check(TlogProof proof, SequencedEvent sequenced, Collection<Ed25519PublicKey> keys) {
        Event event = sequenced.event();
        StreamId stream = event.stream();
        String origin = origin(proof);
        if (!origin.endsWith("/" + VesHashes.stream(stream).toHex())) {
            throw new VerificationException("the history proof is of another stream's log: " + origin);
        }
        if (proof.index() != sequenced.sequenceNumber() - 1) {
            throw new VerificationException("the history proof is of event " + (proof.index() + 1));
        }
        Hash leaf = VesHashes.leaf(
                stream,
                sequenced.sequenceNumber(),
                VesHashes.signing(event),
                event.authorship().signature());
        return check(proof, leaf, origin, keys);
    }

    /**
     * Checks a proof.
     *
     * @param leaf the event's leaf, recomputed
     * @param origin the log that the reader means
     * @param keys any of these may have signed
     * @throws VerificationException with the reason if it does not hold
     */
    public static Proved check(TlogProof proof, Hash leaf, String origin, Collection<Ed25519PublicKey> keys) {
        try {
            for (Ed25519PublicKey key : keys) {
                Optional<SignedCheckpoint> checkpoint = check(proof, leaf, origin, key);
                if (checkpoint.isPresent()) {
                    return new Proved(checkpoint.get(), key);
                }
            }
        } catch (LogVerificationException e) {
            throw new VerificationException("the history proof does not hold: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new VerificationException("the history proof is of a log without a proper name: " + origin);
        }
        throw new VerificationException("the checkpoint in the history proof is not signed with a key that counts");
    }

    private static Optional<SignedCheckpoint> check(TlogProof proof, Hash leaf, String origin, Ed25519PublicKey key) {
        try {
            CheckpointReader reader = new CheckpointReader(
                    SignatureVerifier.ofNotes(), List.of(VerifierKey.ofLog(origin, key.toByteArray())));
            return Optional.of(proof.verify(LogHashes.record(leaf), origin, reader));
        } catch (LogVerificationException e) {
            if (e.reason() == LogVerificationException.Reason.NO_KNOWN_SIGNATURE) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
