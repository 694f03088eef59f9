package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.KeyAuthority;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes an agent's keys of rows that have {@link #COLUMNS}, also those that are not good any more.
 *
 * @param tenantId whose agent
 * @param agentId whose keys
 */
public record SqliteAgentKeyMapper(UUID tenantId, UUID agentId) implements RowMapper<AgentKey> {

    public static final String COLUMNS = "key_id, public_key, valid_from, valid_to, revoked_at, registered_by";

    @Override
    public AgentKey map(ResultSet row, StatementContext context) throws SQLException {
        return map(row);
    }

    AgentKey map(ResultSet row) throws SQLException {
        try {
            return new AgentKey(
                    tenantId,
                    agentId,
                    row.getLong(1),
                    Ed25519PublicKey.of(row.getBytes(2)),
                    BinaryForm.instantOrNull(row, 3),
                    BinaryForm.instantOrNull(row, 4),
                    BinaryForm.instantOrNull(row, 5),
                    authority(row.getString(6)));
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException(
                    "the stored key " + row.getLong(1) + " of agent " + agentId + " is damaged", e);
        }
    }

    /** Null is of before this was recorded, or of a process that does not record it yet. */
    private static KeyAuthority authority(@Nullable String text) {
        return text == null ? KeyAuthority.UNRECORDED : KeyAuthority.parse(text);
    }
}
