package com.stateset.sequencer.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where events say which version of their payload's schema they follow. Thread-safe.
 *
 * <p>Reading is {@link #shapeOf}. Writing, for {@link EventTypes#toEvent}, is {@link #eventType} and {@link #mark}, which write version 1
 * by default and nothing else; what was written is read back, so that the two cannot disagree unnoticed.
 */
@FunctionalInterface
public interface SchemaVersions {

    /**
     * Returns an event's shape.
     *
     * @param eventType the event's type as it stands in the log
     * @param payload parses the payload, if it is called
     * @throws IllegalArgumentException if the event says something that is no version
     */
    EventShape shapeOf(String eventType, Supplier<JsonNode> payload);

    /** The type that an event of a shape gets in the log. */
    default String eventType(EventShape shape) {
        return shape.eventType();
    }

    /** Notes the version in a payload that is about to be written; where it is no object, there is nothing to note it in. */
    default void mark(EventShape shape, JsonNode payload) {}

    /** Nowhere: everything is version 1. */
    static SchemaVersions none() {
        return (eventType, payload) -> new EventShape(eventType, 1);
    }

    /** In a member of the payload, as a whole number; where it is missing, it is version 1. */
    static SchemaVersions inMember(String name) {
        return new SchemaVersions() {
            @Override
            public EventShape shapeOf(String eventType, Supplier<JsonNode> payload) {
                JsonNode version = payload.get().path(name);
                if (version.isMissingNode()) {
                    return new EventShape(eventType, 1);
                }
                if (!version.canConvertToInt()) {
                    throw new IllegalArgumentException("its member " + name + " is no schema version");
                }
                return new EventShape(eventType, version.intValue());
            }

            @Override
            public void mark(EventShape shape, JsonNode payload) {
                if (shape.version() > 1 && payload instanceof ObjectNode object) {
                    object.put(name, shape.version());
                }
            }
        };
    }

    /**
     * At the end of the type, behind a separator: {@code order.placed.v2} with the separator {@code .v}. A type that does not end
     * so is version 1.
     */
    static SchemaVersions inTypeSuffix(String separator) {
        Pattern form = Pattern.compile("(.+)" + Pattern.quote(separator) + "([1-9][0-9]{0,8})");
        return new SchemaVersions() {
            @Override
            public EventShape shapeOf(String eventType, Supplier<JsonNode> payload) {
                Matcher parts = form.matcher(eventType);
                return parts.matches()
                        ? new EventShape(parts.group(1), Integer.parseInt(parts.group(2)))
                        : new EventShape(eventType, 1);
            }

            @Override
            public String eventType(EventShape shape) {
                return shape.version() == 1 ? shape.eventType() : shape.eventType() + separator + shape.version();
            }
        };
    }
}
