package com.stateset.sequencer.postgres.keys;

import com.stateset.sequencer.event.AgentKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/**
 * The statements of {@link AgentKeyRegistry}, in the order in which a change uses them. The order of the locks,
 * tenant first and then heads by their keys, is what keeps two changes, or a change and an append to several
 * streams, from locking each other out.
 */
interface AgentKeyQueries {

    /** Sees to it that a tenant can be locked. */
    @SqlUpdate("insert into sequencer.key_epochs (tenant_id) values (:tenant) on conflict do nothing")
    void ensureTenant(UUID tenant);

    /**
     * Locks a tenant against other changes and new streams, and returns its epoch; empty if it has neither keys
     * nor streams.
     */
    @SqlQuery("select epoch from sequencer.key_epochs where tenant_id = :tenant for update")
    Optional<Long> lockTenant(UUID tenant);

    /**
     * Locks all streams of a tenant, in the order of all who lock several, and returns a moment that is not
     * earlier than their last events. The locks stand in a subquery, because {@code for update} cannot stand
     * beside an aggregate.
     */
    @SqlQuery("""
            select greatest(max(last_sequenced_at), clock_timestamp())
            from (
                select h.last_sequenced_at
                from sequencer.stream_ids i join sequencer.stream_heads h on h.stream_id = i.stream_id
                where i.tenant_id = :tenant
                order by h.stream_id
                for update of h
            ) held
            """)
    Instant lockStreams(UUID tenant);

    /** Raises the epoch of a tenant. */
    @SqlUpdate("update sequencer.key_epochs set epoch = :epoch where tenant_id = :tenant")
    void raiseTenant(UUID tenant, long epoch);

    /** Raises the epoch of all its streams. */
    @SqlUpdate("""
            update sequencer.stream_heads h set key_epoch = :epoch
            from sequencer.stream_ids i
            where i.tenant_id = :tenant and h.stream_id = i.stream_id
            """)
    void raiseStreams(UUID tenant, long epoch);

    /** Returns all keys of an agent, which the tenant's lock keeps as they are. */
    @SqlQuery("select * from sequencer.agent_keys where tenant_id = :tenant and agent_id = :agent")
    List<AgentKey> ofAgent(UUID tenant, UUID agent);

    /** Stores a key that is not there; the tenant's lock keeps another one from getting there first. */
    @SqlQuery("""
            insert into sequencer.agent_keys
                (tenant_id, agent_id, key_id, public_key, valid_from, valid_to, revoked_at, registered_by,
                changed_epoch)
            values (:tenant, :agent, :keyId, :publicKey, :validFrom, :validTo, :revokedAt, :registeredBy, :epoch)
            returning *
            """)
    AgentKey insert(
            UUID tenant,
            UUID agent,
            long keyId,
            byte[] publicKey,
            @Nullable Instant validFrom,
            @Nullable Instant validTo,
            @Nullable Instant revokedAt,
            @Nullable String registeredBy,
            long epoch);

    /** Revokes a key that is not revoked yet, at a moment that comes from {@link #lockStreams}. */
    @SqlQuery("""
            update sequencer.agent_keys set revoked_at = :moment, changed_epoch = :epoch
            where tenant_id = :tenant and agent_id = :agent and key_id = :keyId
            returning *
            """)
    AgentKey revoke(UUID tenant, UUID agent, long keyId, Instant moment, long epoch);
}
