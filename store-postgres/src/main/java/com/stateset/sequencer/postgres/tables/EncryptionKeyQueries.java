package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.encryption.EncryptionKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The statements of {@link EncryptionKeyTable}. */
interface EncryptionKeyQueries {

    /** Adds a key, or gives the same key another signature; changes nothing of another, nor of a revoked one. */
    @SqlUpdate("""
            insert into sequencer.encryption_keys as k (tenant_id, key_id, agent_id, public_key, signed_with, signature)
            values (:tenant, :keyId, :agent, :publicKey, :signedWith, :signature)
            on conflict (tenant_id, key_id) do update
            set signed_with = excluded.signed_with, signature = excluded.signature
            where k.agent_id = excluded.agent_id and k.public_key = excluded.public_key and k.revoked_at is null
            """)
    void add(UUID tenant, long keyId, UUID agent, byte[] publicKey, long signedWith, byte[] signature);

    /** Only what is not revoked: the first moment stays. It is the server's, so that processes need not agree on the time. */
    @SqlUpdate("""
            update sequencer.encryption_keys set revoked_at = clock_timestamp()
            where tenant_id = :tenant and key_id = :keyId and agent_id = :agent and revoked_at is null
            """)
    void revoke(UUID tenant, UUID agent, long keyId);

    @SqlQuery("""
            select tenant_id, key_id, agent_id, public_key, signed_with, signature, revoked_at
            from sequencer.encryption_keys where tenant_id = :tenant and key_id = :keyId
            """)
    Optional<EncryptionKey> find(UUID tenant, long keyId);

    @SqlQuery("""
            select tenant_id, key_id, agent_id, public_key, signed_with, signature, revoked_at
            from sequencer.encryption_keys where tenant_id = :tenant and agent_id = :agent order by key_id
            """)
    List<EncryptionKey> ofAgent(UUID tenant, UUID agent);

    @SqlQuery("select clock_timestamp()")
    Instant now();
}
