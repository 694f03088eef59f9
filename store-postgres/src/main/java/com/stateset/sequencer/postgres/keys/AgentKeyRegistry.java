package com.stateset.sequencer.postgres.keys;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.spi.AgentKeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys of agents, in {@code agent_keys}. Thread-safe.
 *
 * <p>A change locks the tenant, then all of its streams, and begins a new epoch on all of them, in one transaction. So every
 * event was sequenced either before it, by the clock and by the keys before; or after it, by an append that found the new epoch.
 */
public final class AgentKeyRegistry implements AgentKeyStore {

    private final Database database;
    private final KeySnapshots snapshots;
    private final SingleFlight<UUID, TenantKeys> looks;

    public AgentKeyRegistry(Database database, KeySnapshots snapshots) {
        this.database = database;
        database.register(new AgentKeyMapper());
        this.snapshots = snapshots;
        this.looks = new SingleFlight<>(this::look, AgentKeyRegistry::copy);
    }

    @Override
    public AgentKey register(AgentKey key) {
        UUID tenant = key.tenantId();
        return database.write(handle -> {
            AgentKeyQueries queries = handle.attach(AgentKeyQueries.class);
            queries.ensureTenant(tenant);
            long epoch = queries.lockTenant(tenant).orElseThrow() + 1;
            Optional<AgentKey> found = queries.find(tenant, key.agentId(), key.keyId());
            if (found.isPresent()) {
                return found.get();
            }
            queries.lockStreams(tenant);
            beginEpoch(queries, tenant, epoch);
            return queries.insert(
                    tenant,
                    key.agentId(),
                    key.keyId(),
                    key.publicKey().toByteArray(),
                    key.validFrom(),
                    key.validTo(),
                    key.revokedAt(),
                    epoch);
        });
    }

    @Override
    public Optional<AgentKey> revoke(UUID tenantId, UUID agentId, long keyId) {
        return database.write(handle -> {
            AgentKeyQueries queries = handle.attach(AgentKeyQueries.class);
            Optional<Long> epoch = queries.lockTenant(tenantId);
            Optional<AgentKey> found = queries.find(tenantId, agentId, keyId);
            if (epoch.isEmpty() || found.isEmpty() || found.get().revokedAt() != null) {
                return found;
            }
            Instant moment = queries.lockStreams(tenantId);
            beginEpoch(queries, tenantId, epoch.get() + 1);
            return Optional.of(queries.revoke(tenantId, agentId, keyId, moment, epoch.get() + 1));
        });
    }

    @Override
    public List<AgentKey> keys(UUID tenantId, UUID agentId) {
        return looks.get(tenantId).of(agentId);
    }

    @Override
    public Optional<AgentKey> key(UUID tenantId, UUID agentId, long keyId) {
        database.requireOpen();
        return snapshots
                .newest(tenantId)
                .find(agentId, keyId)
                .or(() -> looks.get(tenantId).find(agentId, keyId));
    }

    private static void beginEpoch(AgentKeyQueries queries, UUID tenant, long epoch) {
        queries.raiseTenant(tenant, epoch);
        queries.raiseStreams(tenant, epoch);
    }

    private static RuntimeException copy(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof StoreUnavailableException
                ? new StoreUnavailableException(message, e)
                : new StoreFailedException(message, e);
    }

    private TenantKeys look(UUID tenant) {
        return database.read(handle -> snapshots.current(tenant, handle.getConnection()));
    }
}
