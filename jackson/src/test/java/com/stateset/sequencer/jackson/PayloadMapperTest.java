package com.stateset.sequencer.jackson;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.test.TestSequencer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PayloadMapperTest {

    private static final EntityRef ORDER = new EntityRef("order", "o-1");

    @SuppressWarnings("ArrayRecordComponent") // Payloads may be so.
    record Numbers(
            BigDecimal price,
            BigInteger count,
            long cents,
            long id,
            Long boxed,
            long[] ids,
            double ratio,
            double large,
            Double none,
            double[] ratios,
            float small,
            float[] floats) {}

    record Times(
            Instant instant,
            LocalDate date,
            Duration duration,
            OffsetDateTime offset,
            ZonedDateTime zone,
            Optional<BigDecimal> maybe,
            Map<LocalDate, List<BigDecimal>> byDay) {}

    @Test
    void numbers_read_back_from_the_log_as_they_were() {
        Numbers sent = new Numbers(
                new BigDecimal("29.30"),
                BigInteger.TWO.pow(200),
                2930,
                9007199254740993L,
                Long.MIN_VALUE,
                new long[] {1, Long.MAX_VALUE},
                0.1,
                (double) 653247040368672768L,
                Double.NaN,
                new double[] {1e-7, Double.NEGATIVE_INFINITY, 2.0E-3, Double.MAX_VALUE, -0.0},
                0.1f,
                new float[] {-0.0f, Float.NaN, Float.MIN_VALUE, Float.MAX_VALUE});

        assertThat(throughTheLog(Numbers.class, sent))
                .usingRecursiveComparison()
                .withEqualsForType(Double::equals, Double.class)
                .withEqualsForType(Float::equals, Float.class)
                .isEqualTo(sent);
    }

    @Test
    void times_read_back_from_the_log_as_they_were() {
        Times sent = new Times(
                Instant.parse("2026-01-02T03:04:05.123456789Z"),
                LocalDate.parse("2026-01-02"),
                Duration.ofNanos(1_000_000_001),
                OffsetDateTime.parse("2026-01-02T03:04:05+02:00"),
                ZonedDateTime.parse("2026-01-02T03:04:05+01:00[Europe/Berlin]"),
                Optional.of(new BigDecimal("0.10")),
                Map.of(LocalDate.parse("2026-01-02"), List.of(new BigDecimal("1E+3"), new BigDecimal("-0.000"))));

        assertThat(throughTheLog(Times.class, sent)).isEqualTo(sent);
    }

    @Test
    void what_is_written_is_canonical_but_for_its_order() throws Exception {
        record Line(BigDecimal price, long cents, long id, double ratio, Instant at) {}
        String text = PayloadMapper.of(Line.class)
                .writeValueAsString(
                        new Line(new BigDecimal("29.30"), 2930, 1L << 53, 1.50, Instant.parse("2026-01-02T03:04:05Z")));

        assertThat(text)
                .isEqualTo("{\"price\":\"29.30\",\"cents\":2930,\"id\":\"9007199254740992\",\"ratio\":1.5,"
                        + "\"at\":\"2026-01-02T03:04:05Z\"}");
    }

    /** Before JDK 19, about one in twenty of these has one digit too many in {@code Double.toString}. */
    @Test
    void any_long_and_any_double_survives() throws Exception {
        record Pair(long integer, double number) {}
        JsonMapper mapper = PayloadMapper.of(Pair.class);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            double number =
                    random.nextBoolean() ? random.nextLong() : Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
            Pair sent = new Pair(random.nextLong() >> random.nextInt(64), number);
            String written = mapper.valueToTree(sent).toString();
            byte[] stored = CanonicalJson.parse(written.getBytes(StandardCharsets.UTF_8))
                    .toByteArray();
            assertThat(mapper.readValue(stored, Pair.class))
                    .as("seed %d, %s", seed, written)
                    .isEqualTo(sent);
        }
    }

    @Test
    void numbers_of_another_mapper_are_read_too() throws Exception {
        record Line(BigDecimal price, BigInteger count, long id, Instant at) {}

        assertThat(PayloadMapper.of(Line.class)
                        .readValue("{\"price\":29.3,\"count\":7,\"id\":5,\"at\":1,\"unknown\":true}", Line.class))
                .isEqualTo(new Line(new BigDecimal("29.3"), BigInteger.valueOf(7), 5, Instant.ofEpochSecond(1)));
    }

    private static <T> T throughTheLog(Class<T> type, T value) {
        EventTypes<T> types = EventTypes.<T>builder()
                .mapper(PayloadMapper.of(type))
                .type("value", type)
                .build();
        try (TestSequencer test = TestSequencer.start()) {
            test.stream().append(test.event(ORDER, types, value));
            return test.stream()
                    .readAll(ReadOptions.forwardsFrom(1))
                    .map(event -> types.map(event).orElseThrow().value())
                    .findFirst()
                    .orElseThrow();
        }
    }
}
