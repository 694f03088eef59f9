package com.stateset.sequencer.server;

import com.stateset.sequencer.event.AgentKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The body of a call about an agent's key, as its members come, each under either of its names. Not thread-safe. */
final class AgentKeyRequest implements AutoCloseable {

    private final EnvelopeReader json;

    private @Nullable UUID tenantId;
    private @Nullable UUID agentId;
    private @Nullable Long keyId;
    private @Nullable String publicKey;
    private @Nullable Instant validFrom;
    private @Nullable Instant validTo;

    private AgentKeyRequest(EnvelopeReader json) {
        this.json = json;
    }

    /**
     * Reads the key to register.
     *
     * @throws ApiException if the body cannot be typed
     */
    static AgentKey readKey(byte[] body) {
        try (AgentKeyRequest request = read(body)) {
            return request.key();
        }
    }

    /**
     * Reads which key is meant.
     *
     * @throws ApiException if the body cannot be typed
     */
    static AgentKeyName readName(byte[] body) {
        try (AgentKeyRequest request = read(body)) {
            return request.name();
        }
    }

    private static AgentKeyRequest read(byte[] body) {
        EnvelopeReader json = new EnvelopeReader(body);
        AgentKeyRequest request = new AgentKeyRequest(json);
        json.readObject(request::readMember);
        json.requireEnd();
        return request;
    }

    private void readMember(String name) {
        switch (name) {
            case "tenant_id", "tenantId" -> tenantId = json.sameAs(tenantId, json.uuid());
            case "agent_id", "agentId" -> agentId = json.sameAs(agentId, json.uuid());
            case "key_id", "keyId" -> keyId = json.sameAs(keyId, json.integer());
            case "public_key", "publicKey" -> publicKey = json.sameAs(publicKey, json.string());
            case "valid_from", "validFrom" -> validFrom = json.sameAs(validFrom, moment());
            case "valid_to", "validTo" -> validTo = json.sameAs(validTo, moment());
            default -> json.skip();
        }
    }

    private @Nullable Instant moment() {
        String text = json.string();
        return text == null
                ? null
                : Timestamp.parse(text)
                        .orElseThrow(() -> json.problem("must be an RFC 3339 date-time such as 2026-01-02T03:04:05Z"));
    }

    private AgentKeyName name() {
        long id = json.require("key_id", keyId);
        if (id >>> 32 != 0) {
            throw json.problemOf("key_id", "must be an unsigned 32-bit number");
        }
        return new AgentKeyName(json.require("tenant_id", tenantId), json.require("agent_id", agentId), id);
    }

    private AgentKey key() {
        AgentKeyName name = name();
        String text = json.require("public_key", publicKey);
        if (validFrom != null && validTo != null && !validFrom.isBefore(validTo)) {
            throw json.problemOf("valid_to", "must be later than valid_from");
        }
        return new AgentKey(
                name.tenantId(),
                name.agentId(),
                name.keyId(),
                PublicKeyText.parse(text).orElseThrow(() -> json.problemOf("public_key", PublicKeyText.PROBLEM)),
                validFrom,
                validTo,
                null);
    }

    @Override
    public void close() {
        json.close();
    }
}
