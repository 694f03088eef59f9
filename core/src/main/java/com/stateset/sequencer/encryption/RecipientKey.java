package com.stateset.sequencer.encryption;

import java.util.Objects;

/**
 * A key that payloads are encrypted for.
 *
 * @param keyId names the key in what is encrypted for it, an unsigned 32-bit number; no two recipients of an event have the same one
 * @param publicKey the key
 */
public record RecipientKey(long keyId, X25519PublicKey publicKey) {

    public RecipientKey {
        requireKeyId(keyId);
        Objects.requireNonNull(publicKey, "publicKey");
    }

    static void requireKeyId(long keyId) {
        if (keyId >>> 32 != 0) {
            throw new IllegalArgumentException("key id " + keyId + " is not an unsigned 32-bit number");
        }
    }
}
