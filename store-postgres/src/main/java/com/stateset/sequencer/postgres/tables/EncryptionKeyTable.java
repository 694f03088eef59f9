package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.encryption.EncryptionKeyStore;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.X25519PublicKey;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.postgres.connection.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Agents' encryption keys, in {@code encryption_keys}. Keys are never replaced, only signed anew;
 * the first of two that come at once stays. Nothing is remembered. Thread-safe.
 *
 * <p><b>What must hold.</b> A key id names one key of one agent in its tenant, for ever: what was encrypted for it says no more than the
 * id, and a sender that found another key under it would encrypt for a stranger. So no row is deleted, not even a revoked one, and none is given
 * to another key. A revoked key does not come back, for it may be in wrong hands.
 *
 * <p><b>What can race.</b> Two who register the same id at once: the second insert waits for the first at the primary key. If that commits,
 * the insert becomes an update, whose condition looks at the row as it was committed: it changes the signature of the same key, and nothing
 * of another. What stands there is read afterwards by the next statement, which sees that row, and is returned: so the caller learns
 * whether its own key stands.
 */
public final class EncryptionKeyTable implements EncryptionKeyStore {

    private final Database database;

    public EncryptionKeyTable(Database database) {
        this.database = database;
        database.register(new Mapper());
    }

    @Override
    public EncryptionKey register(EncryptionKey key) {
        return database.write(handle -> {
            EncryptionKeyQueries queries = handle.attach(EncryptionKeyQueries.class);
            queries.add(
                    key.tenantId(),
                    key.key().keyId(),
                    key.agentId(),
                    key.key().publicKey().toByteArray(),
                    key.signedWith(),
                    key.signature().toByteArray());
            return queries.find(key.tenantId(), key.key().keyId()).orElseThrow();
        });
    }

    @Override
    public Optional<EncryptionKey> revoke(UUID tenantId, UUID agentId, long keyId) {
        return database.write(handle -> {
            EncryptionKeyQueries queries = handle.attach(EncryptionKeyQueries.class);
            queries.revoke(tenantId, agentId, keyId);
            return queries.find(tenantId, keyId).filter(key -> key.agentId().equals(agentId));
        });
    }

    @Override
    public List<EncryptionKey> keys(UUID tenantId, UUID agentId) {
        return database.read(handle -> handle.attach(EncryptionKeyQueries.class).ofAgent(tenantId, agentId));
    }

    @Override
    public Instant now() {
        return database.read(handle -> handle.attach(EncryptionKeyQueries.class).now());
    }

    /** Reads keys. One that cannot be read is reported: an agent without it would be sent events that it cannot read. */
    private static final class Mapper implements RowMapper<EncryptionKey> {

        @Override
        public EncryptionKey map(ResultSet row, StatementContext context) throws SQLException {
            OffsetDateTime revokedAt = row.getObject("revoked_at", OffsetDateTime.class);
            try {
                return new EncryptionKey(
                        row.getObject("tenant_id", UUID.class),
                        row.getObject("agent_id", UUID.class),
                        new RecipientKey(row.getLong("key_id"), X25519PublicKey.of(row.getBytes("public_key"))),
                        row.getLong("signed_with"),
                        Ed25519Signature.of(row.getBytes("signature")),
                        revokedAt == null ? null : revokedAt.toInstant());
            } catch (IllegalArgumentException e) {
                throw new StoreFailedException(
                        "the stored encryption key " + row.getLong("key_id") + " of tenant "
                                + row.getString("tenant_id") + " is damaged",
                        e);
            }
        }
    }
}
