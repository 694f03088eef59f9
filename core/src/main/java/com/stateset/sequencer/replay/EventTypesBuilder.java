package com.stateset.sequencer.replay;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.stateset.sequencer.encryption.EventDecryptor;
import com.stateset.sequencer.replay.EventTypes.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which Java type is for which events. Not thread-safe.
 *
 * @param <T> what all the types have in common
 */
public final class EventTypesBuilder<T> {

    private final Map<EventShape, Class<? extends T>> types = new HashMap<>();
    private final Map<EventShape, Step.Upcast<T>> upcasts = new HashMap<>();
    private ObjectMapper mapper = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build();
    private SchemaVersions versions = SchemaVersions.inMember("schema_version");
    private @Nullable UnknownEvents<T> unknown;
    private EventDecryptor decryptor = EventDecryptor.of(Map.of());
    private @Nullable UnknownEvents<T> unreadable;

    EventTypesBuilder() {}

    /** Maps events of a type, version 1. */
    public EventTypesBuilder<T> type(String eventType, Class<? extends T> javaType) {
        return type(eventType, 1, javaType);
    }

    /** Maps events of a type and a version of its schema. Versions before it need {@link #upcast}, or a type of their own. */
    public EventTypesBuilder<T> type(String eventType, int version, Class<? extends T> javaType) {
        EventShape shape = new EventShape(eventType, version);
        requireNew(shape);
        types.put(shape, Objects.requireNonNull(javaType, "javaType"));
        return this;
    }

    /** Brings payloads of a version into the shape of the next. */
    public EventTypesBuilder<T> upcast(String eventType, int fromVersion, Upcaster upcaster) {
        return upcast(new EventShape(eventType, fromVersion), new EventShape(eventType, fromVersion + 1), upcaster);
    }

    /** Brings payloads of a shape into another, which may be of another type. */
    public EventTypesBuilder<T> upcast(EventShape from, EventShape to, Upcaster upcaster) {
        requireNew(from);
        upcasts.put(
                from,
                new Step.Upcast<>(Objects.requireNonNull(upcaster, "upcaster"), Objects.requireNonNull(to, "to")));
        return this;
    }

    /** Sets where events say their schema's version. Defaults to the payload's member {@code schema_version}. */
    public EventTypesBuilder<T> versions(SchemaVersions value) {
        this.versions = Objects.requireNonNull(value, "versions");
        return this;
    }

    /**
     * Sets what becomes of events without a type. Defaults to {@link UnknownEvents#failUnlessErased()}; in projections, which see events
     * of all kinds, to {@link UnknownEvents#ignore()}.
     */
    public EventTypesBuilder<T> unknown(UnknownEvents<T> value) {
        this.unknown = Objects.requireNonNull(value, "unknown");
        return this;
    }

    /**
     * Sets what reads payloads that are encrypted end to end, each time that an event is mapped; what it opens is mapped like any other.
     * Defaults to none, so that all of them are unreadable. State that is made of them is not encrypted: who holds it sees to that.
     */
    public EventTypesBuilder<T> decryptor(EventDecryptor value) {
        this.decryptor = Objects.requireNonNull(value, "decryptor");
        return this;
    }

    /**
     * Sets what becomes of events whose payload is encrypted end to end, and cannot be read here; {@link RawEvent#unreadable} says why.
     * With {@link UnknownEvents#fail} a projection stops at such an event or parks it, as its failure policy says. Defaults to what becomes
     * of events {@linkplain #unknown without a type}.
     */
    public EventTypesBuilder<T> unreadable(UnknownEvents<T> value) {
        this.unreadable = Objects.requireNonNull(value, "unreadable");
        return this;
    }

    /**
     * Sets what maps JSON to Java types and back; copied. Defaults to Jackson's way, but unknown members are ignored, and a type without
     * members is an empty object.
     */
    public EventTypesBuilder<T> mapper(ObjectMapper value) {
        this.mapper = value.copy();
        return this;
    }

    /**
     * Returns the mapping.
     *
     * @throws IllegalStateException if an upcast leads to a shape that has no Java type in the end
     */
    public EventTypes<T> build() {
        upcasts.keySet().forEach(this::requireEnd);
        Map<EventShape, Step<T>> steps = new HashMap<>(upcasts);
        types.forEach((shape, type) -> steps.put(shape, new Step.Bind<>(mapper.readerFor(type))));
        return new EventTypes<>(
                mapper,
                new ShapesOfTypes<>(types),
                versions,
                steps,
                unknown,
                new EncryptedEvents<>(decryptor, unreadable));
    }

    private void requireEnd(EventShape from) {
        Set<EventShape> seen = new HashSet<>();
        EventShape shape = from;
        while (!types.containsKey(shape)) {
            Step.Upcast<T> upcast = upcasts.get(shape);
            if (upcast == null || !seen.add(shape)) {
                throw new IllegalStateException("the upcast of " + from + " leads to no Java type");
            }
            shape = upcast.to();
        }
    }

    private void requireNew(EventShape shape) {
        if (types.containsKey(shape) || upcasts.containsKey(shape)) {
            throw new IllegalArgumentException(shape + " is dealt with already");
        }
    }
}
