package com.stateset.sequencer.protocol.keys;

import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.X25519PublicKey;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /agents/encryption-keys}.
 *
 * @param tenantId the tenant
 * @param agentId the agent
 * @param keyId the key's id, an unsigned 32-bit number that no other encryption key of the tenant has
 * @param keyType 2, or absent: a key that payloads are encrypted for
 * @param publicKey the X25519 key
 * @param authorizedBy the word of one of the agent's signing keys, over {@link EncryptionKey#signedHash()}
 */
public record EncryptionKeyRegistration(
        UUID tenantId,
        UUID agentId,
        long keyId,
        @Nullable Long keyType,
        X25519PublicKey publicKey,
        KeyAuthorization authorizedBy) {

    /** The {@code key_type} of keys that payloads are encrypted for. */
    public static final long KEY_TYPE = 2;

    /** Checks the ranges. */
    public EncryptionKeyRegistration {
        KeyRevocation.requireKeyId(keyId);
        if (keyType != null && keyType != KEY_TYPE) {
            throw InvalidMessageException.ofMember(
                    "key_type", "is " + keyType + "; keys of type 2, for encryption, are registered here");
        }
    }

    /** Returns the form of a key that is to be registered. */
    public static EncryptionKeyRegistration of(EncryptionKey key) {
        return new EncryptionKeyRegistration(
                key.tenantId(),
                key.agentId(),
                key.key().keyId(),
                KEY_TYPE,
                key.key().publicKey(),
                new KeyAuthorization(key.signedWith(), key.signature()));
    }

    /** Returns the key. */
    public EncryptionKey toKey() {
        return new EncryptionKey(
                tenantId,
                agentId,
                new RecipientKey(keyId, publicKey),
                authorizedBy.keyId(),
                authorizedBy.signature(),
                null);
    }
}
