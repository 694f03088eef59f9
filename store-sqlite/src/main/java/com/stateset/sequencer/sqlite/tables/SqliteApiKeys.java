package com.stateset.sequencer.sqlite.tables;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKey.Permission;
import com.stateset.sequencer.spi.ApiKeyStore;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The table of the keys that a server lets callers in by. Nothing is remembered: a reader sees the last commit before it began, so a
 * revocation that has returned binds the next look-up of every process that uses the file. Thread-safe.
 *
 * <p><b>What is stored</b> of a key is the SHA-256 of its secret, which is also the name of its row: who reads the file can let
 * nobody in, and looking a key up compares no secrets.
 *
 * <p><b>What can race.</b> A revocation keeps the first moment, however often it is repeated: the condition is in the statement.
 * When a key was used last is noted now and then, by several processes and late; only a later moment replaces an earlier one, so
 * the order of the notes does not matter. To note it never touches {@code revoked_at}, so it cannot undo a revocation that came
 * in between.
 *
 * <p><b>Form.</b> The stores of a key are its ids one after the other, 16 bytes each, in one column: they are read with the key, always
 * all of them, and never looked up by. None means all of the tenant's, which a row whose stores were lost must not turn into; so
 * the column is not null, and its length is checked by the schema.
 */
public final class SqliteApiKeys implements ApiKeyStore {

    private static final int UUID_LENGTH = 16;

    private final SqliteDatabase database;

    public SqliteApiKeys(SqliteDatabase database) {
        this.database = database;
    }

    /** A hash that is there already is that of the same secret, or the file is damaged: secrets are random. Neither is to be overwritten. */
    @Override
    public void add(ApiKey key) {
        int added = database.write(session -> insert(session.handle(), key));
        if (added == 0) {
            throw new IllegalStateException("there is an API key " + key.prefix() + " already");
        }
    }

    /** By the hash, which is the primary key: a caller that is turned away costs one look at an index. */
    @Override
    public Optional<ApiKey> find(Hash hash) {
        return database.read(handle -> find(handle, hash));
    }

    @Override
    public List<ApiKey> ofTenant(UUID tenantId) {
        return database.read(handle -> handle.createQuery("""
                        select * from api_keys
                        where tenant_id = :tenant
                        order by created_at, key_hash
                        """)
                .bind("tenant", BinaryForm.bytes(tenantId))
                .map((row, context) -> key(row))
                .list());
    }

    @Override
    public Optional<ApiKey> revoke(Hash hash, Instant now) {
        return database.write(session -> {
            session.handle()
                    .createUpdate("update api_keys set revoked_at = :now where key_hash = :hash and revoked_at is null")
                    .bind("now", BinaryForm.micros(now))
                    .bind("hash", hash.toByteArray())
                    .execute();
            return find(session.handle(), hash);
        });
    }

    /** Waits for the writer as an append does; callers note uses now and then, not with each call. */
    @Override
    public void used(Hash hash, Instant moment) {
        database.write(session -> session.handle()
                .createUpdate("""
                        update api_keys set last_used_at = :moment
                        where key_hash = :hash and (last_used_at is null or last_used_at < :moment)
                        """)
                .bind("moment", BinaryForm.micros(moment))
                .bind("hash", hash.toByteArray())
                .execute());
    }

    private static int insert(Handle handle, ApiKey key) {
        UUID agent = key.agentId();
        Hash mintedBy = key.mintedBy();
        return handle.createUpdate("""
                        insert into api_keys (
                            key_hash, tenant_id, store_ids, agent_id, permission, rate_limit, label, minted_by,
                            created_at, expires_at, last_used_at, revoked_at)
                        values (
                            :hash, :tenant, :stores, :agent, :permission, :rateLimit, :label, :mintedBy,
                            :createdAt, :expiresAt, :lastUsedAt, :revokedAt)
                        on conflict do nothing
                        """)
                .bind("hash", key.hash().toByteArray())
                .bind("tenant", BinaryForm.bytes(key.tenantId()))
                .bind("stores", stores(key.sortedStoreIds()))
                .bind("agent", agent == null ? null : BinaryForm.bytes(agent))
                .bind("permission", key.permission().text())
                .bind("rateLimit", key.rateLimit())
                .bind("label", key.label())
                .bind("mintedBy", mintedBy == null ? null : mintedBy.toByteArray())
                .bind("createdAt", BinaryForm.micros(key.createdAt()))
                .bind("expiresAt", BinaryForm.microsOrNull(key.expiresAt()))
                .bind("lastUsedAt", BinaryForm.microsOrNull(key.lastUsedAt()))
                .bind("revokedAt", BinaryForm.microsOrNull(key.revokedAt()))
                .execute();
    }

    private static Optional<ApiKey> find(Handle handle, Hash hash) {
        return handle.createQuery("select * from api_keys where key_hash = :hash")
                .bind("hash", hash.toByteArray())
                .map((row, context) -> key(row))
                .findOne();
    }

    /** A key that cannot be read opens nothing, and says that it is damaged. */
    private static ApiKey key(ResultSet row) throws SQLException {
        try {
            byte[] agent = row.getBytes("agent_id");
            byte[] mintedBy = row.getBytes("minted_by");
            return new ApiKey(
                    Hash.of(row.getBytes("key_hash")),
                    BinaryForm.uuid(row.getBytes("tenant_id")),
                    stores(row.getBytes("store_ids")),
                    agent == null ? null : BinaryForm.uuid(agent),
                    Permission.parse(row.getString("permission")),
                    row.getObject("rate_limit") == null ? null : row.getInt("rate_limit"),
                    row.getString("label"),
                    mintedBy == null ? null : Hash.of(mintedBy),
                    BinaryForm.instant(row.getLong("created_at")),
                    moment(row, "expires_at"),
                    moment(row, "last_used_at"),
                    moment(row, "revoked_at"));
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException("a stored API key is damaged", e);
        }
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        return BinaryForm.instantOrNull(row, row.findColumn(column));
    }

    /** Sorted by the caller, so that one set of stores has one form. */
    private static byte[] stores(Set<UUID> ids) {
        ByteBuffer bytes = ByteBuffer.allocate(ids.size() * UUID_LENGTH);
        ids.forEach(id -> BinaryForm.put(id, bytes));
        return bytes.array();
    }

    private static Set<UUID> stores(byte[] bytes) {
        Set<UUID> ids = new HashSet<>();
        for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
            ids.add(new UUID(left.getLong(), left.getLong()));
        }
        return ids;
    }
}
