package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.stateset.sequencer.crypto.KeyProofs;
import com.stateset.sequencer.crypto.PublicKeyCheck;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.json.TwoNames;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /agents/keys}. Each member is also understood in camel case.
 *
 * @param tenantId the tenant
 * @param agentId the agent
 * @param keyId the key's id, an unsigned 32-bit number
 * @param publicKey the key
 * @param validFrom from when on it is valid; null for no limit
 * @param validTo when it ceases to be valid; null for never
 * @param proofOfPossession the key's own signature of {@link com.stateset.sequencer.event.VesHashes#keyProof}; null if it is not given
 * @param authorizedBy another key's word for this one; null if it is not given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "tenant_id",
    "agent_id",
    "key_id",
    "public_key",
    "valid_from",
    "valid_to",
    "proof_of_possession",
    "authorized_by"
})
public record KeyRegistration(
        @JsonProperty("tenant_id") UUID tenantId,
        @JsonProperty("agent_id") UUID agentId,
        @JsonProperty("key_id") long keyId,
        @JsonProperty("public_key") Ed25519PublicKey publicKey,
        @JsonProperty("valid_from") @Nullable Instant validFrom,
        @JsonProperty("valid_to") @Nullable Instant validTo,
        @JsonProperty("proof_of_possession") @Nullable Ed25519Signature proofOfPossession,
        @JsonProperty("authorized_by") @Nullable KeyAuthorization authorizedBy) {

    /** Checks the range of the id, the order of the moments, and the proof of possession if there is one. */
    public KeyRegistration {
        KeyRevocation.requireKeyId(keyId);
        PublicKeyCheck.problem(publicKey).ifPresent(problem -> {
            throw InvalidMessageException.ofMember("public_key", problem.toString());
        });
        if (validFrom != null && validTo != null && !validFrom.isBefore(validTo)) {
            throw InvalidMessageException.ofMember("valid_to", "must be later than valid_from");
        }
        AgentKey key = new AgentKey(tenantId, agentId, keyId, publicKey, validFrom, validTo, null);
        if (new KeyProofs(proofOfPossession, null).misclaimsPossession(key)) {
            throw InvalidMessageException.ofMember(
                    "proof_of_possession", "is not a signature by public_key over its own registration");
        }
    }

    @JsonCreator
    static KeyRegistration read(
            @JsonProperty("key_id") @Nullable Long keyId,
            @JsonProperty("keyId") @Nullable Long keyIdToo,
            @JsonProperty("tenant_id") @Nullable UUID tenantId,
            @JsonProperty("tenantId") @Nullable UUID tenantIdToo,
            @JsonProperty("agent_id") @Nullable UUID agentId,
            @JsonProperty("agentId") @Nullable UUID agentIdToo,
            @JsonProperty("public_key") @Nullable Ed25519PublicKey publicKey,
            @JsonProperty("publicKey") @Nullable Ed25519PublicKey publicKeyToo,
            @JsonProperty("valid_from") @Nullable Instant validFrom,
            @JsonProperty("validFrom") @Nullable Instant validFromToo,
            @JsonProperty("valid_to") @Nullable Instant validTo,
            @JsonProperty("validTo") @Nullable Instant validToToo,
            @JsonProperty("proof_of_possession") @Nullable Ed25519Signature possession,
            @JsonProperty("proofOfPossession") @Nullable Ed25519Signature possessionToo,
            @JsonProperty("authorized_by") @Nullable KeyAuthorization authorizedBy,
            @JsonProperty("authorizedBy") @Nullable KeyAuthorization authorizedByToo,
            @JsonProperty("key_type") @Nullable Long keyType,
            @JsonProperty("keyType") @Nullable Long keyTypeToo,
            @JsonProperty("key_algorithm") @Nullable Long algorithm,
            @JsonProperty("keyAlgorithm") @Nullable Long algorithmToo,
            @JsonProperty("public_key_bundle") @Nullable RawJson bundle,
            @JsonProperty("publicKeyBundle") @Nullable RawJson bundleToo) {
        KeyRevocation key = KeyRevocation.read(keyId, keyIdToo, tenantId, tenantIdToo, agentId, agentIdToo);
        requireEd25519("key_type", "keyType", keyType, keyTypeToo, "no other type of key than 0 and 1, for signing,");
        requireEd25519(
                "key_algorithm", "keyAlgorithm", algorithm, algorithmToo, "no other algorithm than 0 and 1, Ed25519,");
        requireNone("public_key_bundle", bundle);
        requireNone("publicKeyBundle", bundleToo);
        return new KeyRegistration(
                key.tenantId(),
                key.agentId(),
                key.keyId(),
                TwoNames.required("public_key", publicKey, "publicKey", publicKeyToo),
                TwoNames.either(validFrom, "validFrom", validFromToo),
                TwoNames.either(validTo, "validTo", validToToo),
                TwoNames.either(possession, "proofOfPossession", possessionToo),
                TwoNames.either(authorizedBy, "authorizedBy", authorizedByToo));
    }

    /** A key of another kind must not be taken for one that signs with Ed25519, although its 32 bytes may look like one. */
    private static void requireEd25519(
            String name, String otherName, @Nullable Long value, @Nullable Long other, String what) {
        Long either = TwoNames.either(value, otherName, other);
        if (either != null && either != 0 && either != 1) {
            throw InvalidMessageException.ofMember(
                    value != null ? name : otherName, "is " + either + "; " + what + " is supported");
        }
    }

    private static void requireNone(String name, @Nullable RawJson bundle) {
        if (bundle != null && !bundle.isNull()) {
            throw InvalidMessageException.ofMember(name, "is not supported; register one Ed25519 key");
        }
    }

    /** Returns the form of a key that is to be registered, with what comes with it. */
    public static KeyRegistration of(AgentKey key, KeyProofs proofs) {
        return new KeyRegistration(
                key.tenantId(),
                key.agentId(),
                key.keyId(),
                key.publicKey(),
                key.validFrom(),
                key.validTo(),
                proofs.possession(),
                KeyAuthorization.of(proofs.authorization()));
    }

    /** Returns the key. */
    public AgentKey toAgentKey() {
        return new AgentKey(tenantId, agentId, keyId, publicKey, validFrom, validTo, null);
    }

    /** Returns what came with the key. The possession is proved if it is claimed; the authorization is not checked. */
    public KeyProofs proofs() {
        return new KeyProofs(proofOfPossession, authorizedBy == null ? null : authorizedBy.toAuthorization());
    }
}
