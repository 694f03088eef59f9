package com.stateset.sequencer.server.keys;

import com.stateset.sequencer.AgentKeys;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerIdentity;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.crypto.KeyProofs;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.keys.KeyRegistration;
import com.stateset.sequencer.protocol.keys.KeyRevocation;
import com.stateset.sequencer.protocol.keys.KeyStatus;
import com.stateset.sequencer.protocol.keys.WireKeyDirectory;
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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The registry of the agents' public keys.
 *
 * <p>An agent's first key is taken from everyone who may write for it. A further one needs {@code authorized_by}, the word of a valid key of
 * the agent, or an administrator. Proof of possession may be left out unless the server demands it; a proof that is there and wrong
 * is refused, needed or not.
 */
public final class AgentKeyRoutes {

    private final AgentKeys keys;
    private final SequencerIdentity identity;
    private final RequestBody bodies;
    private final AuditLog audit;
    private final boolean demandsPossession;

    /**
     * Makes the routes.
     *
     * @param demandsPossession whether a registration needs a proof of possession
     */
    public AgentKeyRoutes(Sequencer sequencer, RequestBody bodies, AuditLog audit, boolean demandsPossession) {
        this.keys = sequencer.agentKeys();
        this.identity = sequencer.identity();
        this.bodies = bodies;
        this.audit = audit;
        this.demandsPossession = demandsPossession;
    }

    public void register(Api api) {
        api.postOnly("/agents/keys", this::register);
        api.post("/agents/keys/revoke", this::revoke);
        api.get("/agents/{agent_id}/signing-keys", this::directory);
    }

    private void register(Context call) throws IOException {
        KeyRegistration registration = bodies.read(call, KeyRegistration.class);
        Principal principal = Principal.of(call);
        principal.requireWholeAgent(registration.tenantId(), registration.agentId());
        KeyProofs proofs = registration.proofs();
        if (demandsPossession && proofs.possession() == null) {
            throw InvalidMessageException.ofMember(
                    "proof_of_possession", "is missing; this server registers no key without one");
        }
        AgentKey key = registration.toAgentKey();
        boolean asAdmin = principal.administers(key.tenantId(), key.agentId());
        Supplier<AgentKey> work = () -> asAdmin ? keys.registerAsAdmin(key, proofs) : keys.register(key, proofs);
        Answer.write(
                call,
                KeyStatus.of(
                        find(key.tenantId(), key.agentId(), key.keyId()).isPresent()
                                ? work.get()
                                : audit.perform(KeyDeed.registration(call, key), work, AgentKeyRoutes::authority)));
    }

    /** A key that is there already is not registered now, though agents may ask for it at each start. */
    private Optional<AgentKey> find(UUID tenantId, UUID agentId, long keyId) {
        return keys.of(tenantId, agentId).stream()
                .filter(key -> key.keyId() == keyId)
                .findFirst();
    }

    private static Map<String, ?> authority(AgentKey registered) {
        return registered
                .registeredBy()
                .text()
                .<Map<String, ?>>map(word -> Map.of("registered_by", word))
                .orElse(Map.of());
    }

    private void revoke(Context call) throws IOException {
        KeyRevocation named = bodies.read(call, KeyRevocation.class);
        Principal.of(call).requireRevoker(named.tenantId(), named.agentId());
        AgentKey revoked = find(named.tenantId(), named.agentId(), named.keyId())
                .flatMap(key -> audit.perform(
                        KeyDeed.revocation(call, key), () -> keys.revoke(key.tenantId(), key.agentId(), key.keyId())))
                .orElseThrow(() -> new ApiException(ApiError.notFound("Agent " + named.agentId() + " has no key "
                        + named.keyId() + " in tenant " + named.tenantId() + ".")));
        Answer.write(call, KeyStatus.of(revoked));
    }

    private void directory(Context call) throws IOException {
        UUID tenantId = Query.of(call).tenant();
        UUID agentId = PathParameter.uuid(call, "agent_id");
        WireKeyDirectory directory = WireKeyDirectory.of(
                tenantId, agentId, keys.of(tenantId, agentId), Instant.now().truncatedTo(ChronoUnit.MICROS));
        Answer.write(
                call, directory.signed(identity.sign(directory.signedHash()).orElse(null)));
    }
}
