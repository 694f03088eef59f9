package com.stateset.sequencer.verify;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks one event by itself: payload against its hashes, signature against the agent's key, content and place against the
 * stored leaf. Thread-safe.
 *
 * <p>The order of the checks decides the words of the verdict, and goes from what one altered column would break to what several would.
 * A payload that does not have its hashes was altered alone. A signature that does not fit a leaf that does fit was altered together with
 * the leaf, or made with another key. A leaf that does not fit means that some field that it covers was altered, or the place.
 *
 * <p>Of a payload encrypted end to end the hash of the ciphertext is compared; that of the payload only a recipient can compute.
 *
 * <p>An erased payload cannot be checked against its hashes; the hashes themselves are covered by the signing hash and the leaf, so that
 * erasing changes nothing that was committed to.
 */
final class EventCheck {

    private final StreamId stream;
    private final KnownKeys keys;
    private final SignatureVerifier signatures;

    EventCheck(StreamId stream, KnownKeys keys, SignatureVerifier signatures) {
        this.stream = stream;
        this.keys = keys;
        this.signatures = signatures;
    }

    /** Computes an event's leaf anew, and says what is wrong with the event. */
    CheckedEvent check(SequencedEvent sequenced) {
        Event event = sequenced.event();
        Hash signingHash = VesHashes.signing(event);
        Hash leaf = VesHashes.leaf(
                stream,
                sequenced.sequenceNumber(),
                signingHash,
                event.authorship().signature());
        boolean isLeaf = leaf.equals(sequenced.leafHash());
        String problem = payloadProblem(event);
        if (problem == null) {
            problem = signatureProblem(event, signingHash, isLeaf);
        }
        if (problem == null && !isLeaf) {
            problem = event.authorship() instanceof Authorship.Signed
                    ? "its stored leaf hash is not that of its content at this place"
                    : "its content at this place is not what its stored leaf hash was made of";
        }
        return new CheckedEvent(sequenced, signingHash, leaf, problem);
    }

    private static @Nullable String payloadProblem(Event event) {
        PayloadHashes stored = event.payloadHashes();
        if (event.payload() instanceof Payload.EndToEnd && !Ciphertext.isIntact(event)) {
            return "its hashes are not those of its encrypted payload";
        }
        if (!(event.payload() instanceof Payload.Clear clear)) {
            return null;
        }
        PayloadHashes actual = PayloadHashes.of(clear.json());
        boolean plain = actual.plainHash().equals(stored.plainHash());
        boolean bare = actual.payloadHash().equals(stored.payloadHash());
        if (!plain && !bare) {
            return "its payload is not the one that was hashed";
        }
        if (!plain) {
            return "its payload_plain_hash is not that of its payload";
        }
        return bare ? null : "its payload_hash is not that of its payload";
    }

    private @Nullable String signatureProblem(Event event, Hash signingHash, boolean isLeaf) {
        if (!(event.authorship() instanceof Authorship.Signed signed)) {
            return null;
        }
        Optional<Ed25519PublicKey> key = keys.find(event.sourceAgent(), signed.agentKeyId());
        if (key.isEmpty()) {
            return "it is signed with key " + signed.agentKeyId() + " of agent " + event.sourceAgent()
                    + ", which is not registered";
        }
        if (signatures.verify(key.get(), signingHash, signed.signature())) {
            return null;
        }
        return isLeaf
                ? "its signature is not that of its agent's key " + signed.agentKeyId()
                : "its content or its signature is not what the agent signed";
    }
}
