package com.stateset.sequencer.server.http;

import com.stateset.sequencer.audit.AuditActor;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKey.Permission;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and what that lets the call do. Immutable.
 *
 * <p><b>Where it is enforced.</b> {@link Authenticator} makes it, and refuses at once what the query names and it does not reach;
 * {@link Api} asks for the route's permission before a byte of the body is read; the handlers ask about what only they know: the
 * streams that a body or a path names, and the agent that sends.
 *
 * <p><b>What a refusal may tell.</b> What a caller has named itself, a tenant, a store or an agent, is refused with 403 whether it exists
 * or not, by a sentence that is the same in both cases. What is named by an id alone and belongs to someone else is 404, like what
 * is not there.
 *
 * @param tenantId the tenant; null for all
 * @param storeIds the stores of the tenant; empty for all
 * @param agentId the agent; null for any
 * @param permission what it may do there
 * @param rateLimit the most calls in a minute; null for no limit of its own
 * @param expiresAt when it ends; null for never
 * @param keyHash which key was shown; null if it was not one of the stored
 * @param demoted whether it is an administrator's, who calls from where administrators may not, and so may only read and write
 */
public record Principal(
        @Nullable UUID tenantId,
        Set<UUID> storeIds,
        @Nullable UUID agentId,
        Permission permission,
        @Nullable Integer rateLimit,
        @Nullable Instant expiresAt,
        @Nullable Hash keyHash,
        boolean demoted) {

    /** Every caller of a server that asks for no key: it may read and write, and nobody is known as an administrator. */
    static final Principal EVERYONE =
            new Principal(null, Set.of(), null, Permission.READ_WRITE, null, null, null, false);

    /** Who runs the server, and may do everything. */
    static final Principal OPERATOR = new Principal(null, Set.of(), null, Permission.ADMIN, null, null, null, false);

    private static final String ELSEWHERE =
            "Administrators call this server from the addresses that it allows, and this call comes from another one.";
    private static final UUID NO_TENANT = new UUID(0, 0);
    private static final String ATTRIBUTE = Principal.class.getName();

    public Principal {
        storeIds = Set.copyOf(storeIds);
    }

    static Principal of(ApiKey key) {
        return new Principal(
                key.tenantId(),
                key.storeIds(),
                key.agentId(),
                key.permission(),
                key.rateLimit(),
                key.expiresAt(),
                key.hash(),
                false);
    }

    /** Returns who makes a call that was authenticated. */
    public static Principal of(Context call) {
        return Objects.requireNonNull(call.attribute(ATTRIBUTE), "the call was not authenticated");
    }

    /** Returns what an administrator is from where administrators may not call: one who reads and writes. Others stay what they are. */
    Principal demote() {
        return permission == Permission.ADMIN
                ? new Principal(tenantId, storeIds, agentId, Permission.READ_WRITE, rateLimit, expiresAt, keyHash, true)
                : this;
    }

    void attachTo(Context call) {
        call.attribute(ATTRIBUTE, this);
        if (tenantId != null) {
            CallFacts.TENANT.note(call, tenantId.toString());
        }
        if (keyHash != null) {
            CallFacts.KEY.note(call, prefix(keyHash));
        }
    }

    /**
     * Returns by whom limits count what it does: its tenant. Who runs the server is one tenant more, and so are all together where no key
     * is asked for.
     */
    public UUID quotaOwner() {
        return tenantId == null ? NO_TENANT : tenantId;
    }

    /**
     * Returns by whom shares of the server count a call: its tenant; the address that it comes from, of IPv6 the network, where nothing is known
     * of who calls; the connection's if a proxy names none.
     */
    public static Object shareOwner(Context call) {
        Principal known = call.attribute(ATTRIBUTE);
        return known == null || known.isEveryone()
                ? "address "
                        + CallFacts.NETWORK.of(call).orElseGet(() -> call.req().getRemoteAddr())
                : known.quotaOwner();
    }

    /** Whether it may do everything to every tenant. */
    public boolean isOperator() {
        return tenantId == null && permission == Permission.ADMIN;
    }

    /** Whether it stands for all who reach the port of a server that asks for no key. */
    public boolean isEveryone() {
        return tenantId == null && permission != Permission.ADMIN && !demoted;
    }

    public boolean reaches(StreamId stream) {
        return reachesTenant(stream.tenantId()) && reachesStore(stream.storeId());
    }

    boolean reachesTenant(UUID tenant) {
        return tenantId == null || tenantId.equals(tenant);
    }

    boolean reachesStore(UUID store) {
        return storeIds.contains(store)
                || (storeIds.isEmpty() && (!store.equals(StreamId.AUDIT_STORE) || readsAuditLogs()));
    }

    /** An audit log tells of the whole tenant: it is for its administrators, and for keys that name its store. */
    private boolean readsAuditLogs() {
        return isEveryone() || (permission == Permission.ADMIN && agentId == null);
    }

    /** Who the caller of a call is to the audit log; one of whom nothing is asked is {@code anyone}. */
    static AuditActor actor(Context call) {
        Principal known = call.attribute(ATTRIBUTE);
        return known == null ? new AuditActor(CallFacts.ACTOR.of(call).orElse("anyone"), null) : known.actor();
    }

    private AuditActor actor() {
        if (keyHash != null) {
            return new AuditActor("api_key", prefix(keyHash), agentId);
        }
        if (tenantId != null) {
            return new AuditActor("jwt", tenantId.toString(), agentId);
        }
        return new AuditActor(isEveryone() ? "everyone" : "operator", null);
    }

    private static String prefix(Hash hash) {
        return hash.toHex().substring(0, ApiKey.PREFIX_LENGTH);
    }

    /** Whether it is an administrator of an agent: of its tenant with all its stores, and not bound to another agent. */
    public boolean administers(UUID tenant, UUID agent) {
        return permission == Permission.ADMIN && reachesTenant(tenant) && storeIds.isEmpty() && actsFor(agent);
    }

    /** Whether it may do all that the key may, so that it may give that away, and take it back. */
    public boolean covers(ApiKey key) {
        UUID agent = key.agentId();
        return reachesTenant(key.tenantId())
                && (storeIds.isEmpty() || !key.storeIds().isEmpty())
                && key.storeIds().stream().allMatch(this::reachesStore)
                && (agentId == null || (agent != null && actsFor(agent)))
                && permission.covers(key.permission());
    }

    private boolean actsFor(UUID agent) {
        return agentId == null || agentId.equals(agent);
    }

    /** Lets pass who may do as much. */
    public void require(Permission needed) {
        if (permission.covers(needed)) {
            return;
        }
        if (demoted) {
            throw refusal(ELSEWHERE);
        }
        throw refusal(
                needed == Permission.ADMIN
                        ? "This call needs the key of an administrator."
                        : "This API key may only read.");
    }

    /** Lets pass who reaches the stream. */
    public void require(StreamId stream) {
        requireTenant(stream.tenantId());
        requireStore(stream.storeId());
    }

    public void requireTenant(UUID tenant) {
        if (!reachesTenant(tenant)) {
            throw refusal("This API key does not reach that tenant.");
        }
    }

    void requireStore(UUID store) {
        if (!reachesStore(store)) {
            throw refusal(
                    store.equals(StreamId.AUDIT_STORE)
                            ? "An audit log is read by administrators of the whole tenant, and with keys that name its store."
                            : "This API key does not reach that store.");
        }
    }

    /** Lets pass who may send as the agent. */
    public void requireAgent(UUID agent) {
        if (!actsFor(agent)) {
            throw refusal("This API key acts only for agent " + agentId + ".");
        }
    }

    /**
     * Lets pass who may speak for an agent in all of its tenant: a key of that agent, or one that is restricted neither to an agent nor
     * to some stores.
     */
    public void requireWholeAgent(UUID tenant, UUID agent) {
        requireTenant(tenant);
        requireAgent(agent);
        if (agentId == null && !storeIds.isEmpty()) {
            throw refusal(
                    "An agent's keys are those of a whole tenant, and this API key reaches only some of its stores.");
        }
    }

    /** Lets pass who may take an agent's keys from it: itself or an administrator; everyone where everyone is let in. */
    public void requireRevoker(UUID tenant, UUID agent) {
        requireWholeAgent(tenant, agent);
        if (agentId == null && !isEveryone()) {
            require(Permission.ADMIN);
        }
    }

    /** Lets pass who runs the server. */
    public void requireOperator(String what) {
        if (demoted) {
            throw refusal(ELSEWHERE);
        }
        if (!isOperator()) {
            throw refusal(
                    isEveryone()
                            ? what + " an administrator, and this server, which has no API key, knows none."
                            : what + " who runs the server, with its own key.");
        }
    }

    /** Ends a call that its caller may not make. */
    public static ApiException refusal(String message) {
        return new ApiException(ApiError.of(403, "forbidden", message));
    }
}
