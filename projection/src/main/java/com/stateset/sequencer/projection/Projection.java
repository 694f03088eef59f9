package com.stateset.sequencer.projection;

import com.stateset.sequencer.event.ReadFilter;

/**
 * Makes state of events. It sees the events of each stream in order, and those of different streams in any
 * order, also at the same time.
 */
public sealed interface Projection permits TransactionalProjection, AtLeastOnceProjection {

    /**
     * Names the projection, for good: a letter, then letters, digits and underscores, all in lower case, at
     * most 40.
     */
    String name();

    /** Tells builds apart: raise it when the code makes other state of the same events. From 1 on. */
    int version();

    /** Which events it sees; asked once, when it is run, and what this throws comes out of there. Defaults to all. */
    default ReadFilter events() {
        return ReadFilter.ALL;
    }
}
