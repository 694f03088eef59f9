package com.stateset.sequencer.history;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.LogCheckpoint;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of a sequencer's logs, the key that signs their checkpoints, and all keys that ever did: those that the store knows
 * the sequencer by, so that what was signed before a change of key still counts. Signs whatever it is given; that a head may
 * be signed must be known before. Thread-safe.
 */
final class LogKeys {

    private final LogName name;
    private final @Nullable SigningKey current;
    private final EventStore store;
    private volatile List<Ed25519PublicKey> known;

    LogKeys(LogName name, @Nullable SigningKey current, EventStore store) {
        this.name = name;
        this.current = current;
        this.store = store;
        this.known = List.copyOf(store.identity().keys().values());
    }

    String origin(StreamId stream) {
        return name.origin(StateRoot.streamId(stream.tenantId(), stream.storeId()));
    }

    String headsOrigin() {
        return name.headsOrigin();
    }

    /** Whether anything is signed now. */
    boolean canSign() {
        return current != null;
    }

    /** Whether anything may ever have been signed. */
    boolean haveSigned() {
        return !known.isEmpty();
    }

    /**
     * Signs a head.
     *
     * @throws IllegalStateException if there is no key
     */
    SignedCheckpoint sign(String origin, TreeHead head) {
        SigningKey key = current;
        if (key == null) {
            throw new IllegalStateException("the sequencer has no key to sign with");
        }
        return SignedCheckpoint.sign(
                new LogCheckpoint(origin, head),
                VerifierKey.ofLog(origin, key.publicKey().toByteArray()),
                message -> key.signText(message).toByteArray());
    }

    /**
     * Reads a checkpoint that a key of this sequencer has signed, an earlier one perhaps.
     *
     * @throws LogVerificationException if it is not that
     */
    SignedCheckpoint read(SignedNote note, String origin) {
        try {
            return reader(origin).read(note, origin);
        } catch (LogVerificationException e) {
            if (e.reason() != Reason.NO_KNOWN_SIGNATURE) {
                throw e;
            }
            // Another process may have brought a new key since.
            known = List.copyOf(store.identity().keys().values());
            return reader(origin).read(note, origin);
        }
    }

    private CheckpointReader reader(String origin) {
        return new CheckpointReader(
                (key, message, signature) ->
                        SignatureVerifier.verifyText(Ed25519PublicKey.of(key), message, Ed25519Signature.of(signature)),
                known.stream()
                        .map(key -> VerifierKey.ofLog(origin, key.toByteArray()))
                        .toList());
    }
}
