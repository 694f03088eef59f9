package com.stateset.sequencer.dcb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.stateset.sequencer.text.LazyJson;
import com.stateset.sequencer.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an event is marked with, so that decisions find it that concern more than its entity: {@code course:c1}, {@code student:s7}.
 *
 * <p><b>No hash covers them.</b> Tags are in no leaf, signature, receipt or proof: the sequencer, or one who can write into its database,
 * can change or remove them, and nothing would show that. They are not encrypted in the store either. Unlike metadata they stay when
 * the payloads of an entity are erased, as the entity's id does: a condition that has held must not hold anew because of an erasure. So they
 * are keys, and no place for what names a person.
 *
 * <p>The event that was stored first keeps its tags: a replay with others is a replay of the same event, and changes nothing.
 *
 * <p>An event has {@value #MAX_TAGS} tags at most. Each is 1 to {@value #MAX_LENGTH} code points, without U+0000 and half a surrogate pair;
 * it is compared character by character, and a colon in it has no meaning here. Immutable.
 */
public final class Tags {

    /** The most tags of an event. */
    public static final int MAX_TAGS = 16;

    /** The most code points of a tag. */
    public static final int MAX_LENGTH = 256;

    /** That there are none. */
    public static final Tags NONE = new Tags(new TreeSet<>(), "[]");

    private static final String FIELD = "tags";
    private static final String NO_ARRAY = FIELD + " is not an array of strings";

    private final SortedSet<String> values;
    private final String json;
    private final int length;

    private Tags(SortedSet<String> values, String json) {
        this.values = Collections.unmodifiableSortedSet(values);
        this.json = json;
        this.length = values.isEmpty() ? 0 : json.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Makes tags. One that is named twice counts once.
     *
     * @throws IllegalArgumentException saying which is wrong, or that there are too many
     */
    public static Tags of(Collection<String> values) {
        if (values.isEmpty()) {
            return NONE;
        }
        SortedSet<String> sorted = new TreeSet<>(values);
        require(sorted);
        return new Tags(sorted, json(sorted));
    }

    /** Makes tags, likewise. */
    public static Tags of(String... values) {
        return of(List.of(values));
    }

    /**
     * Reads back what {@link #toJson} has returned, or another JSON text of the same tags.
     *
     * @throws IllegalArgumentException if it is no array of strings, or breaks a rule
     */
    public static Tags ofJson(String json) {
        try {
            Object[] values = LazyJson.MAPPER.readValue(json, Object[].class);
            if (values == null || !Arrays.stream(values).allMatch(String.class::isInstance)) {
                throw new IllegalArgumentException(NO_ARRAY);
            }
            return of(Arrays.asList(Arrays.copyOf(values, values.length, String[].class)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(NO_ARRAY, e);
        }
    }

    /** Refuses what no event may be tagged with. */
    static void require(Collection<String> values) {
        if (values.size() > MAX_TAGS) {
            throw new IllegalArgumentException(
                    FIELD + " has " + values.size() + " values; at most " + MAX_TAGS + " are allowed");
        }
        values.forEach(tag -> Text.require("a value of " + FIELD, tag, MAX_LENGTH));
    }

    static String json(Collection<String> values) {
        try {
            return LazyJson.MAPPER.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings can always be written", e);
        }
    }

    /** All of them, in the order of their characters. Unmodifiable. */
    public SortedSet<String> values() {
        return values;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** All of them as JSON: {@code ["course:c1","student:s7"]}. */
    public String toJson() {
        return json;
    }

    /** The bytes of {@link #toJson} in UTF-8; 0 for none. */
    public int sizeInBytes() {
        return length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tags tags && json.equals(tags.json);
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
