package com.stateset.sequencer.event;

import com.stateset.sequencer.json.CanonicalJson;
import java.util.Arrays;
import java.util.Objects;

/** What a log keeps of an event's payload. Its hashes stand beside it and never change, whatever becomes of the payload. */
public sealed interface Payload {

    /** Returns a readable payload. */
    static Clear clear(CanonicalJson json) {
        return new Clear(json);
    }

    /** The payload itself, as canonical JSON. */
    record Clear(CanonicalJson json) implements Payload {

        public Clear {
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
}
