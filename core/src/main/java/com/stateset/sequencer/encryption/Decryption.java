package com.stateset.sequencer.encryption;

import com.stateset.sequencer.json.CanonicalJson;
import java.util.Objects;

/** What became of the attempt to read an encrypted payload. */
public sealed interface Decryption {

    /**
     * It is readable, and is what its author signed.
     *
     * @param payload the payload
     * @param keyId the key that opened it
     */
    record Opened(CanonicalJson payload, long keyId) implements Decryption {

        public Opened {
            Objects.requireNonNull(payload, "payload");
        }
    }

    /** It is not to be shown as a payload; the event's place, hashes and proofs are valid all the same. */
    record Unreadable(Reason reason) implements Decryption {

        public Unreadable {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Why an encrypted payload cannot be read, in the order of the checks. */
    enum Reason {
        /** The ciphertext is not the one that the author signed: the log, or the way from it, has altered it. */
        ALTERED("not what its author signed"),
        /** None of the keys at hand is among the recipients'. */
        NOT_A_RECIPIENT("not a recipient"),
        /** A recipient's key at hand does not open it: it is another key of the same id, or the author made a mistake. */
        DOES_NOT_DECRYPT("does not decrypt"),
        /** There is nothing behind the salt. */
        NO_PAYLOAD("no payload"),
        /** The author signed the hash of another payload. */
        ANOTHER_PLAIN_HASH("another plain hash"),
        /** What was encrypted is not JSON. */
        NOT_JSON("not JSON"),
        /** What was encrypted is JSON, but not strict JSON in its one canonical form. */
        NOT_CANONICAL("not canonical");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** A few words for a person. */
        @Override
        public String toString() {
            return text;
        }
    }
}
