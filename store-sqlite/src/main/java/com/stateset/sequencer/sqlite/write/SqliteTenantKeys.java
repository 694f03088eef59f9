package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.event.AgentKey;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a tenant's agents during a write transaction, each agent looked up once, and not before it is
 * asked for. Good for that transaction only; not thread-safe.
 */
final class SqliteTenantKeys {

    private final UUID tenantId;
    private final AgentKeyLookup lookup;
    private final Map<UUID, List<AgentKey>> byAgent = new HashMap<>();
    private @Nullable Boolean any;

    SqliteTenantKeys(UUID tenantId, AgentKeyLookup lookup) {
        this.tenantId = tenantId;
        this.lookup = lookup;
    }

    /**
     * All keys of an agent; the same list for every call.
     *
     * @throws SQLException if they cannot be looked up; the next call tries again
     */
    List<AgentKey> of(UUID agentId) throws SQLException {
        if (any == null) {
            any = lookup.anyOfTenant(tenantId);
        }
        if (!any) {
            return List.of();
        }
        List<AgentKey> keys = byAgent.get(agentId);
        if (keys == null) {
            keys = lookup.ofAgent(tenantId, agentId);
            byAgent.put(agentId, keys);
        }
        return keys;
    }
}
