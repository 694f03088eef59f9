package com.stateset.sequencer.server.limits;

import io.github.bucket4j.TimeMeter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many calls a tenant may make in a minute, and how many an API key that has a limit of its own. Thread-safe.
 *
 * <p>A call takes from its tenant first, and then from its key; what the key refuses is put back to the tenant. So a key's limit protects
 * the others of its tenant, and who mints many keys gets no more than the tenant has. Tenants and keys have a table each: one tenant's
 * many keys do not crowd out the others.
 *
 * <p>Each process counts by itself, and in memory: two servers on one database let twice as many calls pass, and one that starts
 * again begins anew. The tables take a sixty-fourth of the heap at most.
 */
public final class RateLimits {

    private static final int SHARE_OF_HEAP = 128;

    private final @Nullable Integer perTenant;
    private final BucketTable tenants;
    private final BucketTable keys;

    private RateLimits(@Nullable Integer perTenant, long maxBytes, TimeMeter clock) {
        this.perTenant = perTenant;
        this.tenants = new BucketTable(maxBytes, clock);
        this.keys = new BucketTable(maxBytes, clock);
    }

    /**
     * Makes limits.
     *
     * @param perTenant the most calls of a tenant in a minute, positive; null for no limit
     */
    public static RateLimits perTenant(@Nullable Integer perTenant) {
        return new RateLimits(perTenant, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, TimeMeter.SYSTEM_NANOTIME);
    }

    static RateLimits of(@Nullable Integer perTenant, long maxBytes, TimeMeter clock) {
        return new RateLimits(perTenant, maxBytes, clock);
    }

    /**
     * Counts a call.
     *
     * @param tenant whose it is
     * @param key the key that was shown; null for none that has a limit of its own
     * @param perKey the most calls of that key in a minute; null for no limit
     * @return the limit that the caller meets first; empty if it is under none
     */
    public Optional<RateVerdict> take(Object tenant, @Nullable Object key, @Nullable Integer perKey) {
        RateVerdict ofTenant = perTenant == null ? null : tenants.take(tenant, perTenant);
        if (key == null || perKey == null || (ofTenant != null && !ofTenant.allowed())) {
            return Optional.ofNullable(ofTenant);
        }
        RateVerdict ofKey = keys.take(key, perKey);
        if (ofTenant == null) {
            return Optional.of(ofKey);
        }
        if (!ofKey.allowed()) {
            tenants.putBack(tenant);
            return Optional.of(ofKey);
        }
        return Optional.of(ofTenant.tighter(ofKey));
    }
}
