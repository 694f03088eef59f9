package com.stateset.sequencer.sync.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value of a server's answer. Whatever is not as it should be is an {@link UnusableAnswerException} that names the member.
 *
 * @param path where it stands
 * @param node the value itself
 */
record AnswerJson(String path, JsonNode node) {

    /** Numbers keep their value, so that a payload can be hashed again. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    static AnswerJson parse(byte[] body) {
        try {
            JsonNode root = JSON.readTree(body);
            if (root == null || !root.isObject()) {
                throw new UnusableAnswerException("$ is not an object", null);
            }
            return new AnswerJson("$", root);
        } catch (IOException e) {
            throw new UnusableAnswerException("$ is not valid JSON", e);
        }
    }

    AnswerJson member(String name) {
        JsonNode value = node.get(name);
        if (value == null) {
            throw new UnusableAnswerException(path + "." + name + " is missing", null);
        }
        return new AnswerJson(path + "." + name, value);
    }

    /** The member, or null if it is absent or null. */
    @Nullable
    AnswerJson optional(String name) {
        return node.hasNonNull(name) ? member(name) : null;
    }

    <T> List<T> list(Function<AnswerJson, T> element) {
        if (!node.isArray()) {
            throw problem("is not an array", null);
        }
        List<T> values = new ArrayList<>(node.size());
        Iterator<JsonNode> elements = node.elements();
        for (int i = 0; elements.hasNext(); i++) {
            values.add(element.apply(new AnswerJson(path + "[" + i + "]", elements.next())));
        }
        return values;
    }

    String text() {
        if (!node.isTextual()) {
            throw problem("is not a string", null);
        }
        return node.textValue();
    }

    long number() {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw problem("is not an integer", null);
        }
        return node.longValue();
    }

    UUID uuid() {
        return as(UUID::fromString);
    }

    /** A moment in RFC 3339, cut to microseconds. */
    Instant moment() {
        return as(text -> Instant.parse(text).truncatedTo(ChronoUnit.MICROS));
    }

    /** Reads the text as something else. */
    <T> T as(Function<String, T> reader) {
        return checked(() -> reader.apply(text()));
    }

    /** Turns what this value's parts refuse into a problem of this value. */
    <T> T checked(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw problem("is not usable: " + e.getMessage(), e);
        }
    }

    private UnusableAnswerException problem(String problem, @Nullable Throwable cause) {
        return new UnusableAnswerException(path + " " + problem, cause);
    }

    /** An answer is not what the protocol says. */
    static final class UnusableAnswerException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnusableAnswerException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
