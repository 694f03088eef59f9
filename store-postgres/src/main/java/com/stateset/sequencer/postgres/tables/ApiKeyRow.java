package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.rows.Columns;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKey.Permission;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * A key as a row of {@code api_keys}; the stores are the text of an array, which the driver takes for any type of element.
 *
 * <p>No stores means all of the tenant's, so that list is never null: a row that lost its list is refused by the table, and does not turn
 * into one that opens more. What is stored of the key is the hash of its secret, so that the table opens nothing by itself.
 *
 * @param storeIds the stores that the key is for, as {@code {id,id}}, sorted; {@code {}} for all
 * @param mintedBy the hash of the key that made this one; null if none did
 * @param lastUsedAt noted now and then, and late
 */
@SuppressWarnings("ArrayRecordComponent") // bound to a statement, and compared with nothing
public record ApiKeyRow(
        byte[] hash,
        UUID tenantId,
        String storeIds,
        @Nullable UUID agentId,
        String permission,
        @Nullable Integer rateLimit,
        @Nullable String label,
        byte @Nullable [] mintedBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {

    static ApiKeyRow of(ApiKey key) {
        Hash mintedBy = key.mintedBy();
        return new ApiKeyRow(
                key.hash().toByteArray(),
                key.tenantId(),
                key.sortedStoreIds().stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")),
                key.agentId(),
                key.permission().text(),
                key.rateLimit(),
                key.label(),
                mintedBy == null ? null : mintedBy.toByteArray(),
                key.createdAt(),
                key.expiresAt(),
                key.lastUsedAt(),
                key.revokedAt());
    }

    /** Reads keys. One that cannot be read opens nothing, and says that it is damaged. */
    static final class Mapper implements RowMapper<ApiKey> {

        @Override
        public ApiKey map(ResultSet row, StatementContext context) throws SQLException {
            try {
                return new ApiKey(
                        Hash.of(row.getBytes("key_hash")),
                        Columns.uuid(row, "tenant_id"),
                        Set.of((UUID[]) row.getArray("store_ids").getArray()),
                        row.getObject("agent_id", UUID.class),
                        Permission.parse(row.getString("permission")),
                        row.getObject("rate_limit", Integer.class),
                        row.getString("label"),
                        Columns.hashOrNull(row, "minted_by"),
                        Columns.instant(row, "created_at"),
                        Columns.instantOrNull(row, "expires_at"),
                        Columns.instantOrNull(row, "last_used_at"),
                        Columns.instantOrNull(row, "revoked_at"));
            } catch (IllegalArgumentException e) {
                throw new StoreFailedException("a stored API key is damaged", e);
            }
        }
    }
}
