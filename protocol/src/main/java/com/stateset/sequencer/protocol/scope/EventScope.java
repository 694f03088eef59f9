package com.stateset.sequencer.protocol.scope;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Event;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a replica follows of a stream: events about entities of some types, about some entities, and of some types; whatever fulfils one of
 * the three. Without any, all events. Immutable.
 *
 * <p>Two kinds of events are in every scope: those of the agent whose replica it is, since it has to learn what became of them, and the
 * sequencer's records of erasures, since it has to drop what was erased.
 *
 * @param entityTypes entities of these types, {@link #MAX_TYPES} at most
 * @param entities these entities, {@link #MAX_ENTITIES} at most
 * @param eventTypes events of these types, {@link #MAX_TYPES} at most
 */
public record EventScope(SortedSet<String> entityTypes, SortedSet<EntityRef> entities, SortedSet<String> eventTypes) {

    /** The most types of a kind. */
    public static final int MAX_TYPES = 100;

    /** The most entities. */
    public static final int MAX_ENTITIES = 1000;

    private static final Comparator<EntityRef> ORDER =
            Comparator.comparing(EntityRef::type).thenComparing(EntityRef::id);

    /** Everything: no scope. */
    public static final EventScope ALL = of(List.of(), List.of(), List.of());

    public EventScope {
        require("entity types", entityTypes.size(), MAX_TYPES);
        require("entities", entities.size(), MAX_ENTITIES);
        require("event types", eventTypes.size(), MAX_TYPES);
        entityTypes.forEach(type -> requireText("entity type", type, EntityRef.MAX_TYPE_LENGTH));
        eventTypes.forEach(type -> requireText("event type", type, Event.MAX_TYPE_LENGTH));
        entityTypes = Collections.unmodifiableSortedSet(new TreeSet<>(entityTypes));
        eventTypes = Collections.unmodifiableSortedSet(new TreeSet<>(eventTypes));
        SortedSet<EntityRef> ordered = new TreeSet<>(ORDER);
        ordered.addAll(entities);
        entities = Collections.unmodifiableSortedSet(ordered);
    }

    /**
     * Returns a scope.
     *
     * @throws IllegalArgumentException if there are too many of a kind, or a type is empty or too long
     */
    public static EventScope of(
            Collection<String> entityTypes, Collection<EntityRef> entities, Collection<String> eventTypes) {
        SortedSet<EntityRef> ordered = new TreeSet<>(ORDER);
        ordered.addAll(entities);
        return new EventScope(new TreeSet<>(entityTypes), ordered, new TreeSet<>(eventTypes));
    }

    /** All entities of some types. */
    public static EventScope ofEntityTypes(String... types) {
        return of(List.of(types), List.of(), List.of());
    }

    /** Returns what is in this one or in another one. All events and something is all events. */
    public EventScope and(EventScope other) {
        return isAll() || other.isAll()
                ? ALL
                : of(
                        union(entityTypes, other.entityTypes),
                        union(entities, other.entities),
                        union(eventTypes, other.eventTypes));
    }

    /** Whether it is everything. */
    public boolean isAll() {
        return entityTypes.isEmpty() && entities.isEmpty() && eventTypes.isEmpty();
    }

    /**
     * Whether a replica has an event.
     *
     * @param agentId whose replica it is; null if it is of no agent
     */
    public boolean follows(Event event, @Nullable UUID agentId) {
        return followsEntity(event.entity())
                || eventTypes.contains(event.eventType())
                || event.sourceAgent().equals(agentId);
    }

    /** Whether it has every event of an entity, whatever they are, so that the entity's version is known by counting them. */
    public boolean followsEntity(EntityRef entity) {
        return isAll()
                || entityTypes.contains(entity.type())
                || entities.contains(entity)
                || Erasure.isReserved(entity);
    }

    private static <T> List<T> union(Collection<T> one, Collection<T> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private static void require(String what, int count, int most) {
        if (count > most) {
            throw new IllegalArgumentException(
                    "a scope has " + count + " " + what + "; at most " + most + " are allowed");
        }
    }

    private static void requireText(String what, String value, int longest) {
        if (value.isEmpty() || value.codePointCount(0, value.length()) > longest || value.indexOf(0) >= 0) {
            throw new IllegalArgumentException("'" + value + "' is no " + what + ": it must have 1 to " + longest
                    + " characters, none of them U+0000");
        }
    }

    /** Returns it as a person reads it: {@code entity types order; entities shop/s-1; event types price.changed}. */
    @Override
    public String toString() {
        if (isAll()) {
            return "all events";
        }
        StringBuilder text = new StringBuilder();
        add(text, "entity types ", entityTypes);
        add(text, "entities ", entities);
        add(text, "event types ", eventTypes);
        return text.toString();
    }

    private static void add(StringBuilder text, String what, Collection<?> values) {
        if (!values.isEmpty()) {
            text.append(text.isEmpty() ? "" : "; ").append(what);
            text.append(String.join(", ", values.stream().map(Object::toString).toList()));
        }
    }
}
