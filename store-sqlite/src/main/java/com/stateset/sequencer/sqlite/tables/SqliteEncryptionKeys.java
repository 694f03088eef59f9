package com.stateset.sequencer.sqlite.tables;

import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.encryption.EncryptionKeyStore;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.X25519PublicKey;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The table of agents' encryption keys. Keys are never replaced, only signed anew; the first of two that
 * come at once stays. Thread-safe.
 */
public final class SqliteEncryptionKeys implements EncryptionKeyStore {

    private static final String SELECT =
            "select key_id, agent_id, public_key, signed_with, signature, revoked_at from encryption_keys ";

    private final SqliteDatabase database;

    public SqliteEncryptionKeys(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public EncryptionKey register(EncryptionKey key) {
        return database.write(session -> {
            insert(session.handle(), key);
            return find(session.handle(), key.tenantId(), key.key().keyId()).orElseThrow();
        });
    }

    private static void insert(Handle handle, EncryptionKey key) {
        handle.createUpdate("""
                        insert into encryption_keys (tenant_id, key_id, agent_id, public_key, signed_with, signature)
                        values (:tenant, :key, :agent, :publicKey, :signedWith, :signature)
                        on conflict (tenant_id, key_id) do update
                        set signed_with = excluded.signed_with, signature = excluded.signature
                        where agent_id = excluded.agent_id and public_key = excluded.public_key and revoked_at is null
                        """)
                .bind("tenant", BinaryForm.bytes(key.tenantId()))
                .bind("key", key.key().keyId())
                .bind("agent", BinaryForm.bytes(key.agentId()))
                .bind("publicKey", key.key().publicKey().toByteArray())
                .bind("signedWith", key.signedWith())
                .bind("signature", key.signature().toByteArray())
                .execute();
    }

    @Override
    public Optional<EncryptionKey> revoke(UUID tenantId, UUID agentId, long keyId) {
        return database.write(session -> {
            session.handle()
                    .createUpdate("""
                            update encryption_keys set revoked_at = :now
                            where tenant_id = :tenant and key_id = :key and agent_id = :agent and revoked_at is null
                            """)
                    .bind("now", database.now())
                    .bind("tenant", BinaryForm.bytes(tenantId))
                    .bind("key", keyId)
                    .bind("agent", BinaryForm.bytes(agentId))
                    .execute();
            return find(session.handle(), tenantId, keyId)
                    .filter(key -> key.agentId().equals(agentId));
        });
    }

    @Override
    public List<EncryptionKey> keys(UUID tenantId, UUID agentId) {
        return database.read(
                handle -> handle.createQuery(SELECT + "where tenant_id = :tenant and agent_id = :agent order by key_id")
                        .bind("tenant", BinaryForm.bytes(tenantId))
                        .bind("agent", BinaryForm.bytes(agentId))
                        .map((row, context) -> key(tenantId, row))
                        .list());
    }

    @Override
    public Instant now() {
        return BinaryForm.instant(database.now());
    }

    private static Optional<EncryptionKey> find(Handle handle, UUID tenantId, long keyId) {
        return handle.createQuery(SELECT + "where tenant_id = :tenant and key_id = :key")
                .bind("tenant", BinaryForm.bytes(tenantId))
                .bind("key", keyId)
                .map((row, context) -> key(tenantId, row))
                .findOne();
    }

    private static EncryptionKey key(UUID tenantId, ResultSet row) throws SQLException {
        long revokedAt = row.getLong("revoked_at");
        Instant revoked = row.wasNull() ? null : BinaryForm.instant(revokedAt);
        try {
            return new EncryptionKey(
                    tenantId,
                    BinaryForm.uuid(row.getBytes("agent_id")),
                    new RecipientKey(row.getLong("key_id"), X25519PublicKey.of(row.getBytes("public_key"))),
                    row.getLong("signed_with"),
                    Ed25519Signature.of(row.getBytes("signature")),
                    revoked);
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException(
                    "the stored encryption key " + row.getLong("key_id") + " of tenant " + tenantId + " is damaged", e);
        }
    }
}
