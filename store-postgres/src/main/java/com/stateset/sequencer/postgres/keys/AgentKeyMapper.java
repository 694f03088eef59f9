package com.stateset.sequencer.postgres.keys;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.KeyAuthority;
import com.stateset.sequencer.postgres.rows.Columns;
import com.stateset.sequencer.postgres.rows.Damage;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads a key from a row of {@code agent_keys}. Damaged is a row whose values no key can have, such as a public
 * key of another length than 32 bytes: the message names the agent and the key id, and does not repeat what
 * stands there. Such a key makes appends of its tenant fail, instead of letting them pass as those of an agent
 * without keys.
 */
final class AgentKeyMapper implements RowMapper<AgentKey> {

    static AgentKey of(ResultSet row) throws SQLException {
        try {
            return new AgentKey(
                    Columns.uuid(row, "tenant_id"),
                    Columns.uuid(row, "agent_id"),
                    row.getLong("key_id"),
                    Ed25519PublicKey.of(row.getBytes("public_key")),
                    Columns.instantOrNull(row, "valid_from"),
                    Columns.instantOrNull(row, "valid_to"),
                    Columns.instantOrNull(row, "revoked_at"),
                    authority(row.getString("registered_by")));
        } catch (IllegalArgumentException e) {
            throw Damage.ofAgentKey(Columns.uuid(row, "agent_id"), row.getLong("key_id"), e);
        }
    }

    /** Null is of before this was recorded, or of a process that does not record it yet. */
    private static KeyAuthority authority(@Nullable String text) {
        return text == null ? KeyAuthority.UNRECORDED : KeyAuthority.parse(text);
    }

    @Override
    public AgentKey map(ResultSet row, StatementContext context) throws SQLException {
        return of(row);
    }
}
