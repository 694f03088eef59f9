package com.stateset.sequencer.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CanonicalizerTest {

    private static final int MAX_DEPTH = 6;

    private final Random random = Seeds.random();

    @Test
    void equal_values_are_equal_bytes_however_they_were_written() {
        for (int i = 0; i < Seeds.times(1_500); i++) {
            Object value = randomValue(0);
            String canonical = canonical(value);
            String spelling = spell(value);

            assertThat(CanonicalJson.parse(spelling)).as(spelling).hasToString(canonical);
            assertThat(CanonicalJson.parse(spelling.getBytes(UTF_8))).isEqualTo(CanonicalJson.parse(spell(value)));
        }
    }

    @Test
    void and_what_is_canonical_stays_as_it_is() {
        for (int i = 0; i < Seeds.times(1_500); i++) {
            CanonicalJson canonical = CanonicalJson.parse(spell(randomValue(0)));

            assertThat(CanonicalJson.parse(canonical.toByteArray())).isEqualTo(canonical);
            assertThat(CanonicalJson.parse(new String(CanonicalJson.withNumbersAsSent(canonical.toByteArray()), UTF_8)))
                    .isEqualTo(canonical);
        }
    }

    private @Nullable Object randomValue(int depth) {
        return switch (random.nextInt(depth < MAX_DEPTH ? 8 : 4)) {
            case 0 -> random.nextInt(3) == 0 ? null : (Object) random.nextBoolean();
            case 1 -> (double) random.nextInt(2_000_000) / 100 - 10_000;
            case 2 -> finite(Double.longBitsToDouble(random.nextLong()));
            case 3 -> randomString();
            case 4, 5 -> {
                List<Object> array = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(randomValue(depth + 1));
                }
                yield array;
            }
            default -> {
                Map<String, Object> object = new TreeMap<>();
                for (int i = random.nextInt(7); i > 0; i--) {
                    object.put(randomString(), randomValue(depth + 1));
                }
                yield object;
            }
        };
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }

    private String randomString() {
        StringBuilder string = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            string.appendCodePoint(
                    switch (random.nextInt(8)) {
                        case 0 -> random.nextInt(0x80);
                        case 1 -> random.nextInt(0x800);
                        case 2 -> random.nextInt(0xd800);
                        case 3 -> 0xe000 + random.nextInt(0x2000);
                        case 4 -> 0x1_0000 + random.nextInt(0x10_0000);
                        default -> 'a' + random.nextInt(4);
                    });
        }
        return string.toString();
    }

    /** A tree, sorted by a TreeMap, printed without haste. */
    private static String canonical(@Nullable Object value) {
        if (value instanceof Double number) {
            return CanonicalNumberTest.ecmaScript(number);
        }
        if (value instanceof String string) {
            return quoted(string);
        }
        if (value instanceof List<?> array) {
            return array.stream().map(CanonicalizerTest::canonical).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Map<?, ?> object) {
            return object.entrySet().stream()
                    .map(member -> quoted((String) member.getKey()) + ":" + canonical(member.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        return String.valueOf(value);
    }

    private static String quoted(String string) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            int mnemonic = "\b\t\n\f\r\"\\".indexOf(c);
            if (mnemonic >= 0) {
                quoted.append('\\').append("btnfr\"\\".charAt(mnemonic));
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private String spell(@Nullable Object value) {
        if (value instanceof Double number) {
            return space() + spell((double) number) + space();
        }
        if (value instanceof String string) {
            return space() + spell(string) + space();
        }
        if (value instanceof List<?> array) {
            return space()
                    + array.stream().map(this::spell).collect(Collectors.joining(",", "[" + space(), "]"))
                    + space();
        }
        if (value instanceof Map<?, ?> object) {
            List<String> members = new ArrayList<>();
            object.forEach(
                    (name, member) -> members.add(space() + spell((String) name) + space() + ":" + spell(member)));
            Collections.shuffle(members, random);
            return space() + "{" + String.join(",", members) + space() + "}" + space();
        }
        return space() + value + space();
    }

    private String spell(double number) {
        BigDecimal exact = new BigDecimal(number);
        BigDecimal shortest = new BigDecimal(CanonicalNumberTest.ecmaScript(number));
        return switch (random.nextInt(6)) {
            case 0 -> shortest.toEngineeringString();
            case 1 ->
                shortest.setScale(Math.max(shortest.scale(), 0) + random.nextInt(4))
                        .toPlainString();
            case 2 ->
                CanonicalNumberTest.isAccepted(exact.toString(), shortest.toString())
                        ? exact.toString()
                        : shortest.toString();
            case 3 -> shortest.unscaledValue() + "e" + -shortest.scale();
            case 4 -> shortest.unscaledValue() + ".000E" + -shortest.scale();
            default -> CanonicalNumberTest.ecmaScript(number);
        };
    }

    private String spell(String string) {
        StringBuilder spelling = new StringBuilder("\"");
        string.codePoints().forEach(codePoint -> {
            String literal = Character.toString(codePoint);
            boolean mustEscape = codePoint < ' ' || codePoint == '"' || codePoint == '\\';
            if (mustEscape || random.nextInt(4) == 0) {
                String format = random.nextBoolean() ? "\\u%04x" : "\\u%04X";
                literal.chars().forEach(unit -> spelling.append(String.format(Locale.ROOT, format, unit)));
            } else {
                spelling.append(literal);
            }
        });
        return spelling.append('"').toString();
    }

    private String space() {
        return switch (random.nextInt(6)) {
            case 0 -> " ";
            case 1 -> "\n\t";
            case 2 -> "\r\n  ";
            default -> "";
        };
    }
}
