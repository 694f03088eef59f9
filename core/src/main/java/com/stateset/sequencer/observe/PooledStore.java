package com.stateset.sequencer.observe;

import java.util.Optional;

/** An event store that may have a pool of connections of its own. Found by {@code EventStore.as}; implemented by the store itself. */
public interface PooledStore {

    /** Returns how the pool is used now; empty if the connections come from elsewhere. Waits for nothing. */
    Optional<PoolState> pool();
}
