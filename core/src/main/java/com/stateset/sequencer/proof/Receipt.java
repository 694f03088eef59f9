package com.stateset.sequencer.proof;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sequencer's word for the place of an event. Deterministic: the same event always has the same receipt.
 *
 * @param sequencerId who gives it
 * @param eventId the event
 * @param sequenceNumber its place
 * @param sequencedAt when it took that place; not covered by the signature
 * @param receiptHash binds stream, event, content and place
 * @param sequencerKeyVersion which of the sequencer's keys signs; 0 for none
 * @param signature Ed25519 over the receipt hash; null where no key signs
 */
public record Receipt(
        UUID sequencerId,
        UUID eventId,
        long sequenceNumber,
        Instant sequencedAt,
        Hash receiptHash,
        int sequencerKeyVersion,
        @Nullable Ed25519Signature signature) {

    public Receipt {
        Objects.requireNonNull(sequencerId, "sequencerId");
        Objects.requireNonNull(eventId, "eventId");
        Objects.requireNonNull(sequencedAt, "sequencedAt");
        Objects.requireNonNull(receiptHash, "receiptHash");
    }

    /**
     * Returns if the sequencer's key has signed this receipt.
     *
     * @throws VerificationException if it has not
     */
    public void verifySignature(Ed25519PublicKey sequencerKey) {
        verifySignature(sequencerKey, SignatureVerifier.standard());
    }

    /** The same, decided by {@code verifier}. */
    public void verifySignature(Ed25519PublicKey sequencerKey, SignatureVerifier verifier) {
        if (signature == null) {
            throw new VerificationException("the receipt of event " + sequenceNumber + " is not signed");
        }
        if (!verifier.verify(sequencerKey, receiptHash, signature)) {
            throw new VerificationException(
                    "the receipt of event " + sequenceNumber + " is not signed by the sequencer's key " + sequencerKey);
        }
    }

    /**
     * Returns if this receipt is about this very event at this very place.
     *
     * @throws VerificationException if it is not
     */
    public void verifyContent(SequencedEvent event) {
        Hash expected = VesHashes.receipt(
                event.event().stream(),
                event.event().eventId(),
                event.sequenceNumber(),
                VesHashes.signing(event.event()));
        if (!expected.equals(receiptHash)) {
            throw new VerificationException("the receipt is not that of event " + event.sequenceNumber());
        }
    }
}
