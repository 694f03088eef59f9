package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.stateset.sequencer.merkle.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the objects around payloads: strictly typed, one token after the other, each member exactly once. Whatever cannot be
 * typed ends the call with 400 and the JSON path. Payloads are cut out as they stand; what is wrong within one is found later,
 * and is that event's own outcome.
 *
 * <p>The JDK decodes, not Jackson, which would guess other encodings and let overlong forms pass; and names are kept out of
 * Jackson's symbol table, where strangers could make them collide. Jackson's limits are lifted; what nests too deeply for it
 * ({@link DeepNesting}) is kept from it.
 */
final class EnvelopeReader implements AutoCloseable {

    private static final int MAX_LONG_DIGITS = 19;
    private static final int MAX_SHOWN_NAME = 60;
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DeepNesting.MAX_LEVELS)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final char[] text;
    private final boolean holdsLoneSurrogates;
    private final JsonParser parser;
    private String path = "$";

    /** Starts to read a text in UTF-8. */
    EnvelopeReader(byte[] utf8) {
        CharBuffer chars = decode(utf8);
        this.text = chars.array();
        char[] readable = LoneSurrogates.marked(text, chars.position());
        this.holdsLoneSurrogates = readable != text;
        try {
            this.parser = JSON.createParser(DeepNesting.blanked(readable, chars.position()), 0, chars.position());
        } catch (IOException e) {
            throw fromMemory(e);
        }
        advance();
    }

    /** Reads a member's value, once the reader stands on it. */
    interface MemberReader {
        void read(String name);
    }

    /** Reads an array's element, once the reader stands on it. */
    interface ElementReader {
        void read(int index);
    }

    /** Reads the object the reader stands on, member by member. */
    void readObject(MemberReader members) {
        requireToken(JsonToken.START_OBJECT, "an object");
        String object = path;
        Set<String> seen = new HashSet<>();
        while (advance() == JsonToken.FIELD_NAME) {
            String name = text();
            path = object + step(name);
            requireWholePairs(name);
            if (!seen.add(name)) {
                throw problem("stands twice in one object");
            }
            advance();
            members.read(name);
        }
        path = object;
    }

    /** Reads the array the reader stands on, element by element. */
    void readArray(ElementReader elements) {
        requireToken(JsonToken.START_ARRAY, "an array");
        String array = path;
        for (int index = 0; advance() != JsonToken.END_ARRAY; index++) {
            path = array + "[" + index + "]";
            elements.read(index);
        }
        path = array;
    }

    /** Whether the value is {@code null}, which counts as absent. */
    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    @Nullable
    String string() {
        if (isNull()) {
            return null;
        }
        requireToken(JsonToken.VALUE_STRING, "a string");
        String value = text();
        requireWholePairs(value);
        return value;
    }

    @Nullable
    UUID uuid() {
        String value = string();
        return value == null ? null : UuidText.parse(value).orElseThrow(() -> problem(UuidText.PROBLEM));
    }

    @Nullable
    Long integer() {
        if (isNull()) {
            return null;
        }
        requireToken(JsonToken.VALUE_NUMBER_INT, "an integer");
        String digits = text();
        try {
            if (digits.length() <= MAX_LONG_DIGITS + 1) {
                return Long.valueOf(digits);
            }
        } catch (NumberFormatException e) {
            // Out of range, as longer ones are.
        }
        throw problem("is out of range");
    }

    @Nullable
    Hash hash() {
        String value = string();
        try {
            return value == null ? null : Hash.parse(value);
        } catch (IllegalArgumentException e) {
            throw problem("must be " + 2 * Hash.LENGTH + " hex digits");
        }
    }

    /** Joins what a member says with what another name of the same member has said before. */
    <T> @Nullable T sameAs(@Nullable T before, @Nullable T value) {
        if (before != null && value != null && !before.equals(value)) {
            throw problem("contradicts what stands under its other name");
        }
        return value != null ? value : before;
    }

    /** Reads past the value, whatever it is, and returns it as it stands, in UTF-8. */
    byte[] asItStands() {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        skip();
        int end = (int) parser.currentLocation().getCharOffset();
        ByteBuffer utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text, start, end - start));
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(bytes);
        return bytes;
    }

    /** Reads past the value, whatever it is. */
    void skip() {
        try {
            parser.skipChildren();
            parser.finishToken();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Refuses a value that lacks a member. */
    <T> T require(String member, @Nullable T value) {
        if (value == null) {
            throw problemOf(member, "is missing");
        }
        return value;
    }

    void requireEnd() {
        if (advance() != null) {
            throw problem("there is more text after the value");
        }
    }

    /** What is wrong with the value the reader stands on. */
    ApiException problem(String problem) {
        return new ApiException(ApiError.badRequest(path, problem));
    }

    /** What is wrong with a member of the value the reader stands on. */
    ApiException problemOf(String member, String problem) {
        return new ApiException(ApiError.badRequest(path + step(member), problem));
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw fromMemory(e);
        }
    }

    private CharBuffer decode(byte[] utf8) {
        CharBuffer chars = CharBuffer.allocate(utf8.length);
        ByteBuffer source = ByteBuffer.wrap(utf8);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(source, chars, true);
        if (result.isError()) {
            throw problem("the body is not valid UTF-8 at byte " + source.position());
        }
        if (chars.position() == 0) {
            throw problem("the body is empty");
        }
        if (chars.get(0) == '\ufeff') {
            throw problem("the body begins with a byte order mark, which JSON does not allow");
        }
        return chars;
    }

    private @Nullable JsonToken advance() {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private String text() {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void requireToken(JsonToken expected, String what) {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw problem("there is no value");
        }
        if (token != expected) {
            throw problem("must be " + what + ", not " + nameOf(token));
        }
    }

    private static String nameOf(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "null";
        };
    }

    private void requireWholePairs(String value) {
        if (holdsLoneSurrogates && value.indexOf(LoneSurrogates.MARK) >= 0) {
            throw problem("holds a lone surrogate");
        }
    }

    private static String step(String name) {
        return name.length() <= MAX_SHOWN_NAME && IDENTIFIER.matcher(name).matches() ? "." + name : "['…']";
    }

    private ApiException failure(IOException failure) {
        if (failure instanceof JsonEOFException) {
            return problem("the body ends before the value is complete");
        }
        if (failure instanceof JsonProcessingException invalid) {
            JsonLocation at = invalid.getLocation();
            return problem("not valid JSON at line " + at.getLineNr() + ", column " + at.getColumnNr());
        }
        throw fromMemory(failure);
    }

    private static UncheckedIOException fromMemory(IOException e) {
        return new UncheckedIOException("reading from memory failed", e);
    }
}
