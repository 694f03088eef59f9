package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.KeyAuthority;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.SequencerInfo;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent's keys in one tenant, as the sequencer vouches for them.
 *
 * @param agentId the agent
 * @param tenantId the tenant
 * @param keys its keys, the revoked and the expired included
 * @param signedAt when this was said; other servers may leave it out
 * @param directorySignature the sequencer's signature of {@link #signedHash}; null where no key signs
 */
@JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
public record WireKeyDirectory(
        UUID agentId,
        UUID tenantId,
        List<Key> keys,
        @Nullable Instant signedAt,
        @Nullable Ed25519Signature directorySignature) {

    private static final Domain DOMAIN = Domain.of("VES_KEYDIR_V1");
    private static final String SIGNATURE = "directorySignature";

    /** Copies the list. */
    public WireKeyDirectory {
        keys = List.copyOf(keys);
    }

    /** Returns a directory that is not signed yet. */
    public static WireKeyDirectory of(UUID tenantId, UUID agentId, List<AgentKey> keys, Instant signedAt) {
        return new WireKeyDirectory(
                agentId, tenantId, keys.stream().map(Key::of).toList(), signedAt, null);
    }

    /**
     * Returns what a directory's signature is over. It is the text as it was sent that counts, also those members that this record
     * does not have.
     *
     * @param directory the JSON text
     */
    public static Hash signedHash(byte[] directory) {
        return signedHash(DOMAIN, directory);
    }

    static Hash signedHash(Domain domain, byte[] directory) {
        ObjectNode body = (ObjectNode) ProtocolJson.tree(directory);
        body.remove(SIGNATURE);
        return new DomainHasher()
                .begin(domain)
                .bytes(CanonicalJson.parse(body.toString()).asByteBuffer())
                .finish();
    }

    /** Returns what the sequencer signs of a directory that it makes. */
    public Hash signedHash() {
        return signedHash(ProtocolJson.write(this));
    }

    /** Returns this directory with its signature. */
    public WireKeyDirectory signed(@Nullable Ed25519Signature signature) {
        return new WireKeyDirectory(agentId, tenantId, keys, signedAt, signature);
    }

    /**
     * Returns the keys.
     *
     * @throws IllegalArgumentException if one cannot be
     */
    public List<AgentKey> toAgentKeys() {
        return keys.stream().map(key -> key.toAgentKey(tenantId, agentId)).toList();
    }

    /**
     * One key.
     *
     * @param keyId its id
     * @param algorithm {@code ed25519}; absent counts as that
     * @param publicKey the key
     * @param validFrom from when on it is valid; null for no limit
     * @param validTo when it ceases to be valid; null for never
     * @param revokedAt when it was revoked; null if it was not
     * @param registeredBy on whose word it is registered, {@code admin} or {@code key:} and the id of another of the agent's keys;
     *     absent of an agent's first key, and where it is not known
     */
    @JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
    public record Key(
            long keyId,
            @Nullable String algorithm,
            Ed25519PublicKey publicKey,
            @Nullable Instant validFrom,
            @Nullable Instant validTo,
            @Nullable Instant revokedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String registeredBy) {

        /** Checks the algorithm. */
        public Key {
            if (algorithm != null && !algorithm.equals(SequencerInfo.ED25519)) {
                throw InvalidMessageException.ofMember("algorithm", "is not " + SequencerInfo.ED25519);
            }
        }

        private static Key of(AgentKey key) {
            return new Key(
                    key.keyId(),
                    SequencerInfo.ED25519,
                    key.publicKey(),
                    key.validFrom(),
                    key.validTo(),
                    key.revokedAt(),
                    key.registeredBy() == KeyAuthority.FIRST
                            ? null
                            : key.registeredBy().text().orElse(null));
        }

        private AgentKey toAgentKey(UUID tenantId, UUID agentId) {
            KeyAuthority authority = registeredBy == null ? KeyAuthority.UNRECORDED : KeyAuthority.parse(registeredBy);
            return new AgentKey(tenantId, agentId, keyId, publicKey, validFrom, validTo, revokedAt, authority);
        }
    }
}
