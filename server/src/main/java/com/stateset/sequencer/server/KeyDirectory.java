package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An agent's keys in one tenant, as the sequencer vouches for them at a moment.
 *
 * @param agentId the agent
 * @param tenantId the tenant
 * @param keys its keys, the revoked and the expired included
 * @param signedAt the moment, in whole microseconds
 */
record KeyDirectory(UUID agentId, UUID tenantId, List<AgentKey> keys, Instant signedAt) {

    /** What all agents' keys are for. */
    static final String ALGORITHM = "ed25519";

    private static final Domain DOMAIN = Domain.of("VES_KEYDIR_V1");

    KeyDirectory {
        keys = List.copyOf(keys);
    }

    /** What the sequencer signs: the hash of the canonical JSON of all but the signature. */
    Hash hash() {
        CanonicalJson body = CanonicalJson.parse(Json.bytes(json -> {
            json.writeStartObject();
            writeMembers(json);
            json.writeEndObject();
        }));
        return new DomainHasher().begin(DOMAIN).bytes(body.asByteBuffer()).finish();
    }

    void write(JsonGenerator json, Optional<Ed25519Signature> signature) throws IOException {
        json.writeStartObject();
        writeMembers(json);
        json.writeStringField(
                "directorySignature", signature.map(Ed25519Signature::toHex).orElse(null));
        json.writeEndObject();
    }

    private void writeMembers(JsonGenerator json) throws IOException {
        json.writeStringField("agentId", agentId.toString());
        json.writeStringField("tenantId", tenantId.toString());
        json.writeArrayFieldStart("keys");
        for (AgentKey key : keys) {
            json.writeStartObject();
            json.writeNumberField("keyId", key.keyId());
            json.writeStringField("algorithm", ALGORITHM);
            json.writeStringField("publicKey", key.publicKey().toHex());
            json.writeStringField("validFrom", Timestamp.textOrNull(key.validFrom()));
            json.writeStringField("validTo", Timestamp.textOrNull(key.validTo()));
            json.writeStringField("revokedAt", Timestamp.textOrNull(key.revokedAt()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("signedAt", Timestamp.text(signedAt));
    }
}
