package com.stateset.sequencer.postgres.keys;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.KeyRegistrationRule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys of agents, in {@code agent_keys}. Thread-safe.
 *
 * <p><b>Changes.</b> A change locks the tenant, then all of its streams in the order of their keys, and begins
 * a new epoch on all of them, in one transaction. So every event was sequenced either before it, by the clock
 * and by the keys before; or after it, by an append that found the new epoch. A revocation takes effect at a
 * moment that is read when all heads are locked and is not earlier than any event of the tenant: nothing that
 * was accepted is made invalid in retrospect. Whether a key that is registered is its agent's first, and whether
 * the one that authorizes it is valid, is asked under the same locks and at the same kind of moment, so no other
 * change of the agent's keys comes between the answer and the insert.
 *
 * <p><b>What it costs.</b> A change waits for the appends that hold a stream of the tenant, and they wait for
 * it: for as long as it takes to update one row a stream. Appends of other tenants notice nothing. A
 * registration or revocation that changes nothing locks the tenant only.
 *
 * <p><b>Look-ups.</b> A list of keys may hold a revocation, so it is read anew, once for all who ask at once
 * ({@link SingleFlight}). One key is asked for by those who need what never changes of it, so it comes from a
 * snapshot if that has it.
 */
public final class AgentKeyRegistry implements AgentKeyStore {

    private final Database database;
    private final KeySnapshots snapshots;
    private final SingleFlight<UUID, TenantKeys> looks;

    /**
     * Makes a registry.
     *
     * @param snapshots shared with appends: each profits by what the other has read
     */
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
            List<AgentKey> held = queries.ofAgent(tenant, key.agentId());
            Optional<AgentKey> standing = find(held, key.keyId());
            if (standing.isPresent()) {
                return standing.get();
            }
            AgentKey decided = KeyRegistrationRule.decide(key, held, queries.lockStreams(tenant));
            beginEpoch(queries, tenant, epoch);
            return insert(queries, decided, epoch);
        });
    }

    @Override
    public Optional<AgentKey> revoke(UUID tenantId, UUID agentId, long keyId) {
        return database.write(handle -> {
            AgentKeyQueries queries = handle.attach(AgentKeyQueries.class);
            Optional<Long> epoch = queries.lockTenant(tenantId);
            Optional<AgentKey> found = find(queries.ofAgent(tenantId, agentId), keyId);
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

    private static Optional<AgentKey> find(List<AgentKey> held, long keyId) {
        return held.stream().filter(key -> key.keyId() == keyId).findFirst();
    }

    private static AgentKey insert(AgentKeyQueries queries, AgentKey key, long epoch) {
        return queries.insert(
                key.tenantId(),
                key.agentId(),
                key.keyId(),
                key.publicKey().toByteArray(),
                key.validFrom(),
                key.validTo(),
                key.revokedAt(),
                key.registeredBy().text().orElse(null),
                epoch);
    }

    /**
     * Raises both epochs, the tenant's and those of its streams. All of them are locked by now, so that no
     * stream is made or appended to between the two.
     */
    private static void beginEpoch(AgentKeyQueries queries, UUID tenant, long epoch) {
        queries.raiseTenant(tenant, epoch);
        queries.raiseStreams(tenant, epoch);
    }

    /**
     * An exception of the same kind for another thread that waited for the same look-up, with a stack of its
     * own.
     */
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
