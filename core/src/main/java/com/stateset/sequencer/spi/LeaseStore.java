package com.stateset.sequencer.spi;

import java.time.Duration;
import java.util.UUID;

/**
 * Leases, so that of several processes one at a time does a piece of work. A lease ends by itself, by the store's clock, if it
 * is not prolonged. Thread-safe. Throws what {@link EventStore} throws.
 */
public interface LeaseStore {

    /**
     * Takes a lease, or prolongs it.
     *
     * @param name the work
     * @param holder who would do it
     * @param duration for how long from now
     * @return whether {@code holder} has the lease now
     */
    boolean take(String name, UUID holder, Duration duration);

    /** Gives a lease back, if {@code holder} has it. */
    void release(String name, UUID holder);
}
