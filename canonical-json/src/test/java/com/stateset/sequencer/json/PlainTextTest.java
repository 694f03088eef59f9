package com.stateset.sequencer.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way is held against the long one, which has all the rules. */
class PlainTextTest {

    private static final int MAX_DEPTH = 5;
    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "10",
            "1.50",
            "-0.25",
            "123456789012345",
            "0.000001",
            "0.0000001",
            "-0",
            "-0.0",
            "1e3",
            "1E400",
            "9007199254740993",
            "12345678901234567890123",
            "0.10000000000000001",
            "100.00");
    private static final List<String> STRAY = List.of(
            "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "0", "-", ".", "e", "t", "null", "\u0000", "\u0007",
            "\u007f", "ä", "\"a\":", "\ufeff");

    private final Random random = Seeds.random();
    private final PlainText plain = new PlainText();

    @Test
    void makes_of_texts_what_the_long_way_makes_of_them() {
        int taken = 0;
        int times = Seeds.times(3_000);
        for (int i = 0; i < times; i++) {
            taken += isTakenAlike(value(0)) ? 1 : 0;
        }

        assertThat(taken).isGreaterThan(times / 4);
    }

    @Test
    void takes_no_text_that_the_long_way_refuses() {
        for (int i = 0; i < Seeds.times(10_000); i++) {
            StringBuilder text = new StringBuilder(value(0));
            for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                int to = Math.min(text.length(), at + random.nextInt(3));
                text.replace(at, to, random.nextBoolean() ? oneOf(STRAY) : "");
                text.append(text.length() == 0 ? "0" : "");
            }
            isTakenAlike(text.toString());
        }
    }

    @Test
    void takes_a_value_within_a_text_like_one_by_itself() {
        for (int i = 0; i < Seeds.times(3_000); i++) {
            String value = value(0).strip();
            isTakenWithin(random.nextInt(20) == 0 ? longArrayOf(value) : value);
        }
    }

    @Test
    void takes_values_up_to_what_it_keeps_and_none_that_is_cut_off() {
        String value = "[" + "12.50,".repeat(20_000) + "1]";

        assertThat(isTakenWithin(value)).isTrue();
        assertThat(isTakenWithin("[" + value + "," + value + "]")).isFalse();
        for (int end = value.length() - 10; end < value.length(); end++) {
            assertThat(SentJson.plainAt(value.substring(0, end).getBytes(UTF_8), 0))
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b\":[1,{\"z\":true,\"a\":null}],\"a\":\"x\"}",
                " [ ] ",
                "{}",
                "7",
                "\"\"",
                "{\"\":1,\"a\":2,\"a b\":3,\"ab\":4,\"a!\":5}"
            })
    void takes_what_is_plain(String text) {
        assertThat(isTakenAlike(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{\"a\":1,\"b\":2,\"a\":3}",
                "{\"a\":1,\"a\":1}",
                "[1,]",
                "{\"a\":1,}",
                "01",
                "-",
                "1.",
                "1e2",
                "[1] 2",
                "\"ä\"",
                "\"\\n\"",
                "[1",
                "{\"a\"}",
                "nul",
                "\"a",
                "[1}",
                "9007199254740993"
            })
    void leaves_the_rest(String text) {
        assertThat(plain.canonical(text.getBytes(UTF_8), Form.RFC_8785)).isNull();
    }

    @Test
    void leaves_what_nests_too_deep_and_what_would_take_long_to_sort() {
        List<String> names =
                IntStream.range(0, 40).mapToObj(i -> "\"n" + (100 - i) + "\":1").toList();

        assertThat(isTakenAlike("[".repeat(JsonLimits.MAX_NESTING) + "]".repeat(JsonLimits.MAX_NESTING)))
                .isTrue();
        assertThat(plain.canonical("[".repeat(JsonLimits.MAX_NESTING + 1).getBytes(UTF_8), Form.RFC_8785))
                .isNull();
        assertThat(isTakenAlike("{" + String.join(",", names.subList(0, 32)) + "}"))
                .isTrue();
        assertThat(isTakenAlike("{" + String.join(",", names) + "}")).isFalse();
    }

    /** Whether it is taken where it stands between other text; if so, it is the same as by itself, and longer ones are left. */
    private boolean isTakenWithin(String value) {
        String before = " ".repeat(random.nextInt(50));
        String text = before + value + oneOf(List.of("", ",", "}", "] x", " \u00e4"));
        SentJson found = SentJson.plainAt(text.getBytes(UTF_8), before.length());
        byte[] alone = new PlainText().canonical(value.getBytes(UTF_8), Form.RFC_8785);
        assertThat(found != null).as(text).isEqualTo(alone != null);
        if (found != null) {
            assertThat(new String(found.toByteArray(), UTF_8)).isEqualTo(value);
            assertThat(found.toCanonical().toByteArray()).as(text).isEqualTo(alone);
        }
        return found != null;
    }

    /** As long as what is read at once, about, so that it ends before, at and behind the end of that. */
    private String longArrayOf(String value) {
        int count = Math.max(1, (1_000 << random.nextInt(3)) / (value.length() + 1) + random.nextInt(3) - 1);
        return "[" + joined(count, () -> value) + "]";
    }

    /** Whether the short way was taken; if so, the long one leads to the same, in both forms. */
    private boolean isTakenAlike(String text) {
        boolean isTaken = false;
        for (Form form : Form.values()) {
            byte[] utf8 = text.getBytes(UTF_8);
            byte[] canonical = plain.canonical(utf8, form);
            if (canonical != null) {
                assertThat(new String(canonical, UTF_8)).as(text).isEqualTo(longWay(utf8, form));
                isTaken = true;
            }
        }
        return isTaken;
    }

    private static @Nullable String longWay(byte[] utf8, Form form) {
        try {
            return new String(Canonicalizer.canonicalizeAny(utf8, form), UTF_8);
        } catch (InvalidJsonException e) {
            return null;
        }
    }

    private String value(int depth) {
        String value = switch (random.nextInt(depth < MAX_DEPTH ? 8 : 5)) {
            case 0 -> oneOf(List.of("true", "false", "null"));
            case 1 -> oneOf(NUMBERS.subList(0, 6));
            case 2 -> random.nextInt(4) == 0 ? oneOf(NUMBERS) : String.valueOf(random.nextInt(100_000) / 100.0);
            case 3, 4 -> "\"" + word() + "\"";
            case 5 -> "[" + joined(random.nextInt(4), () -> value(depth + 1)) + "]";
            default -> object(depth);
        };
        return space() + value + space();
    }

    /** Some names stand twice. */
    private String object(int depth) {
        List<String> names = IntStream.range(0, random.nextInt(6))
                .mapToObj(i -> word() + (random.nextInt(8) == 0 ? "" : i))
                .collect(Collectors.toList());
        Collections.shuffle(names, random);
        return "{"
                + names.stream()
                        .map(name -> space() + "\"" + name + "\"" + space() + ":" + value(depth + 1))
                        .collect(Collectors.joining(","))
                + "}";
    }

    private static String joined(int count, Supplier<String> part) {
        return IntStream.range(0, count).mapToObj(i -> part.get()).collect(Collectors.joining(","));
    }

    private String word() {
        return oneOf(List.of("", "a", "b", "ab", "a b", "a!", "total", "id", "Z", "~", "\u007f", "unit_price"));
    }

    private String space() {
        return random.nextInt(6) == 0 ? oneOf(List.of(" ", "\n", "\t\r", "  ")) : "";
    }

    private String oneOf(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}
