package com.stateset.sequencer.projection.runner;

import com.stateset.sequencer.error.ProjectionFailedException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.spi.Claim;
import java.util.List;
import java.util.Optional;

/** Brings events to a projection, and the checkpoint past them, in the order that the kind of projection demands. */
interface Applier {

    /**
     * Applies the next events of a stream: some of them, the first at least.
     *
     * @return the last event that the checkpoint has moved past; empty if the claim is not good any more
     * @throws ProjectionFailedException if the projection threw; the checkpoint has not moved
     */
    Optional<SequencedEvent> applyNext(Claim claim, List<SequencedEvent> events);

    /**
     * Applies an event that was parked, and takes it back. One that waits behind another one is left alone,
     * and so is one that is not parked any more.
     *
     * @return whether the claim is still good
     * @throws ProjectionFailedException if the projection threw
     */
    boolean applyParked(Claim claim, SequencedEvent event, boolean heldBack);

    /** What is kept with an event that waits for another one. */
    static String waiting(SequencedEvent event) {
        return "waits behind a parked event of " + event.event().entity();
    }
}
