package com.stateset.sequencer.protocol;

import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import java.util.Collection;

/**
 * A page of an entity's history.
 *
 * @param entityType what kind of thing it is
 * @param entityId which one
 * @param version how many events it has
 * @param events in the order of their numbers; not copied, as in {@link WireEventPage}
 * @param count how many they are
 * @param total the same as {@code version}
 * @param hasMore whether there are events after these
 */
public record WireEntityPage(
        String entityType,
        String entityId,
        long version,
        Collection<WireEvent> events,
        int count,
        long total,
        boolean hasMore) {

    /**
     * Returns the form of a page.
     *
     * @param events the form of its events
     */
    public static WireEntityPage of(EntityHistory page, Collection<WireEvent> events) {
        EntityRef entity = page.entity();
        long version = page.version();
        return new WireEntityPage(
                entity.type(), entity.id(), version, events, page.events().size(), version, page.hasMore());
    }
}
