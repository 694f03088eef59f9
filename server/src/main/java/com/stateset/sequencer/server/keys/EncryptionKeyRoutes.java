package com.stateset.sequencer.server.keys;

import com.stateset.sequencer.EncryptionKeys;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerIdentity;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.protocol.keys.EncryptionKeyDirectory;
import com.stateset.sequencer.protocol.keys.EncryptionKeyRegistration;
import com.stateset.sequencer.protocol.keys.EncryptionKeyStatus;
import com.stateset.sequencer.protocol.keys.KeyRevocation;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.PathParameter;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.http.RequestBody;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The directory of the agents' encryption keys, apart from that of their signing keys. A server whose store keeps none has no such calls.
 *
 * <p>Nobody can prove to hold an X25519 key by a signature; a signing key of the agent speaks for it. One who registers another's public
 * key gains nothing by it, since only its holder can read what is encrypted for it.
 */
public final class EncryptionKeyRoutes {

    private final Sequencer sequencer;
    private final SequencerIdentity identity;
    private final RequestBody bodies;
    private final AuditLog audit;

    public EncryptionKeyRoutes(Sequencer sequencer, RequestBody bodies, AuditLog audit) {
        this.sequencer = sequencer;
        this.audit = audit;
        this.identity = sequencer.identity();
        this.bodies = bodies;
    }

    public void register(Api api) {
        sequencer.encryptionKeys().ifPresent(keys -> {
            api.postOnly("/agents/encryption-keys", call -> register(call, keys));
            api.post("/agents/encryption-keys/revoke", call -> revoke(call, keys));
            api.get("/agents/{agent_id}/encryption-keys", call -> directory(call, keys));
        });
    }

    private void register(Context call, EncryptionKeys keys) throws IOException {
        EncryptionKey key = bodies.read(call, EncryptionKeyRegistration.class).toKey();
        Principal.of(call).requireWholeAgent(key.tenantId(), key.agentId());
        keys.requireAuthorized(key);
        Supplier<EncryptionKey> work = () -> requireSame(key, keys.register(key));
        boolean changes = find(keys, key.tenantId(), key.agentId(), key.key().keyId())
                .map(standing -> isSignedAnew(standing, key))
                .orElse(true);
        EncryptionKey registered = changes ? audit.perform(KeyDeed.registration(call, key), work) : work.get();
        Answer.write(call, EncryptionKeyStatus.of(registered));
    }

    /** What is there already, or is refused, is no deed, though agents may ask for it at each start. */
    private static boolean isSignedAnew(EncryptionKey standing, EncryptionKey key) {
        return standing.revokedAt() == null && standing.isSameKey(key) && !standing.equals(key);
    }

    private static EncryptionKey requireSame(EncryptionKey asked, EncryptionKey registered) {
        if (!registered.isSameKey(asked)) {
            throw new ApiException(ApiError.of(
                    409,
                    "key_conflict",
                    "The key is refused: key_id " + asked.key().keyId() + " is another encryption key of the tenant."));
        }
        return registered;
    }

    private static Optional<EncryptionKey> find(EncryptionKeys keys, UUID tenantId, UUID agentId, long keyId) {
        return keys.of(tenantId, agentId).stream()
                .filter(key -> key.key().keyId() == keyId)
                .findFirst();
    }

    private void revoke(Context call, EncryptionKeys keys) throws IOException {
        KeyRevocation named = bodies.read(call, KeyRevocation.class);
        Principal.of(call).requireRevoker(named.tenantId(), named.agentId());
        EncryptionKey revoked = find(keys, named.tenantId(), named.agentId(), named.keyId())
                .flatMap(key -> audit.perform(
                        KeyDeed.revocation(call, key),
                        () -> keys.revoke(named.tenantId(), named.agentId(), named.keyId())))
                .orElseThrow(() -> new ApiException(ApiError.notFound("Agent " + named.agentId()
                        + " has no encryption key " + named.keyId() + " in tenant " + named.tenantId() + ".")));
        Answer.write(call, EncryptionKeyStatus.of(revoked));
    }

    private void directory(Context call, EncryptionKeys keys) throws IOException {
        UUID tenantId = Query.of(call).tenant();
        UUID agentId = PathParameter.uuid(call, "agent_id");
        EncryptionKeyDirectory directory = EncryptionKeyDirectory.of(
                tenantId, agentId, keys.of(tenantId, agentId), Instant.now().truncatedTo(ChronoUnit.MICROS));
        Answer.write(
                call, directory.signed(identity.sign(directory.signedHash()).orElse(null)));
    }
}
