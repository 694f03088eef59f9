package com.stateset.sequencer.server.keys;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.protocol.keys.AgentRegistration;
import com.stateset.sequencer.protocol.keys.AgentRegistrationAnswer;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.KeySecret;
import com.stateset.sequencer.server.http.RequestBody;
import com.stateset.sequencer.server.limits.RateLimits;
import com.stateset.sequencer.server.net.ClientAddress;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKey.Permission;
import com.stateset.sequencer.spi.ApiKeyStore;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lets agents that nobody knows register themselves, each for a tenant of its own that has nothing yet: {@code POST /agents/register}. Off
 * unless it is configured. Its key reaches nothing of others, and mints no administrator.
 *
 * <p>An address, or an IPv6 network of 64 bits, may do so some times in a minute, and all together {@value #ADDRESSES} times as often.
 * That is asked before the body is read.
 */
public final class RegistrationRoute {

    private static final int ADDRESSES = 10;
    private static final String ALL = "all";

    private static final ApiError DISABLED = ApiError.of(
            403, "registration_disabled", "Agents do not register themselves here; ask an administrator for a key.");
    private static final ApiError TENANT = ApiError.of(
            400, "tenant_id_not_allowed", "An agent that registers itself gets a tenant of its own, and names none.");
    private static final ApiError ADMIN =
            ApiError.of(400, "admin_not_allowed", "An agent that registers itself is no administrator.");

    private final ApiKeyStore keys;
    private final RequestBody bodies;
    private final ClientAddress clients;
    private final @Nullable Integer perMinute;
    private final RateLimits limits;
    private final AuditLog audit;

    /**
     * Makes the route.
     *
     * @param clients how the address of who calls is found
     * @param perMinute how many an address may register in a minute; null for none at all
     */
    public RegistrationRoute(
            Sequencer sequencer,
            RequestBody bodies,
            AuditLog audit,
            ClientAddress clients,
            @Nullable Integer perMinute) {
        this.keys = sequencer.apiKeys();
        this.bodies = bodies;
        this.audit = audit;
        this.clients = clients;
        this.perMinute = perMinute;
        this.limits = RateLimits.perTenant(
                perMinute == null ? null : (int) Math.min(Integer.MAX_VALUE, (long) perMinute * ADDRESSES));
    }

    public void register(Api api) {
        api.postOnlyAsAnyone("/agents/register", this::register);
    }

    private void register(Context call) throws IOException {
        requireAllowed(call);
        AgentRegistration wanted = bodies.read(call, AgentRegistration.class);
        if (wanted.tenantId() != null) {
            throw new ApiException(TENANT);
        }
        if (wanted.admin()) {
            throw new ApiException(ADMIN);
        }
        UUID tenant = UUID.randomUUID();
        String secret = KeySecret.ofTenant(tenant);
        ApiKey key = new ApiKey(
                KeySecret.hash(secret),
                tenant,
                Set.copyOf(wanted.storeIds()),
                UUID.randomUUID(),
                wanted.readOnly() ? Permission.READ : Permission.READ_WRITE,
                wanted.rateLimit(),
                wanted.name(),
                null,
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                null,
                null,
                null);
        ApiKey added = audit.perform(KeyDeed.of(call, AuditAction.API_KEY_CREATED, key), () -> {
            keys.add(key);
            return key;
        });
        Answer.write(call, AgentRegistrationAnswer.of(added, secret));
    }

    private void requireAllowed(Context call) {
        if (perMinute == null) {
            throw new ApiException(DISABLED);
        }
        Object network =
                clients.of(call.req()).<Object>map(ClientAddress::network).orElse(ALL);
        limits.take(ALL, network, perMinute)
                .filter(verdict -> !verdict.allowed())
                .ifPresent(verdict -> {
                    throw new ApiException(ApiError.rateLimited(verdict));
                });
    }
}
