package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * The agents' keys, within a write transaction: none can be revoked before it commits. So a revocation that
 * has returned binds every later append, of every process that uses the file, without anything to be
 * invalidated.
 *
 * <p>Keys are looked up by agent; whether the tenant has any key at all is asked first, since most tenants
 * of a store that does not use signatures have none, and their appends should not pay for them.
 */
public final class AgentKeyLookup {

    private final PreparedStatement anyOfTenant;
    private final PreparedStatement ofAgent;

    AgentKeyLookup(Connection connection) throws SQLException {
        this.anyOfTenant = connection.prepareStatement("""
                select 1
                from agent_keys
                where tenant_id = ?
                limit 1
                """);
        this.ofAgent = connection.prepareStatement(String.format(Locale.ROOT, """
                select %s
                from agent_keys
                where tenant_id = ? and agent_id = ?
                order by key_id
                """, SqliteAgentKeyMapper.COLUMNS));
    }

    /** Whether any agent of a tenant has, or ever had, a key: one step in the primary key. */
    boolean anyOfTenant(UUID tenantId) throws SQLException {
        anyOfTenant.setBytes(1, BinaryForm.bytes(tenantId));
        try (ResultSet row = anyOfTenant.executeQuery()) {
            return row.next();
        }
    }

    /**
     * All keys of an agent, also those that are revoked or out of their time, by ascending key id; the
     * rules judge them.
     */
    public List<AgentKey> ofAgent(UUID tenantId, UUID agentId) throws SQLException {
        ofAgent.setBytes(1, BinaryForm.bytes(tenantId));
        ofAgent.setBytes(2, BinaryForm.bytes(agentId));
        SqliteAgentKeyMapper mapper = new SqliteAgentKeyMapper(tenantId, agentId);
        List<AgentKey> keys = new ArrayList<>();
        try (ResultSet row = ofAgent.executeQuery()) {
            while (row.next()) {
                keys.add(mapper.map(row));
            }
        }
        return keys;
    }
}
