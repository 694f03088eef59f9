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

    @SqlUpdate("""
            insert into sequencer.encryption_keys (tenant_id, key_id, agent_id, public_key, signed_with, signature)
            values (:tenant, :keyId, :agent, :publicKey, :signedWith, :signature)
            on conflict do nothing
            """)
    void add(UUID tenant, long keyId, UUID agent, byte[] publicKey, long signedWith, byte[] signature);

    @SqlUpdate("""
            update sequencer.encryption_keys set revoked_at = :now
            where tenant_id = :tenant and key_id = :keyId and agent_id = :agent and revoked_at is null
            """)
    void revoke(UUID tenant, UUID agent, long keyId, Instant now);

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
}
