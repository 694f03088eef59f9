package com.stateset.sequencer.tck.outbox;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.Outbox;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The oracle of dependent edits: what one outbox's events were written on top of, kept apart from the outbox, and whether a log is one
 * that may come of it. It knows no rule of sending; it only hears what the application did.
 *
 * <p><b>What must hold.</b> An own event stands on the own event before it of its entity. If a person discards that one, it stands on the
 * one below; if it is rebased, on the new one in its place. An event that stands in the log and has one below it must have that one in the
 * log, at an earlier place. Whoever asks after every step before the next settlement ({@link #settled}) misses nothing: a settlement that
 * comes too late would hide what was accepted before it.
 *
 * <p>A copied outbox goes on with a copy of this. An event of both may be in the log if either of them allows it. Not thread-safe.
 */
public final class DependentEdits {

    private final Map<EntityRef, UUID> top = new HashMap<>();
    private final Map<UUID, UUID> below = new HashMap<>();
    private final Map<UUID, EntityRef> standing = new LinkedHashMap<>();

    /** What an empty outbox has: nothing. */
    public DependentEdits() {}

    /** What the outbox has of which this one is a copy. */
    public DependentEdits(DependentEdits original) {
        top.putAll(original.top);
        below.putAll(original.below);
        standing.putAll(original.standing);
    }

    /** The application has appended events. */
    public void appended(List<LocalEvent> events) {
        for (LocalEvent event : events) {
            UUID id = event.eventId();
            EntityRef entity = event.event().entity();
            UUID before = top.put(entity, id);
            if (before != null) {
                below.put(id, before);
            }
            standing.put(id, entity);
        }
    }

    /** A person has settled something: what was discarded or replaced in the outbox is so here. */
    public void settled(Outbox outbox) {
        for (UUID id : List.copyOf(standing.keySet())) {
            LocalState state = outbox.find(id).orElseThrow().state();
            if (state instanceof LocalState.Discarded) {
                replace(id, null);
            } else if (state instanceof LocalState.Replaced replaced) {
                replace(id, replaced.by());
            }
        }
    }

    /** Whether an event came in here and still stands. */
    public boolean has(UUID eventId) {
        return standing.containsKey(eventId);
    }

    /**
     * Whether an event may be in a log.
     *
     * @param places the place of each event of the log
     */
    public boolean allows(UUID eventId, Map<UUID, Long> places) {
        UUID under = below.get(eventId);
        Long place = under == null ? Long.valueOf(0) : places.get(under);
        return place != null && place < Objects.requireNonNull(places.get(eventId), "the place of the event");
    }

    /** Puts another event, or none, where one stood. */
    private void replace(UUID id, @Nullable UUID by) {
        EntityRef entity = standing.remove(id);
        UUID under = below.remove(id);
        UUID instead = by == null ? under : by;
        if (by != null) {
            standing.put(by, entity);
            if (under != null) {
                below.put(by, under);
            }
        }
        below.replaceAll((above, each) -> each.equals(id) && instead != null ? instead : each);
        below.values().removeIf(id::equals);
        if (id.equals(top.get(entity))) {
            if (instead == null) {
                top.remove(entity);
            } else {
                top.put(entity, instead);
            }
        }
    }
}
