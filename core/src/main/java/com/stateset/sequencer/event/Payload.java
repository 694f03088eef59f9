package com.stateset.sequencer.event;

import com.stateset.sequencer.json.CanonicalJson;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a log keeps of an event's payload. Its hashes stand beside it and never change, whatever becomes of the payload.
 *
 * <pre>
 *   Payload ─┬─ Content ─┬─ Clear      the payload
 *            │           └─ EndToEnd   what its author made of it for the recipients: the log never reads it
 *            ├─ Encrypted              either of these, encrypted by the operator of the log
 *            └─ Erased                 gone
 * </pre>
 */
public sealed interface Payload {

    /** Returns a readable payload. */
    static Clear clear(CanonicalJson json) {
        return new Clear(json);
    }

    /** Returns what the author sent: the payload itself, or, as its hashes have it, the payload encrypted end to end. */
    static Content content(PayloadHashes hashes, CanonicalJson json) {
        return hashes.isEncrypted() ? new EndToEnd(json) : new Clear(json);
    }

    /** What the author sent, as it is; a canonical JSON text in each case. */
    sealed interface Content extends Payload {

        /** The text that is stored. */
        CanonicalJson json();
    }

    /** The payload itself, as canonical JSON. */
    record Clear(CanonicalJson json) implements Content {

        public Clear {
            Objects.requireNonNull(json, "json");
        }
    }

    /**
     * The payload encrypted by its author for recipients of the author's choice (PROTOCOL section 7). Only these can read it, with {@code
     * com.stateset.sequencer.encryption.EventDecryptor}.
     *
     * @param json {@code payload_encrypted} in canonical form
     */
    record EndToEnd(CanonicalJson json) implements Content {

        public EndToEnd {
            Objects.requireNonNull(json, "json");
        }
    }

    /** The payload encrypted by the operator of the log; readable with the key that {@code envelope} names. */
    final class Encrypted implements Payload {

        private final byte[] envelope;

        /** Copies an envelope: version, algorithm, key id, nonce and ciphertext. */
        public Encrypted(byte[] envelope) {
            this.envelope = envelope.clone();
        }

        /** The envelope's length, in bytes. */
        @Override
        public int length() {
            return envelope.length;
        }

        /** Returns a copy of the envelope. */
        public byte[] envelope() {
            return envelope.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Encrypted that && Arrays.equals(envelope, that.envelope);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(envelope);
        }
    }

    /** The payload is gone for good; only its hashes are left. */
    record Erased() implements Payload {}

    /** How many bytes are kept of it; 0 of an erased one. */
    default int length() {
        return this instanceof Content content ? content.json().length() : 0;
    }
}
