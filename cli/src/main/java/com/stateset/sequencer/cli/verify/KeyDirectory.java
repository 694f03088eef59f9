package com.stateset.sequencer.cli.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an agent as the sequencer publishes and signs them: PROTOCOL section 5. Kept as it was sent, since that is what is
 * signed.
 */
final class KeyDirectory {

    private static final Domain DOMAIN = Domain.of("VES_KEYDIR_V1");
    private static final String SIGNATURE = "directorySignature";

    private final ObjectNode sent;
    private final UUID agentId;
    private final UUID tenantId;
    private final List<AgentKey> keys;
    private final @Nullable Ed25519Signature signature;

    private KeyDirectory(Fields fields) {
        this.sent = (ObjectNode) fields.node();
        this.agentId = fields.uuid("agentId");
        this.tenantId = fields.uuid("tenantId");
        this.keys = fields.objects("keys").stream()
                .map(key -> key.valueOf(this::key))
                .toList();
        this.signature = fields.signatureOrNull(SIGNATURE);
    }

    static KeyDirectory read(Fields fields) {
        return new KeyDirectory(fields);
    }

    /** Makes a directory of keys of one agent, signed if there is somebody to sign. */
    static KeyDirectory of(
            UUID tenantId,
            UUID agentId,
            List<AgentKey> keys,
            Instant now,
            Function<Hash, Optional<Ed25519Signature>> signer) {
        ObjectNode fields = Json.object().put("agentId", agentId.toString()).put("tenantId", tenantId.toString());
        ArrayNode array = fields.putArray("keys");
        for (AgentKey key : keys) {
            array.addObject()
                    .put("keyId", key.keyId())
                    .put("algorithm", "ed25519")
                    .put("publicKey", key.publicKey().toHex())
                    .put("validFrom", time(key.validFrom()))
                    .put("validTo", time(key.validTo()))
                    .put("revokedAt", time(key.revokedAt()));
        }
        fields.put("signedAt", Json.time(now));
        fields.put(
                SIGNATURE,
                signer.apply(signedHash(fields)).map(Ed25519Signature::toHex).orElse(null));
        return read(Fields.of(fields, "$"));
    }

    UUID agentId() {
        return agentId;
    }

    UUID tenantId() {
        return tenantId;
    }

    List<AgentKey> keys() {
        return keys;
    }

    Optional<AgentKey> find(long keyId) {
        return keys.stream().filter(key -> key.keyId() == keyId).findFirst();
    }

    boolean isSigned() {
        return signature != null;
    }

    /** Whether one of these keys has signed the directory. */
    boolean isSignedByOneOf(Collection<Ed25519PublicKey> sequencerKeys) {
        Hash hash = signedHash(sent);
        Ed25519Signature given = signature;
        return given != null
                && sequencerKeys.stream()
                        .anyMatch(key -> SignatureVerifier.bouncyCastle().verify(key, hash, given));
    }

    ObjectNode write() {
        return sent.deepCopy();
    }

    private AgentKey key(Fields key) {
        return new AgentKey(
                tenantId,
                agentId,
                key.number("keyId"),
                key.publicKey("publicKey"),
                key.timeOrNull("validFrom"),
                key.timeOrNull("validTo"),
                key.timeOrNull("revokedAt"));
    }

    private static Hash signedHash(ObjectNode directory) {
        ObjectNode body = directory.deepCopy();
        body.remove(SIGNATURE);
        return new DomainHasher()
                .begin(DOMAIN)
                .bytes(CanonicalJson.parse(body.toString()).asByteBuffer())
                .finish();
    }

    private static @Nullable String time(@Nullable Instant moment) {
        return moment == null ? null : Json.time(moment);
    }
}
