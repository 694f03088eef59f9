package com.stateset.sequencer.projection.spi;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.Set;

/**
 * A write transaction on one stream of a build; no other works on that stream meanwhile. Not thread-safe,
 * and good only during the call that it is given to.
 *
 * <p>The projection's own code writes through {@link #handle} between these calls, and might end the
 * transaction with a statement. The methods that store something notice that, and throw, before they store
 * anything.
 */
public interface ProjectionTransaction {

    /** What projections write through; of the store's {@link ProjectionStore#handleType}. */
    Object handle();

    /**
     * Returns the name to use in SQL for a table of the build.
     *
     * @throws IllegalArgumentException if it has no such table
     */
    String table(String name);

    /** The entities that have parked events. */
    Set<EntityRef> parkedEntities();

    /** Whether an event is parked: one that was may have been given up, or applied, since that was read. */
    boolean isParked(long sequenceNumber);

    /** Whether an event of an entity is parked that stands before this number. */
    boolean isParkedBefore(EntityRef entity, long sequenceNumber);

    /** Puts an event aside, or notes another failure of one that is. What it wants from now on is no retry. */
    void park(SequencedEvent event, int attempts, String error);

    /**
     * Takes an event back that was put aside. The next one of its entity is to be tried, if it was waiting
     * behind this one.
     */
    void unpark(SequencedEvent event);

    /** Moves the checkpoint to an event. */
    void moveTo(SequencedEvent event);

    /** Makes the stream stand still until it is resumed. */
    void stop(String reason);
}
