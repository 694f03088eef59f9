package com.stateset.sequencer.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.InvalidJsonException;
import com.stateset.sequencer.text.LazyJson;
import com.stateset.sequencer.text.Text;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is kept beside an event and is no part of it: where it came from and which call, in a small map from text to text.
 *
 * <p><b>No hash covers it.</b> It is in no leaf, signature, receipt or proof: the sequencer, or one who can write into its database, can
 * change or remove it, and nothing would show that. So nothing that must be proved belongs here. It is not encrypted in the store either,
 * and goes when the payloads of the event's entity are {@linkplain Erasure erased}: an erased event has none.
 *
 * <p>The event that was stored first keeps its metadata: a replay with other metadata is a replay of the same event, and changes nothing.
 *
 * <p>Keys are 1 to {@link #MAX_KEY_LENGTH} code points; values may be empty; neither holds U+0000 or half a surrogate pair. All of it, as
 * canonical JSON in UTF-8, takes {@link #MAX_BYTES} bytes at most. Three keys have a meaning, which this log does not check, but for the
 * length of the first. Immutable.
 */
public final class EventMetadata {

    /** The most bytes of all of it, as canonical JSON. */
    public static final int MAX_BYTES = 4096;

    /** The most code points of a key. */
    public static final int MAX_KEY_LENGTH = 128;

    /** The most code points of a correlation id: events are looked up by it. */
    public static final int MAX_CORRELATION_LENGTH = 256;

    /** The key of what the event belongs to together with others: a call, a session, a business process. */
    public static final String CORRELATION_ID = "correlation_id";

    /** The key of what has caused the event: the id of another event, or of a message. */
    public static final String CAUSATION_ID = "causation_id";

    /** The key of the trace that the event was written in, as in the header of W3C Trace Context. */
    public static final String TRACE_PARENT = "traceparent";

    /** That there is none. */
    public static final EventMetadata NONE = new EventMetadata(new TreeMap<>(), "{}", 0);

    private static final String FIELD = "metadata";
    private static final String NO_OBJECT = FIELD + " is not an object of strings";

    private final Map<String, String> entries;
    private final String json;
    private final int sizeInBytes;

    private EventMetadata(SortedMap<String, String> entries, String json, int sizeInBytes) {
        this.entries = Collections.unmodifiableMap(entries);
        this.json = json;
        this.sizeInBytes = sizeInBytes;
    }

    /**
     * Makes metadata of its entries.
     *
     * @throws IllegalArgumentException saying what is wrong with which entry, or how long all of it is
     */
    public static EventMetadata of(Map<String, String> entries) {
        if (entries.isEmpty()) {
            return NONE;
        }
        SortedMap<String, String> sorted = new TreeMap<>(entries);
        sorted.forEach(EventMetadata::require);
        return of(sorted, canonical(sorted));
    }

    /**
     * Reads back what {@link #toJson} has returned, or another JSON text of the same object.
     *
     * @throws IllegalArgumentException if it is no object of strings, or breaks a rule
     */
    public static EventMetadata ofJson(String json) {
        try {
            CanonicalJson canonical = CanonicalJson.parse(json);
            JsonNode object = LazyJson.MAPPER.readTree(canonical.toByteArray());
            if (!object.isObject()) {
                throw new IllegalArgumentException(NO_OBJECT);
            }
            SortedMap<String, String> entries = new TreeMap<>();
            object.properties().forEach(entry -> entries.put(entry.getKey(), text(entry.getValue())));
            entries.forEach(EventMetadata::require);
            return entries.isEmpty() ? NONE : of(entries, canonical);
        } catch (InvalidJsonException | IOException e) {
            throw new IllegalArgumentException(NO_OBJECT, e);
        }
    }

    private static EventMetadata of(SortedMap<String, String> entries, CanonicalJson json) {
        if (json.length() > MAX_BYTES) {
            throw new IllegalArgumentException(FIELD + " has " + json.length() + " bytes as canonical JSON; at most "
                    + MAX_BYTES + " are allowed");
        }
        return new EventMetadata(entries, json.toString(), json.length());
    }

    private static String text(JsonNode value) {
        if (!value.isTextual()) {
            throw new IllegalArgumentException(NO_OBJECT);
        }
        return value.textValue();
    }

    private static void require(String key, String value) {
        Text.require("a key of " + FIELD, key, MAX_KEY_LENGTH);
        String member = FIELD + "." + key;
        if (key.equals(CORRELATION_ID)) {
            Text.require(member, value, MAX_CORRELATION_LENGTH);
        } else if (!value.isEmpty()) {
            Text.require(member, value, MAX_BYTES);
        }
    }

    private static CanonicalJson canonical(Map<String, String> entries) {
        try {
            return CanonicalJson.parse(LazyJson.MAPPER.writeValueAsBytes(entries));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings can always be written", e);
        }
    }

    /** All entries, in the order of their keys. Unmodifiable. */
    public Map<String, String> entries() {
        return entries;
    }

    /** The value of a key, if there is one. */
    public Optional<String> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** What the event belongs to together with others. */
    public Optional<String> correlationId() {
        return get(CORRELATION_ID);
    }

    /** What has caused the event. */
    public Optional<String> causationId() {
        return get(CAUSATION_ID);
    }

    /** The trace that the event was written in. */
    public Optional<String> traceParent() {
        return get(TRACE_PARENT);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** All of it as canonical JSON: {@code {"correlation_id":"c-7"}}; <code>{}</code> for none. */
    public String toJson() {
        return json;
    }

    /** The bytes of {@link #toJson} in UTF-8; 0 for none. */
    public int sizeInBytes() {
        return sizeInBytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventMetadata metadata && json.equals(metadata.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return json;
    }
}
