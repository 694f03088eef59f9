package com.stateset.sequencer;

import com.stateset.sequencer.ClaimedHashes.RefusedException;
import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.event.EncryptedPayload;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.InvalidJsonException;
import org.jspecify.annotations.Nullable;

/**
 * An event's payload, plain or encrypted end to end: of a shape and a size that the log takes (PROTOCOL sections 2 and 7).
 *
 * @param content what is to be stored
 * @param ciphertext what {@code content} stands for, if it is encrypted
 */
record SentPayload(Payload.Content content, @Nullable Ciphertext ciphertext) {

    /** Checks what was sent. Its hashes are not looked at. */
    static SentPayload of(NewEvent sent, int maxBytes) throws RefusedException {
        EncryptedPayload encrypted = sent.encryptedPayload();
        SignatureClaim claim = sent.signature();
        if (claim == null || claim.payloadKind() == PayloadHashes.PLAIN_KIND) {
            if (encrypted != null) {
                throw invalid("payload_encrypted must be absent: the payload is plain");
            }
            return new SentPayload(Payload.clear(canonical(sent, maxBytes)), null);
        }
        if (!sent.isPayloadNull()) {
            throw invalid("payload must be absent or null: the payload is encrypted");
        }
        if (encrypted == null) {
            throw invalid("payload_encrypted is missing");
        }
        Ciphertext ciphertext;
        try {
            ciphertext = Ciphertext.of(encrypted);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        CanonicalJson json = ciphertext.json();
        requireSize("payload_encrypted", json.length(), "bytes", encryptedBytes(maxBytes));
        return new SentPayload(new Payload.EndToEnd(json), ciphertext);
    }

    /** Base64 makes it longer than what it stands for. */
    private static int encryptedBytes(int maxBytes) {
        return (int) Math.min(Integer.MAX_VALUE, maxBytes * 14L / 10);
    }

    /** Both forms are limited: a short text can have a long canonical one ({@code 1e20}), and that is what all readers get. */
    private static CanonicalJson canonical(NewEvent sent, int maxBytes) throws RefusedException {
        requireSize("payload", sent.payloadLength(), "bytes", maxBytes);
        try {
            CanonicalJson payload = sent.canonicalPayload();
            requireSize("payload", payload.length(), "bytes as canonical JSON", maxBytes);
            return payload;
        } catch (InvalidJsonException e) {
            throw invalid("payload " + e.getMessage());
        }
    }

    private static void requireSize(String member, int length, String unit, int most) throws RefusedException {
        if (length > most) {
            throw invalid(member + " has " + length + " " + unit + "; at most " + most + " are allowed");
        }
    }

    private static RefusedException invalid(String problem) {
        return new RefusedException(new Rejection.SchemaValidation(problem));
    }

    /** The hashes to be stored: of a plain payload its own, of an encrypted one those that its author has sent. */
    PayloadHashes hashes(ClaimedHashes claimed) throws RefusedException {
        return ciphertext == null ? PayloadHashes.of(content.json()) : claimed.ofEncrypted();
    }

    /** The hashes as they must be, in the event that has the payload and {@link #hashes(ClaimedHashes)}. */
    PayloadHashes hashes(Event event) {
        PayloadHashes stored = event.payloadHashes();
        return ciphertext == null ? stored : PayloadHashes.encrypted(stored.plainHash(), ciphertext.hash(event));
    }
}
