package com.stateset.sequencer.postgres.keys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.postgres.rows.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of the keys of tenants' agents: for each tenant all of them, as of an epoch.
 * Thread-safe.
 *
 * <p><b>Epochs.</b> A tenant's epoch counts the changes to the keys of its agents. A change, its epoch, and the
 * epoch on all heads of the tenant are one transaction, with all of these heads locked. So on any head one
 * epoch stands for exactly one state of the keys, and a snapshot of that epoch is that state.
 *
 * <p><b>What may be stale.</b> A snapshot may be out of date at any time. Whoever plans with one has the fence
 * compare its epoch with the stream's, or renews it under the stream's lock, which keeps the epoch where it is.
 * There is no other invalidation, and none is needed: another process that revokes a key does not have to reach
 * this one.
 *
 * <p><b>Renewing.</b> Reads only the keys that changed behind the known epoch, each of which carries the epoch
 * of its last change; keys are never deleted. If the epoch has gone back, the database was restored, and all is
 * read. Of two threads that renew at once the slower may put back the older snapshot: it is stale then, and is
 * found out like any other.
 *
 * <p><b>Evicting.</b> By the number of agents. A tenant that is not here is taken for one without keys, at
 * epoch 0; the fence or the lock finds that out, too.
 */
public final class KeySnapshots {

    /** Counted in agents, at some 300 bytes each. */
    private static final long CAPACITY = 300_000;

    private volatile Cache<UUID, TenantKeys> snapshots = empty();

    /**
     * Returns the newest known snapshot, without looking into the database.
     *
     * @param epoch at which the stream was found: an older snapshot would lose its fence for certain
     * @return null if what is known is older
     */
    @Nullable
    public TenantKeys known(UUID tenantId, long epoch) {
        TenantKeys known = newest(tenantId);
        return known.epoch() >= epoch ? known : null;
    }

    /**
     * Returns snapshots for tenants whose epochs are held where they are, by locks of the connection's
     * transaction: the unknown ones read in one statement.
     *
     * @param epochs as read under the locks
     * @return a snapshot per tenant, of exactly that epoch
     */
    public Map<UUID, TenantKeys> at(Map<UUID, Long> epochs, Connection connection) throws SQLException {
        Map<UUID, TenantKeys> found = new HashMap<>();
        List<UUID> outdated = new ArrayList<>();
        epochs.forEach((tenant, epoch) -> {
            TenantKeys newest = newest(tenant);
            if (newest.epoch() == epoch) {
                found.put(tenant, newest);
            } else {
                outdated.add(tenant);
            }
        });
        if (!outdated.isEmpty()) {
            found.putAll(renew(outdated, connection));
        }
        return found;
    }

    /**
     * Returns the keys of a tenant as they are: of some moment between the call and its return, since nothing
     * is locked.
     */
    TenantKeys current(UUID tenantId, Connection connection) throws SQLException {
        return Objects.requireNonNull(renew(List.of(tenantId), connection).get(tenantId));
    }

    /**
     * Forgets everything, and also what is being read at the moment: that goes into the map that is replaced
     * here.
     */
    public void forget() {
        snapshots = empty();
    }

    private static Cache<UUID, TenantKeys> empty() {
        return Caffeine.newBuilder()
                .maximumWeight(CAPACITY)
                .weigher((UUID tenant, TenantKeys keys) -> 1 + keys.agents())
                .build();
    }

    /** Returns the newest known snapshot, perhaps of long ago; {@link TenantKeys#NONE} if there is none. */
    TenantKeys newest(UUID tenantId) {
        return newest(tenantId, snapshots);
    }

    private static TenantKeys newest(UUID tenantId, Cache<UUID, TenantKeys> snapshots) {
        TenantKeys known = snapshots.getIfPresent(tenantId);
        return known == null ? TenantKeys.NONE : known;
    }

    /** Reads what has changed since the newest known snapshots; all of it for a tenant whose epoch went back in time. */
    private Map<UUID, TenantKeys> renew(List<UUID> tenants, Connection connection) throws SQLException {
        Cache<UUID, TenantKeys> target = snapshots;
        Map<UUID, TenantKeys> known = new HashMap<>();
        tenants.forEach(tenant -> known.put(tenant, newest(tenant, target)));
        Map<UUID, Changes> changes = readChanges(known, connection);
        Map<UUID, TenantKeys> renewed = new HashMap<>();
        known.forEach((tenant, before) -> {
            TenantKeys after = apply(changes.getOrDefault(tenant, Changes.NEVER), before);
            if (after != before) {
                target.put(tenant, after);
            }
            renewed.put(tenant, after);
        });
        return renewed;
    }

    private static TenantKeys apply(Changes changes, TenantKeys before) {
        if (changes.epoch == before.epoch()) {
            return before;
        }
        TenantKeys base = changes.epoch < before.epoch() ? TenantKeys.NONE : before;
        return base.with(changes.keys, changes.epoch);
    }

    /**
     * Reads epochs and the keys that changed since those known, in one statement and so as of one moment. Each
     * tenant is looked up by itself, laterally: the planner of a reader's connection does not know how few they
     * are, and a join might read all keys of all tenants. A tenant without a row has never had keys.
     */
    private static Map<UUID, Changes> readChanges(Map<UUID, TenantKeys> known, Connection connection)
            throws SQLException {
        Map<UUID, Changes> changes = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select e.tenant_id, e.epoch, k.agent_id, k.key_id, k.public_key, k.valid_from, k.valid_to, k.revoked_at,
                    k.registered_by
                from unnest(?::uuid[], ?::bigint[]) as w (tenant_id, known)
                cross join lateral (
                    select tenant_id, epoch from sequencer.key_epochs where tenant_id = w.tenant_id limit 1
                ) e
                left join lateral (
                    select * from sequencer.agent_keys
                    where tenant_id = w.tenant_id
                        and changed_epoch > case when w.known > e.epoch then 0 else w.known end
                    offset 0
                ) k on true
                """)) {
            List<UUID> tenants = List.copyOf(known.keySet());
            select.setArray(1, connection.createArrayOf("uuid", tenants.toArray()));
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint",
                            tenants.stream()
                                    .map(known::get)
                                    .map(TenantKeys::epoch)
                                    .toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long epoch = row.getLong("epoch");
                    Changes ofTenant = changes.computeIfAbsent(
                            Columns.uuid(row, "tenant_id"), tenant -> new Changes(epoch, new ArrayList<>()));
                    if (row.getObject("agent_id") != null) {
                        ofTenant.keys.add(AgentKeyMapper.of(row));
                    }
                }
            }
        }
        return changes;
    }

    /** The keys that changed up to an epoch. */
    private record Changes(long epoch, Collection<AgentKey> keys) {

        private static final Changes NEVER = new Changes(0, List.of());
    }
}
