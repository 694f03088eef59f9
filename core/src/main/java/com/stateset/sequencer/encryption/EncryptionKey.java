package com.stateset.sequencer.encryption;

import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent's key that payloads are encrypted for, as registered in a tenant ({@code key_type} 2). Kept apart from the keys that agents sign
 * with: neither is ever taken for the other.
 *
 * <p>Its id is unique in the tenant, since an encrypted event names its recipients by that alone. A signature by one of the agent's signing
 * keys says that the agent wants it; an X25519 key itself can sign nothing. An author checks that signature, so that a server cannot put a
 * key of its own in the place of a recipient's.
 *
 * @param tenantId the tenant
 * @param agentId whose key it is
 * @param key the key and its id
 * @param signedWith the id of the agent's signing key
 * @param signature its signature over {@link #signedHash}
 * @param revokedAt when it was revoked, in whole microseconds; null if it was not
 */
public record EncryptionKey(
        UUID tenantId,
        UUID agentId,
        RecipientKey key,
        long signedWith,
        Ed25519Signature signature,
        @Nullable Instant revokedAt) {

    private static final Domain DOMAIN = Domain.of("VES_ENCKEY_V1");

    public EncryptionKey {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(agentId, "agentId");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(signature, "signature");
        RecipientKey.requireKeyId(signedWith);
    }

    /** What is signed to register a key: {@code H("VES_ENCKEY_V1" || public_key || UUID(tenant_id) || UUID(agent_id) || U32(key_id))}. */
    public static Hash signedHash(UUID tenantId, UUID agentId, RecipientKey key) {
        return new DomainHasher()
                .begin(DOMAIN)
                .bytes(key.publicKey().toByteArray())
                .uuid(tenantId)
                .uuid(agentId)
                .u32(key.keyId())
                .finish();
    }

    /** The same, of this key. */
    public Hash signedHash() {
        return signedHash(tenantId, agentId, key);
    }

    /** Whether this is the same agent's same key; who signed for it, and whether it was revoked, does not matter. */
    public boolean isSameKey(EncryptionKey other) {
        return tenantId.equals(other.tenantId) && agentId.equals(other.agentId) && key.equals(other.key);
    }

    /** Returns this key as revoked at a moment. */
    public EncryptionKey revokedAt(@Nullable Instant moment) {
        return new EncryptionKey(tenantId, agentId, key, signedWith, signature, moment);
    }
}
