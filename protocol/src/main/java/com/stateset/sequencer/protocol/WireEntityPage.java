package com.stateset.sequencer.protocol;

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
        boolean hasMore) {}
