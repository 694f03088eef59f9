package com.stateset.sequencer.protocol.scope;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is followed of a stream. Members that are not known are refused, since a scope that is understood in part is another one.
 *
 * @param entityTypes entities of these types; null for none
 * @param entities these entities; null for none
 * @param eventTypes events of these types; null for none
 */
@JsonIgnoreProperties(ignoreUnknown = false)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WireScope(
        @Nullable List<String> entityTypes,
        @Nullable List<WireEntity> entities,
        @Nullable List<String> eventTypes) {

    /** Checks what a scope must satisfy. */
    public WireScope {
        try {
            EventScope unused = scope(entityTypes, entities, eventTypes);
        } catch (IllegalArgumentException e) {
            throw new InvalidMessageException("$", String.valueOf(e.getMessage()));
        }
    }

    /**
     * An entity.
     *
     * @param entityType its type
     * @param entityId its id
     */
    @JsonIgnoreProperties(ignoreUnknown = false)
    public record WireEntity(String entityType, String entityId) {}

    /** Returns the form of a scope. */
    public static WireScope of(EventScope scope) {
        return new WireScope(
                orNull(List.copyOf(scope.entityTypes())),
                orNull(scope.entities().stream()
                        .map(entity -> new WireEntity(entity.type(), entity.id()))
                        .toList()),
                orNull(List.copyOf(scope.eventTypes())));
    }

    /** Returns the scope. */
    public EventScope toScope() {
        return scope(entityTypes, entities, eventTypes);
    }

    private static EventScope scope(
            @Nullable List<String> entityTypes,
            @Nullable List<WireEntity> entities,
            @Nullable List<String> eventTypes) {
        return EventScope.of(
                orEmpty(entityTypes),
                orEmpty(entities).stream()
                        .map(entity -> new EntityRef(entity.entityType(), entity.entityId()))
                        .toList(),
                orEmpty(eventTypes));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> values) {
        return values == null ? List.of() : values;
    }

    private static <T> @Nullable List<T> orNull(List<T> values) {
        return values.isEmpty() ? null : values;
    }
}
