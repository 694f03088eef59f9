package com.stateset.sequencer.projection.spi;

import com.stateset.sequencer.spi.EventStore;

/** An event store whose database also carries projections. Implemented by the store itself. */
public interface ProjectionHost {

    /** What is kept of projections beside the events. The same object, or an equal one, at every call. */
    ProjectionStore projections();

    /**
     * Returns the projections of a store.
     *
     * @throws UnsupportedOperationException if the store carries none
     */
    static ProjectionStore projectionsOf(EventStore store) {
        return store.as(ProjectionHost.class)
                .orElseThrow(() -> new UnsupportedOperationException("this store does not carry projections"))
                .projections();
    }
}
