package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.X25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent's encryption keys in one tenant, as the sequencer vouches for them. Each entry has the signature of a signing key of the agent,
 * so that a reader who knows that key need not believe the sequencer.
 *
 * @param agentId the agent
 * @param tenantId the tenant
 * @param keyType 2
 * @param keys its keys, the revoked ones included
 * @param signedAt when this was said
 * @param directorySignature the sequencer's signature of {@link #signedHash}; null where no key signs
 */
@JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
public record EncryptionKeyDirectory(
        UUID agentId,
        UUID tenantId,
        long keyType,
        List<Entry> keys,
        Instant signedAt,
        @Nullable Ed25519Signature directorySignature) {

    private static final Domain DOMAIN = Domain.of("VES_ENCKEYDIR_V1");

    /** Copies the list. */
    public EncryptionKeyDirectory {
        keys = List.copyOf(keys);
    }

    /** Returns a directory that is not signed yet. */
    public static EncryptionKeyDirectory of(UUID tenantId, UUID agentId, List<EncryptionKey> keys, Instant signedAt) {
        return new EncryptionKeyDirectory(
                agentId,
                tenantId,
                EncryptionKeyRegistration.KEY_TYPE,
                keys.stream().map(Entry::of).toList(),
                signedAt,
                null);
    }

    /**
     * Returns what a directory's signature is over: {@code H("VES_ENCKEYDIR_V1" || JCS(directory without directorySignature))}.
     *
     * @param directory the JSON text, as it was sent
     */
    public static Hash signedHash(byte[] directory) {
        return WireKeyDirectory.signedHash(DOMAIN, directory);
    }

    /** Returns what the sequencer signs of a directory that it makes. */
    public Hash signedHash() {
        return signedHash(ProtocolJson.write(this));
    }

    /** Returns this directory with its signature. */
    public EncryptionKeyDirectory signed(@Nullable Ed25519Signature signature) {
        return new EncryptionKeyDirectory(agentId, tenantId, keyType, keys, signedAt, signature);
    }

    /** Returns the keys. */
    public List<EncryptionKey> toKeys() {
        return keys.stream().map(entry -> entry.toKey(tenantId, agentId)).toList();
    }

    /**
     * One key.
     *
     * @param keyId its id
     * @param algorithm {@code x25519}
     * @param publicKey the key
     * @param authorizedBy whose word it is registered on
     * @param revokedAt when it was revoked; null if it was not
     */
    @JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
    public record Entry(
            long keyId,
            String algorithm,
            X25519PublicKey publicKey,
            Word authorizedBy,
            @Nullable Instant revokedAt) {

        /** Checks the algorithm and the ids. */
        public Entry {
            KeyRevocation.requireKeyId(keyId);
            if (!algorithm.equals(EncryptionKeyStatus.X25519)) {
                throw InvalidMessageException.ofMember("algorithm", "is not " + EncryptionKeyStatus.X25519);
            }
        }

        private static Entry of(EncryptionKey key) {
            return new Entry(
                    key.key().keyId(),
                    EncryptionKeyStatus.X25519,
                    key.key().publicKey(),
                    new Word(key.signedWith(), key.signature()),
                    key.revokedAt());
        }

        private EncryptionKey toKey(UUID tenantId, UUID agentId) {
            return new EncryptionKey(
                    tenantId,
                    agentId,
                    new RecipientKey(keyId, publicKey),
                    authorizedBy.keyId,
                    authorizedBy.signature,
                    revokedAt);
        }
    }

    /**
     * The word of one of the agent's signing keys.
     *
     * @param keyId which one
     * @param signature over {@link EncryptionKey#signedHash()}
     */
    @JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
    public record Word(long keyId, Ed25519Signature signature) {

        /** Checks the range of the id. */
        public Word {
            KeyRevocation.requireKeyId(keyId);
        }
    }
}
