package com.stateset.sequencer.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.encryption.Decryption;
import com.stateset.sequencer.error.UnmappableEventException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which Java type is for which events, both ways. Payloads of old shapes are upcast on the way in, step by step; values are written in
 * the latest version of their type. Immutable and thread-safe.
 *
 * @param <T> what all the types have in common: a sealed interface of the application's, for example
 */
@CheckReturnValue
public final class EventTypes<T> {

    private final ObjectMapper json;
    private final ShapesOfTypes<T> shapes;
    private final SchemaVersions versions;
    private final Map<EventShape, Step<T>> steps;
    private final @Nullable UnknownEvents<T> unknown;
    private final EncryptedEvents<T> encrypted;

    /**
     * Makes a mapping.
     *
     * @param json not changed by anyone from now on
     * @param unknown null for the default of who maps
     */
    EventTypes(
            ObjectMapper json,
            ShapesOfTypes<T> shapes,
            SchemaVersions versions,
            Map<EventShape, Step<T>> steps,
            @Nullable UnknownEvents<T> unknown,
            EncryptedEvents<T> encrypted) {
        this.json = json;
        this.shapes = shapes;
        this.versions = versions;
        this.steps = Map.copyOf(steps);
        this.unknown = unknown;
        this.encrypted = encrypted;
    }

    /** Starts a mapping. */
    public static <T> EventTypesBuilder<T> builder() {
        return new EventTypesBuilder<>();
    }

    /**
     * Maps an event; empty if events of its kind are left out.
     *
     * @throws UnmappableEventException if its payload does not fit its type, or if the policy for unknown events says so
     */
    public Optional<TypedEvent<T>> map(SequencedEvent event) {
        return map(event, UnknownEvents.failUnlessErased());
    }

    /**
     * The same, with another default for events without a type.
     *
     * @param otherwise what becomes of them if this mapping {@linkplain EventTypesBuilder#unknown has not been told}
     */
    public Optional<TypedEvent<T>> map(SequencedEvent event, UnknownEvents<T> otherwise) {
        return new Mapping(event, unknown == null ? otherwise : unknown).result();
    }

    /**
     * Makes an event of a value, to be sent: with an id, a date-time and no base version, unsigned. What is written is read once: an
     * event that cannot be mapped would stand in the log for good, and whoever folds its entity would fail.
     *
     * @throws IllegalArgumentException if its type is none of these, or cannot be written as JSON that reads as the same type and version
     */
    public NewEvent toEvent(EntityRef entity, T value) {
        EventShape shape = shapes.of(value);
        JsonNode payload = json.valueToTree(value);
        versions.mark(shape, payload);
        String eventType = versions.eventType(shape);
        if (!versions.shapeOf(eventType, () -> payload).equals(shape)) {
            throw new IllegalArgumentException(
                    value.getClass().getName() + " is not written as " + shape + ": nothing says its version");
        }
        String text = payload.toString();
        requireReadable(value, shape, text);
        return NewEvent.builder()
                .entity(entity.type(), entity.id())
                .eventType(eventType)
                .payload(text)
                .build();
    }

    /** The text itself is read: a tree may hold what only looks like JSON once it is written. */
    private void requireReadable(T value, EventShape shape, String payload) {
        Step<T> step = Objects.requireNonNull(steps.get(shape), "what a value is written as has a type");
        try {
            requirePresent(((Step.Bind<T>) step).reader().readValue(payload));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    value.getClass().getName() + " is written as JSON that does not read back: " + e.getMessage(), e);
        }
    }

    private static void requirePresent(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("its payload is null");
        }
    }

    /**
     * Returns a JSON Schema (2020-12) of each type, by the event type under which it stands in the log: what {@link #toEvent} writes fits it.
     *
     * <p>Objects are closed, so that a member can be added to a type later on and the new schema still be backward compatible. Members of
     * primitive types are required, and so is what {@code @JsonProperty(required = true)} says; others may be missing or {@code null}. Where
     * what is written depends on the value, as with polymorphic types, everything is allowed. Types that are only upcast have no schema;
     * of several versions that stand under the same event type, the latest has.
     *
     * @throws IllegalArgumentException if there is a type of which there can be no schema
     */
    public Map<String, JsonNode> schemas() {
        Map<String, EventShape> latest = new TreeMap<>();
        shapes.types()
                .keySet()
                .forEach(shape -> latest.merge(
                        versions.eventType(shape),
                        shape,
                        (one, other) -> one.version() > other.version() ? one : other));
        Map<String, JsonNode> schemas = new TreeMap<>();
        latest.forEach((eventType, shape) -> schemas.put(
                eventType,
                TypeSchemas.of(
                        json,
                        Objects.requireNonNull(shapes.types().get(shape)),
                        marked -> versions.mark(shape, marked))));
        return Collections.unmodifiableMap(schemas);
    }

    /** Makes a fold over mapped events; what is left out does not reach it. */
    public <S> Fold<S> fold(Supplier<? extends S> initial, BiFunction<S, TypedEvent<T>, S> apply) {
        return Fold.of(
                initial,
                (state, event) ->
                        map(event).map(typed -> apply.apply(state, typed)).orElse(state));
    }

    /** What to do with a payload of a certain shape. */
    sealed interface Step<T> {

        /** Make a Java value of it. */
        record Bind<T>(ObjectReader reader) implements Step<T> {}

        /** Bring it into another shape. */
        record Upcast<T>(Upcaster upcaster, EventShape to) implements Step<T> {}
    }

    /** The mapping of one event. The payload is parsed into a tree only if somebody has to look at it. */
    private final class Mapping {

        private final SequencedEvent event;
        private final UnknownEvents<T> unknown;
        private byte[] bytes = {};
        private @Nullable JsonNode tree;

        private Mapping(SequencedEvent event, UnknownEvents<T> unknown) {
            this.event = event;
            this.unknown = unknown;
        }

        private Optional<TypedEvent<T>> result() {
            Payload payload = event.event().payload();
            if (payload instanceof Payload.EndToEnd) {
                return encrypted();
            }
            if (!(payload instanceof Payload.Clear clear)) {
                return passedTo(unknown, Optional.empty(), Optional.empty());
            }
            bytes = clear.json().toByteArray();
            return readable();
        }

        private Optional<TypedEvent<T>> encrypted() {
            Decryption read = encrypted.decryptor().decrypt(event.event());
            if (read instanceof Decryption.Opened opened) {
                bytes = opened.payload().toByteArray();
                return readable();
            }
            UnknownEvents<T> unreadable = encrypted.unreadable();
            return passedTo(
                    unreadable == null ? unknown : unreadable,
                    Optional.empty(),
                    Optional.of(((Decryption.Unreadable) read).reason()));
        }

        private Optional<TypedEvent<T>> passedTo(
                UnknownEvents<T> policy, Optional<JsonNode> payload, Optional<Decryption.Reason> unreadable) {
            return policy.map(new RawEvent(event, payload, unreadable)).map(value -> new TypedEvent<>(event, value));
        }

        private Optional<TypedEvent<T>> readable() {
            try {
                EventShape shape = versions.shapeOf(event.event().eventType(), this::tree);
                Step<T> step = steps.get(shape);
                return step == null
                        ? passedTo(unknown, Optional.of(tree()), Optional.empty())
                        : Optional.of(new TypedEvent<>(event, bind(step)));
            } catch (IllegalArgumentException e) {
                throw new UnmappableEventException(event, String.valueOf(e.getMessage()), e);
            } catch (IOException | UncheckedIOException e) {
                throw new UnmappableEventException(event, "its payload does not fit its Java type", e);
            }
        }

        private T bind(Step<T> step) throws IOException {
            if (step instanceof Step.Upcast<T> upcast) {
                tree = upcast.upcaster().upcast(object());
                return bind(Objects.requireNonNull(steps.get(upcast.to()), "every upcast leads to a type"));
            }
            return read(((Step.Bind<T>) step).reader());
        }

        private T read(ObjectReader reader) throws IOException {
            T value = tree == null ? reader.readValue(bytes) : reader.readValue(tree);
            requirePresent(value);
            return value;
        }

        private ObjectNode object() {
            if (tree() instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("its payload is no object, and cannot be upcast");
        }

        private JsonNode tree() {
            JsonNode parsed = tree;
            if (parsed == null) {
                try {
                    parsed = json.readTree(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                tree = parsed;
            }
            return parsed;
        }
    }
}
