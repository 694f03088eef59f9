package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What has been pulled of the stream, and verified: its events from 1 on, without a gap; or those of them that the outbox's {@linkplain
 * Outbox#scope scope} has, with numbers between them that are not held. Thread-safe.
 */
public interface Replica {

    /** The last sequence number it reaches; 0 for none. */
    long pulledThrough();

    /**
     * Reads events in order.
     *
     * @param from the first sequence number; 0 means 1
     * @param limit the most events to return, at least 1
     */
    List<SequencedEvent> read(long from, int limit);

    /** Finds an event. */
    Optional<SequencedEvent> find(UUID eventId);

    /**
     * Reads what happened to one entity.
     *
     * @param offset how many of the entity's events to skip
     * @param limit the most events to return, at least 1
     */
    EntityHistory entityHistory(EntityRef entity, long offset, int limit);

    /** The count of an entity's events in the replica. */
    long entityVersion(EntityRef entity);
}
