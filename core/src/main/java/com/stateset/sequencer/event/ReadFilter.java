package com.stateset.sequencer.event;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.text.Text;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a stream are wanted: those that fulfil every condition that is given. Immutable.
 *
 * @param eventTypes of one of these types; all if it is empty. At most {@link #MAX_TYPES}
 * @param entityTypes about entities of one of these types; all if it is empty. At most {@link #MAX_TYPES}
 * @param entityId about this entity, if given; then there is one entity type
 * @param sequencedFrom sequenced at this moment or later, if given
 * @param sequencedBefore sequenced before this moment, if given
 * @param commandId of this command, if given
 * @param correlationId with this correlation id in their metadata, if given; no hash covers it, so neither does any prove that these are all
 * @param query matching this by their types and tags, if given; no hash covers tags either
 */
public record ReadFilter(
        Set<String> eventTypes,
        Set<String> entityTypes,
        @Nullable String entityId,
        @Nullable Instant sequencedFrom,
        @Nullable Instant sequencedBefore,
        @Nullable UUID commandId,
        @Nullable String correlationId,
        @Nullable TagQuery query) {

    /** The most types of a filter. */
    public static final int MAX_TYPES = 100;

    /** All events. */
    public static final ReadFilter ALL = new ReadFilter(Set.of(), Set.of(), null, null, null, null, null, null);

    private static final Instant FIRST_MOMENT = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST_MOMENT = Instant.parse("9999-12-31T23:59:59Z");

    public ReadFilter {
        eventTypes = Set.copyOf(eventTypes);
        entityTypes = Set.copyOf(entityTypes);
        requireTypes("eventType", eventTypes, Event.MAX_TYPE_LENGTH);
        requireTypes("entityType", entityTypes, EntityRef.MAX_TYPE_LENGTH);
        if (entityId != null) {
            Text.require("entityId", entityId, EntityRef.MAX_ID_LENGTH);
            if (entityTypes.size() != 1) {
                throw new IllegalArgumentException("entityId needs one entityType");
            }
        }
        sequencedFrom = wholeMicros("sequencedFrom", sequencedFrom);
        sequencedBefore = wholeMicros("sequencedBefore", sequencedBefore);
        if (correlationId != null) {
            Text.require("correlationId", correlationId, EventMetadata.MAX_CORRELATION_LENGTH);
        }
    }

    /** Up to the next microsecond, in which {@code sequenced_at} is counted: that changes neither bound. */
    private static @Nullable Instant wholeMicros(String field, @Nullable Instant moment) {
        if (moment == null) {
            return null;
        }
        if (moment.isBefore(FIRST_MOMENT) || moment.isAfter(LAST_MOMENT)) {
            throw new IllegalArgumentException(field + " is not within the years 0 to 9999");
        }
        Instant micros = moment.truncatedTo(ChronoUnit.MICROS);
        return micros.equals(moment) ? moment : micros.plus(1, ChronoUnit.MICROS);
    }

    private static void requireTypes(String field, Set<String> types, int maxLength) {
        if (types.size() > MAX_TYPES) {
            throw new IllegalArgumentException(
                    field + " has " + types.size() + " values; at most " + MAX_TYPES + " are allowed");
        }
        types.forEach(type -> Text.require(field, type, maxLength));
    }

    /** The same with other event types; all events if there are none. */
    public ReadFilter eventTypes(Collection<String> values) {
        return new ReadFilter(
                Set.copyOf(values),
                entityTypes,
                entityId,
                sequencedFrom,
                sequencedBefore,
                commandId,
                correlationId,
                query);
    }

    /** The same with other entity types, and of no certain entity. */
    public ReadFilter entityTypes(Collection<String> values) {
        return new ReadFilter(
                eventTypes, Set.copyOf(values), null, sequencedFrom, sequencedBefore, commandId, correlationId, query);
    }

    /** The same of one entity. */
    public ReadFilter entity(EntityRef value) {
        return new ReadFilter(
                eventTypes,
                Set.of(value.type()),
                value.id(),
                sequencedFrom,
                sequencedBefore,
                commandId,
                correlationId,
                query);
    }

    /** The same of another time: from a moment on, before another; null for no bound. */
    public ReadFilter sequenced(@Nullable Instant from, @Nullable Instant before) {
        return new ReadFilter(eventTypes, entityTypes, entityId, from, before, commandId, correlationId, query);
    }

    /** The same of one command. */
    public ReadFilter commandId(UUID value) {
        Objects.requireNonNull(value, "commandId");
        return new ReadFilter(
                eventTypes, entityTypes, entityId, sequencedFrom, sequencedBefore, value, correlationId, query);
    }

    /** The same of one correlation id. */
    public ReadFilter correlationId(String value) {
        Objects.requireNonNull(value, "correlationId");
        return new ReadFilter(
                eventTypes, entityTypes, entityId, sequencedFrom, sequencedBefore, commandId, value, query);
    }

    /** The same of those that match a query, in place of an earlier query or earlier {@link #tags}. */
    public ReadFilter query(TagQuery value) {
        Objects.requireNonNull(value, "query");
        return new ReadFilter(
                eventTypes, entityTypes, entityId, sequencedFrom, sequencedBefore, commandId, correlationId, value);
    }

    /** The same of those that have all of these tags, in place of earlier ones or of an earlier {@link #query}. */
    public ReadFilter tags(Collection<String> values) {
        return query(TagQuery.tagged(values.toArray(String[]::new)));
    }

    /** The entity that all wanted events are about, if they are about one. */
    public Optional<EntityRef> entity() {
        return entityId == null
                ? Optional.empty()
                : Optional.of(new EntityRef(entityTypes.iterator().next(), entityId));
    }

    /** Whether an event fulfils every condition. */
    public boolean matches(SequencedEvent sequenced) {
        Event event = sequenced.event();
        return isOne(eventTypes, event.eventType())
                && isOne(entityTypes, event.entity().type())
                && (entityId == null || entityId.equals(event.entity().id()))
                && (sequencedFrom == null || !sequenced.sequencedAt().isBefore(sequencedFrom))
                && (sequencedBefore == null || sequenced.sequencedAt().isBefore(sequencedBefore))
                && (commandId == null || commandId.equals(event.commandId()))
                && (correlationId == null
                        || event.metadata()
                                .correlationId()
                                .filter(correlationId::equals)
                                .isPresent())
                && (query == null || query.matches(event.eventType(), event.tags()));
    }

    private static boolean isOne(Set<String> types, String type) {
        return types.isEmpty() || types.contains(type);
    }
}
