package com.stateset.sequencer.jackson;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.google.errorprone.annotations.CheckReturnValue;
import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Makes mappers for payloads: what they write reads back from the log as it was.
 *
 * <pre>{@code
 * EventTypes<OrderEvent> types = EventTypes.<OrderEvent>builder()
 *         .mapper(PayloadMapper.of(OrderEvent.class))
 *         .type("order.placed", Placed.class)
 *         .build();
 * }</pre>
 *
 * <p><b>Why not any mapper.</b> Canonical JSON (RFC 8785, PROTOCOL section 2) has no numbers but doubles. An integer that is none is
 * refused by the log; a fraction is rounded to one, silently: {@code 0.10000000000000001} is stored as {@code 0.1}, and {@code 29.30} as
 * {@code 29.3}. So:
 *
 * <table>
 *   <caption>What is written</caption>
 *   <tr><th>Java</th><th>JSON</th></tr>
 *   <tr><td>{@code BigDecimal}, {@code BigInteger}</td><td>a string: {@code "29.30"}, with its scale</td></tr>
 *   <tr><td>{@code long}, {@code Long}, {@code long[]}</td><td>a number below 2<sup>53</sup>; a string from there on</td></tr>
 *   <tr><td>{@code double}, {@code float}, arrays</td><td>a number, in the fewest digits that are this double; {@code "NaN"}, {@code "-0.0"}</td></tr>
 *   <tr><td>{@code Instant}, {@code java.time}</td><td>a string as in ISO 8601, to the nanosecond, in its own offset and zone</td></tr>
 *   <tr><td>{@code Optional}</td><td>the value, or null</td></tr>
 * </table>
 *
 * <p>All of these are read from numbers, too, so that events written by another mapper stay readable. As with the default mapper of {@code
 * EventTypes}, unknown members are passed over, and a type without members is an empty object.
 */
@CheckReturnValue
public final class PayloadMapper {

    /** From here on, neighbouring doubles are more than 1 apart. */
    private static final long FIRST_INEXACT = 1L << 53;

    private PayloadMapper() {}

    /**
     * Makes a mapper, after a look at the types that it is for.
     *
     * @param types whose values become payloads; of a sealed type all that it permits. None: then nothing is looked at
     * @throws IllegalArgumentException if one, or anything within it, cannot be written and read back: the message names the member, as
     *     in {@code Placed.lines[].extra}, and says why
     */
    public static JsonMapper of(Class<?>... types) {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(numbers())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
                .build();
        PayloadTypeCheck check = new PayloadTypeCheck(mapper);
        for (Class<?> type : types) {
            check.require(type);
        }
        return mapper;
    }

    /** Only how numbers are written differs from Jackson's own: it reads all of these forms by itself. */
    private static SimpleModule numbers() {
        SimpleModule numbers = new SimpleModule("sequencer payload numbers");
        numbers.addSerializer(BigDecimal.class, ToStringSerializer.instance);
        numbers.addSerializer(BigInteger.class, ToStringSerializer.instance);
        add(numbers, Long.class, long.class, PayloadMapper::writeLong);
        add(
                numbers,
                Double.class,
                double.class,
                (value, json) -> write(value, NumberOutput.toString(value, true), json));
        add(numbers, Float.class, float.class, (value, json) -> write(value, NumberOutput.toString(value, true), json));
        return numbers;
    }

    /** Adds a type, its primitive, and arrays of that. */
    private static <T> void add(SimpleModule numbers, Class<T> boxed, Class<T> primitive, Writer<T> writer) {
        Exact<T> one = new Exact<>(boxed, writer);
        numbers.addSerializer(boxed, one);
        numbers.addSerializer(primitive, one);
        Exact<Object> array = new Exact<>(primitive.arrayType(), (values, json) -> {
            int length = Array.getLength(values);
            json.writeStartArray(values, length);
            for (int i = 0; i < length; i++) {
                writer.write(boxed.cast(Array.get(values, i)), json);
            }
            json.writeEndArray();
        });
        numbers.addSerializer(primitive.arrayType(), array);
    }

    /** Both bounds are left out: 2<sup>53</sup> and 2<sup>53</sup> + 1 are the same double, so that neither is certain to be itself. */
    private static void writeLong(long value, JsonGenerator json) throws IOException {
        if (-FIRST_INEXACT < value && value < FIRST_INEXACT) {
            json.writeNumber(value);
        } else {
            json.writeString(Long.toString(value));
        }
    }

    /**
     * Writes a double, or a float, in the fewest digits that are this one: before JDK 19, {@code Double.toString} has too many at times,
     * and a large double is refused with one too many. RFC 8785 writes -0 as 0.
     */
    private static void write(double value, String digits, JsonGenerator json) throws IOException {
        if (Double.isFinite(value) && Double.compare(value, -0.0) != 0) {
            json.writeNumber(new BigDecimal(digits));
        } else {
            json.writeString(digits);
        }
    }

    /** Writes a value to a generator. */
    @FunctionalInterface
    private interface Writer<T> {

        void write(T value, JsonGenerator json) throws IOException;
    }

    /** Says nothing of its form, as {@link StdSerializer} does unless told otherwise: a schema of it allows everything. */
    private static final class Exact<T> extends StdSerializer<T> {

        private static final long serialVersionUID = 1L;

        private final transient Writer<T> writer;

        Exact(Class<?> type, Writer<T> writer) {
            super(type, false);
            this.writer = writer;
        }

        /** Serializers are shared by all threads of a mapper: this one keeps nothing. */
        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            writer.write(value, json);
        }
    }
}
