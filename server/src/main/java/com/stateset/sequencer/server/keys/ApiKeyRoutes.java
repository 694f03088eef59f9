package com.stateset.sequencer.server.keys;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.protocol.keys.ApiKeyAnswer;
import com.stateset.sequencer.protocol.keys.ApiKeyRequest;
import com.stateset.sequencer.protocol.keys.WireAgent;
import com.stateset.sequencer.protocol.keys.WireApiKey;
import com.stateset.sequencer.protocol.keys.WireApiKeyPage;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.KeySecret;
import com.stateset.sequencer.server.http.PathParameter;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.http.RequestBody;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKey.Permission;
import com.stateset.sequencer.spi.ApiKeyStore;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Mints, lists and revokes API keys.
 *
 * <p>Administrators do so for their tenant, within what their own key reaches; a key that is bound to an agent may do so for that agent,
 * so that agents change their keys by themselves. Who runs the server says for which tenant, in the member {@code tenantId} of a body
 * or the parameter {@code tenant_id} of a query. A key that the caller's own does not cover is not there for it.
 */
public final class ApiKeyRoutes {

    private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{" + ApiKey.PREFIX_LENGTH + ",64}");

    private final ApiKeyStore keys;
    private final RequestBody bodies;
    private final AuditLog audit;

    public ApiKeyRoutes(Sequencer sequencer, RequestBody bodies, AuditLog audit) {
        this.keys = sequencer.apiKeys();
        this.bodies = bodies;
        this.audit = audit;
    }

    public void register(Api api) {
        api.post("/api-keys", Permission.ADMIN, this::mint);
        api.get("/api-keys", Permission.ADMIN, this::list);
        api.delete("/api-keys/{key_prefix}", Permission.ADMIN, this::revoke);
        api.get("/agents/{agent_id}", Permission.READ_WRITE, this::agent);
        api.post("/agents/{agent_id}/api-keys", this::mint);
        api.get("/agents/{agent_id}/api-keys", Permission.READ_WRITE, this::list);
        api.delete("/agents/{agent_id}/api-keys/{key_prefix}", Permission.READ_WRITE, this::revoke);
    }

    private void mint(Context call) throws IOException {
        UUID agent = agentOf(call);
        ApiKeyRequest request = bodies.read(call, ApiKeyRequest.class);
        Principal minter = Principal.of(call);
        UUID tenant = tenantOf(minter, request.tenantId());
        String secret = KeySecret.ofTenant(tenant);
        ApiKey key = MintRule.decide(minter, tenant, agent, request, KeySecret.hash(secret), now());
        ApiKey minted = audit.perform(KeyDeed.of(call, AuditAction.API_KEY_CREATED, key), () -> {
            keys.add(key);
            return key;
        });
        Answer.write(call, ApiKeyAnswer.minted(minted, secret, minted.createdAt()));
    }

    private void list(Context call) throws IOException {
        Instant now = now();
        Answer.write(
                call,
                WireApiKeyPage.of(
                        held(call).stream().map(key -> WireApiKey.of(key, now)).toList()));
    }

    private void revoke(Context call) throws IOException {
        String prefix = call.pathParam("key_prefix");
        if (!PREFIX.matcher(prefix).matches()) {
            throw new ApiException(ApiError.badRequest("The key_prefix in the path must be the first "
                    + ApiKey.PREFIX_LENGTH + " or more hex digits of the key's hash, in lower case."));
        }
        List<ApiKey> named = held(call).stream()
                .filter(key -> key.hash().toHex().startsWith(prefix))
                .toList();
        if (named.size() > 1) {
            throw new ApiException(ApiError.badRequest("Several keys begin with " + prefix + "; give more digits."));
        }
        Instant now = now();
        ApiKey revoked = named.stream()
                .findFirst()
                .flatMap(key -> audit.perform(
                        KeyDeed.of(call, AuditAction.API_KEY_REVOKED, key), () -> keys.revoke(key.hash(), now)))
                .orElseThrow(() -> new ApiException(ApiError.notFound("There is no API key " + prefix + ".")));
        Answer.write(call, ApiKeyAnswer.revoked(revoked, now));
    }

    private void agent(Context call) throws IOException {
        UUID agent = PathParameter.uuid(call, "agent_id");
        List<ApiKey> held = held(call);
        if (held.isEmpty()) {
            throw new ApiException(ApiError.notFound("Agent " + agent + " has no API key."));
        }
        Answer.write(call, WireAgent.of(held.get(0).tenantId(), agent, held, now()));
    }

    /** The keys that a call is about: of the tenant, of the agent if it names one, and covered by the caller's own. */
    private List<ApiKey> held(Context call) {
        UUID agent = agentOf(call);
        Principal caller = Principal.of(call);
        UUID tenant = tenantOf(caller, Query.of(call).tenantIfGiven().orElse(null));
        return keys.ofTenant(tenant).stream()
                .filter(key -> agent == null || agent.equals(key.agentId()))
                .filter(caller::covers)
                .toList();
    }

    /** The agent that the path names, if it does; the caller may be sure to act for it. */
    private static @Nullable UUID agentOf(Context call) {
        Principal caller = Principal.of(call);
        if (caller.isEveryone()) {
            caller.requireOperator("API keys are managed by");
        }
        if (!call.pathParamMap().containsKey("agent_id")) {
            return null;
        }
        UUID agent = PathParameter.uuid(call, "agent_id");
        caller.requireAgent(agent);
        if (caller.agentId() == null) {
            caller.require(Permission.ADMIN);
        }
        return agent;
    }

    private static UUID tenantOf(Principal caller, @Nullable UUID named) {
        if (named != null) {
            caller.requireTenant(named);
            return named;
        }
        UUID own = caller.tenantId();
        if (own == null) {
            throw new ApiException(ApiError.badRequest(
                    "Say which tenant is meant: tenantId in the body, or the parameter tenant_id."));
        }
        return own;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
