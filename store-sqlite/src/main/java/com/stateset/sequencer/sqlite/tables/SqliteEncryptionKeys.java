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
 * come at once stays. Nothing is remembered: a reader sees the last commit before it began. Thread-safe.
 *
 * <p><b>What must hold.</b> A key id names one key of one agent in its tenant, for ever: what was encrypted for it says no more than
 * the id, and a sender that found another key under it would encrypt for a stranger. So a row is never deleted, not even when it is
 * revoked, and never given to another key. A revoked key does not come back either, for it may be in wrong hands.
 *
 * <p><b>What can race.</b> Two who register the same id at once have no say over each other: the unique key over tenant and id lets
 * the first one in, and the second one's insert becomes an update whose condition compares agent and key, under the lock that
 * the first one had. It changes the signature of the same key, and nothing of another. What stands there afterwards is read in the
 * same transaction and returned, so that the caller sees whether its own key stands.
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

    /** The condition is the port's {@link EncryptionKey#isSameKey} and not revoked; where it does not hold, nothing changes and nothing fails. */
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

    /** Asks for a row that is not revoked, so that the first moment stays; then reads it, also if this call was too late to be the first. */
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

    /** A row that cannot be read is reported and not passed over: an agent without the key would be sent events that it cannot read. */
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
