package com.stateset.sequencer.server.keys;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.server.http.CallDeed;
import com.stateset.sequencer.spi.ApiKey;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a call is about to do to a key, for the audit log. Of an API key it tells what is listed of it, and nothing by which it could be used. */
final class KeyDeed {

    private KeyDeed() {}

    static AuditDeed of(Context call, AuditAction action, ApiKey key) {
        List<String> stores = key.sortedStoreIds().stream().map(UUID::toString).toList();
        Map<String, @Nullable Object> details = new HashMap<>();
        details.put("permission", key.permission().text());
        details.put("store_ids", stores.isEmpty() ? null : stores);
        details.put("agent_id", text(key.agentId()));
        details.put("label", key.label());
        details.put("rate_limit", key.rateLimit());
        details.put("expires_at", text(key.expiresAt()));
        return CallDeed.of(call, key.tenantId(), action, new EntityRef("api_key", key.prefix()), details);
    }

    static AuditDeed registration(Context call, AgentKey key) {
        Map<String, @Nullable Object> details = new HashMap<>();
        details.put("public_key", key.publicKey().toHex());
        details.put("valid_from", text(key.validFrom()));
        details.put("valid_to", text(key.validTo()));
        return CallDeed.of(call, key.tenantId(), AuditAction.AGENT_KEY_REGISTERED, subject(key), details);
    }

    static AuditDeed revocation(Context call, AgentKey key) {
        return CallDeed.of(call, key.tenantId(), AuditAction.AGENT_KEY_REVOKED, subject(key), Map.of());
    }

    static AuditDeed registration(Context call, EncryptionKey key) {
        Map<String, ?> details = Map.of("public_key", key.key().publicKey().toHex(), "signed_with", key.signedWith());
        return CallDeed.of(call, key.tenantId(), AuditAction.ENCRYPTION_KEY_REGISTERED, encryptionKey(key), details);
    }

    static AuditDeed revocation(Context call, EncryptionKey key) {
        return CallDeed.of(call, key.tenantId(), AuditAction.ENCRYPTION_KEY_REVOKED, encryptionKey(key), Map.of());
    }

    /** Of an installation of an agent, which is known by its id; its marks are its own alone. */
    static AuditDeed of(Context call, AuditAction action, DeviceSighting device) {
        Map<String, @Nullable Object> details = new HashMap<>();
        details.put("key_id", device.keyId());
        details.put("leaves", text(device.leaves()));
        EntityRef subject = new EntityRef("device", device.agentId() + "/" + device.installId());
        return CallDeed.of(call, device.tenantId(), action, subject, details);
    }

    private static EntityRef encryptionKey(EncryptionKey key) {
        return new EntityRef("encryption_key", key.agentId() + "/" + key.key().keyId());
    }

    private static EntityRef subject(AgentKey key) {
        return new EntityRef("agent_key", key.agentId() + "/" + key.keyId());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : Objects.toString(value);
    }
}
