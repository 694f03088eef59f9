package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.spi.ApiKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The statements of {@link ApiKeyTable}. */
interface ApiKeyQueries {

    /** Adds a key; 0 if one of that hash is there. What is null comes without a type, so that it is named here. */
    @SqlUpdate("""
            insert into sequencer.api_keys
                (key_hash, tenant_id, store_ids, agent_id, permission, rate_limit, label, minted_by,
                created_at, expires_at, last_used_at, revoked_at)
            values (:hash, :tenantId, cast(:storeIds as uuid[]), cast(:agentId as uuid), :permission,
                cast(:rateLimit as integer), :label, cast(:mintedBy as bytea), :createdAt,
                cast(:expiresAt as timestamptz), cast(:lastUsedAt as timestamptz), cast(:revokedAt as timestamptz))
            on conflict do nothing
            """)
    int add(@BindMethods ApiKeyRow row);

    @SqlQuery("select * from sequencer.api_keys where key_hash = :hash")
    Optional<ApiKey> find(byte[] hash);

    @SqlQuery("select * from sequencer.api_keys where tenant_id = :tenant order by created_at, key_hash")
    List<ApiKey> ofTenant(UUID tenant);

    /** The first moment stays, however often it is repeated. */
    @SqlUpdate("update sequencer.api_keys set revoked_at = :now where key_hash = :hash and revoked_at is null")
    void revoke(byte[] hash, Instant now);

    /** Only a later moment replaces an earlier one: processes note uses in any order. Never touches {@code revoked_at}. */
    @SqlUpdate("""
            update sequencer.api_keys set last_used_at = :moment
            where key_hash = :hash and (last_used_at is null or last_used_at < :moment)
            """)
    void used(byte[] hash, Instant moment);
}
