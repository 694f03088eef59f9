package com.stateset.sequencer.event;

import java.util.Objects;

/** How an event is tied to the agent it names: not at all, or by that agent's signature over the signing hash. */
public sealed interface Authorship {

    /** The authorship of every event without a signature. */
    Authorship UNSIGNED = new Unsigned();

    /** The {@code ves_version} that the signing hash covers: 0 without a signature, 1 with one. */
    int vesVersion();

    /** The id of the signing key, an unsigned 32-bit number; 0 without a signature. */
    long agentKeyId();

    /** The signature; 64 zero bytes without one. */
    Ed25519Signature signature();

    /** No signature: a version 0 event. */
    record Unsigned() implements Authorship {

        private static final Ed25519Signature NONE = Ed25519Signature.of(new byte[Ed25519Signature.LENGTH]);

        @Override
        public int vesVersion() {
            return 0;
        }

        @Override
        public long agentKeyId() {
            return 0;
        }

        @Override
        public Ed25519Signature signature() {
            return NONE;
        }
    }

    /** Signed by the agent's key {@code agentKeyId}: a version 1 event. */
    record Signed(long agentKeyId, Ed25519Signature signature) implements Authorship {

        public Signed {
            if (agentKeyId >>> 32 != 0) {
                throw new IllegalArgumentException("agent_key_id " + agentKeyId + " is not an unsigned 32-bit number");
            }
            Objects.requireNonNull(signature, "signature");
        }

        @Override
        public int vesVersion() {
            return 1;
        }
    }
}
