package com.stateset.sequencer.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the objects of PROTOCOL section 5: the one mapper that all of them go through. Thread-safe.
 *
 * <p><b>What is accepted.</b> A text is as long as its reader lets it be; member names and strings may be as long as the text, numbers
 * have at most {@link com.stateset.sequencer.json.JsonLimits#MAX_NUMBER_LENGTH} characters. A member that stands twice, another type
 * than the record's, a missing member and text after the value are refused, with the JSON path; members that no record has are passed
 * over, unless the record says {@code ignoreUnknown = false}. <i>Within</i> a {@link RawJson} anything goes that has the grammar of JSON, however deep: its owner checks it by
 * {@link RawJson#toCanonical}. So whatever a server has accepted and stored, every client of ours can read, and a payload
 * that is to be refused does not take the others of its batch with it.
 *
 * <p><b>Why Jackson's own limits are lifted.</b> They have defaults (a name of 50,000 characters, 1,000 levels) that no protocol
 * mentions, and where a reader has smaller ones than the writer, one legal event can never be read again. Their purpose, that hostile
 * texts stay cheap, is met otherwise: names are kept out of the shared symbol table, where strangers could make them collide; what
 * nests too deep is blanked before it is parsed; integers are read as at most 20 digits.
 *
 * <p>Jackson's buffers are shared by all threads, as by default they are a thread's own: a virtual thread would make new ones in each call.
 */
public final class ProtocolJson {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DeepNesting.MAX_LEVELS)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .recyclerPool(JsonRecyclerPools.newBoundedPool(64))
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .annotationIntrospector(new MemberRules())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(WireTypes.module())
            .addHandler(new WrongType())
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(MapperFeature.USE_GETTERS_AS_SETTERS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.WRAP_EXCEPTIONS)
            .disable(SerializationFeature.WRAP_EXCEPTIONS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
            .build();

    private ProtocolJson() {}

    /**
     * Reads one object.
     *
     * @throws InvalidMessageException if the text is not one
     */
    public static <T> T read(byte[] utf8, Class<T> type) {
        return read(utf8, JsonToken.START_OBJECT, parser -> MAPPER.readValue(parser, type));
    }

    private static <T> T read(byte[] utf8, @Nullable JsonToken first, Reading<T> reading) {
        T value = readPlainly(utf8, first, reading);
        return value != null ? value : readAny(utf8, first, reading);
    }

    /** The short way alone, to be held against the long one. */
    static <T> @Nullable T readPlainly(byte[] utf8, Class<T> type) {
        return readPlainly(utf8, JsonToken.START_OBJECT, parser -> MAPPER.readValue(parser, type));
    }

    /** The long way alone. */
    static <T> T readAny(byte[] utf8, Class<T> type) {
        return readAny(utf8, JsonToken.START_OBJECT, parser -> MAPPER.readValue(parser, type));
    }

    /** Returns null if the text, or what is read of it, is not plain. Whatever is wrong with either is found out on the long way, and said. */
    private static <T> @Nullable T readPlainly(byte[] utf8, @Nullable JsonToken first, Reading<T> reading) {
        if (!JsonText.isAscii(utf8)) {
            return null;
        }
        PlainParser parser = new PlainParser(utf8, FACTORY);
        try {
            if (parser.nextToken() != first && first != null) {
                return null;
            }
            T value = reading.from(parser);
            return parser.nextToken() == null ? value : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** The long way, which every text can take. */
    private static <T> T readAny(byte[] utf8, @Nullable JsonToken first, Reading<T> reading) {
        JsonText text = JsonText.of(utf8);
        try (StrictParser parser = new StrictParser(FACTORY.createParser(text.characters()), text)) {
            return read(parser, first, reading);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    /**
     * Reads an array of objects.
     *
     * @throws InvalidMessageException if the text is not one
     */
    public static <T> List<T> readList(byte[] utf8, Class<T> type) {
        JavaType list = MAPPER.getTypeFactory().constructCollectionType(List.class, type);
        List<T> values = read(utf8, JsonToken.START_ARRAY, parser -> MAPPER.readValue(parser, list));
        if (values.contains(null)) {
            throw new InvalidMessageException("$[" + values.indexOf(null) + "]", "must not be null");
        }
        return List.copyOf(values);
    }

    /**
     * Reads one value of any type, as it was sent.
     *
     * @throws InvalidMessageException if the text is not one
     */
    public static RawJson readRaw(byte[] utf8) {
        return read(utf8, null, parser -> MAPPER.readValue(parser, RawJson.class));
    }

    /** Reads one object that stands within another, as it was sent. */
    public static <T> T read(RawJson json, Class<T> type) {
        return read(json.toByteArray(), type);
    }

    private static <T> T read(StrictParser parser, @Nullable JsonToken first, Reading<T> reading) throws IOException {
        try {
            require(parser, first, parser.nextToken());
            T value = reading.from(parser);
            if (parser.nextToken() != null) {
                throw parser.problem("there is more text after the value");
            }
            return value;
        } catch (JsonMappingException e) {
            throw problem(parser, e);
        } catch (JsonProcessingException e) {
            throw parser.describe(e);
        }
    }

    private static void require(StrictParser parser, @Nullable JsonToken wanted, @Nullable JsonToken token) {
        if (token == null) {
            throw parser.problem("there is no value");
        }
        if (wanted != null && token != wanted) {
            throw parser.problem("must be " + WireTypes.nameOf(wanted) + ", not " + WireTypes.nameOf(token));
        }
    }

    /** Says in our words what the mapper has found; the parser still stands where it was found. */
    private static InvalidMessageException problem(StrictParser parser, JsonMappingException e) {
        if (e instanceof InvalidNullException missing) {
            return missing(parser, missing);
        }
        if (e instanceof ValueInstantiationException && e.getCause() instanceof InvalidMessageException cause) {
            return cause.within(parser.objectPath());
        }
        if (e.getCause() instanceof JsonProcessingException syntax) {
            return parser.describe(syntax);
        }
        Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : null;
        return parser.problem(
                cause == null ? "is of another form than this member has" : String.valueOf(cause.getMessage()));
    }

    private static InvalidMessageException missing(StrictParser parser, InvalidNullException e) {
        if (!parser.hasToken(JsonToken.VALUE_NULL)) {
            String member = e.getPropertyName().getSimpleName();
            return InvalidMessageException.ofMember(member, "is missing").within(parser.path());
        }
        return parser.problem(parser.getParsingContext().inArray() ? "must not be null" : "is missing");
    }

    /** Writes a value as UTF-8. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message can always be written", e);
        }
    }

    /** Writes a value for people: indented. */
    public static byte[] writeIndented(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message can always be written", e);
        }
    }

    /**
     * Writes a value as UTF-8 to a stream, which is left open. If that fails on the way, what is written stays incomplete; what a
     * collection throws that is read while it is written comes out as it is.
     *
     * @throws IOException if {@code out} throws it
     */
    public static void write(OutputStream out, Object value) throws IOException {
        try {
            MAPPER.writeValue(out, value);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * Reads a text as a tree, of which the numbers keep their value.
     *
     * @throws InvalidMessageException if the text is not one object
     */
    public static JsonNode tree(byte[] utf8) {
        return readAny(utf8, JsonNode.class);
    }

    /** Reads a value whose first token is there. */
    @FunctionalInterface
    private interface Reading<T> {
        T from(JsonParser parser) throws IOException;
    }

    /** Objects and lists where something else stands. What the mapper itself would say names Java classes. */
    private static final class WrongType extends DeserializationProblemHandler {

        @Override
        public Object handleUnexpectedToken(
                DeserializationContext context, JavaType target, JsonToken token, JsonParser parser, String message) {
            String wanted;
            if (target.hasRawClass(boolean.class) || target.hasRawClass(Boolean.class)) {
                wanted = "a boolean";
            } else {
                wanted = target.isCollectionLikeType() ? "an array" : "an object";
            }
            throw ((MessageParser) parser).problem("must be " + wanted + ", not " + WireTypes.nameOf(token));
        }

        @Override
        public Object handleMissingInstantiator(
                DeserializationContext context,
                Class<?> target,
                ValueInstantiator instantiator,
                JsonParser parser,
                String message) {
            throw ((MessageParser) parser).problem("must be an object, not " + WireTypes.nameOf(parser.currentToken()));
        }
    }
}
