package com.stateset.sequencer.sync.conflict;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.Replica;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** Reads an outbox's conflicts. */
public final class Conflicts {

    private static final int AT_ONCE = 1000;

    private Conflicts() {}

    /** All rejected events that have not been dealt with, in the order of sending. */
    public static List<Conflict> of(Outbox outbox) {
        List<LocalEvent> stuck = outbox.conflicts();
        List<Conflict> conflicts = new ArrayList<>();
        for (int i = 0; i < stuck.size(); i++) {
            if (stuck.get(i).state() instanceof LocalState.Rejected) {
                conflicts.add(conflict(outbox, stuck, i));
            }
        }
        return conflicts;
    }

    /** The one of this event; empty if it is not rejected, or not here. */
    public static Optional<Conflict> find(Outbox outbox, UUID eventId) {
        return first(outbox, eventId::equals);
    }

    /** The first one, in the order of sending, whose event's id is wanted. Only its two sides are read. */
    static Optional<Conflict> first(Outbox outbox, Predicate<UUID> wanted) {
        List<LocalEvent> stuck = outbox.conflicts();
        for (int i = 0; i < stuck.size(); i++) {
            if (stuck.get(i).state() instanceof LocalState.Rejected
                    && wanted.test(stuck.get(i).eventId())) {
                return Optional.of(conflict(outbox, stuck, i));
            }
        }
        return Optional.empty();
    }

    private static Conflict conflict(Outbox outbox, List<LocalEvent> stuck, int index) {
        LocalEvent mine = stuck.get(index);
        Replica replica = outbox.replica();
        EntityRef entity = mine.event().entity();
        Long base = mine.event().baseVersion();
        List<SequencedEvent> since = base == null ? List.of() : since(replica, entity, Math.max(0, base - 1));
        boolean hasBefore = base != null && base > 0 && !since.isEmpty();
        List<SequencedEvent> theirs = hasBefore ? since.subList(1, since.size()) : since;
        return new Conflict(
                mine,
                hasBefore ? Optional.of(since.get(0)) : Optional.empty(),
                theirs,
                behind(stuck, index),
                replica.entityVersion(entity),
                mine.event().sourceAgent().equals(outbox.profile().agentId()),
                isAlone(stuck, mine));
    }

    private static List<SequencedEvent> since(Replica replica, EntityRef entity, long version) {
        List<SequencedEvent> events = new ArrayList<>();
        List<SequencedEvent> page =
                replica.entityHistory(entity, version, AT_ONCE).events();
        while (!page.isEmpty()) {
            events.addAll(page);
            page = replica.entityHistory(entity, page.get(page.size() - 1).entityVersion(), AT_ONCE)
                    .events();
        }
        return events;
    }

    private static boolean isAlone(List<LocalEvent> stuck, LocalEvent mine) {
        UUID command = mine.event().commandId();
        return command == null
                || stuck.stream()
                                .filter(event -> command.equals(event.event().commandId()))
                                .count()
                        == 1;
    }

    /** The list is in the order of sending, so that one walk finds all that stands behind. */
    private static List<LocalEvent> behind(List<LocalEvent> stuck, int index) {
        Set<EntityRef> entities = new HashSet<>(Set.of(stuck.get(index).event().entity()));
        Set<UUID> commands = new HashSet<>();
        addCommand(commands, stuck.get(index));
        List<LocalEvent> behind = new ArrayList<>();
        for (LocalEvent later : stuck.subList(index + 1, stuck.size())) {
            UUID command = later.event().commandId();
            boolean waits =
                    entities.contains(later.event().entity()) || (command != null && commands.contains(command));
            if (waits) {
                behind.add(later);
                entities.add(later.event().entity());
                addCommand(commands, later);
            }
        }
        return behind;
    }

    private static void addCommand(Set<UUID> commands, LocalEvent event) {
        UUID command = event.event().commandId();
        if (command != null) {
            commands.add(command);
        }
    }
}
