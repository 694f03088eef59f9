package com.stateset.sequencer.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HostileInputTest {

    /** Each takes about a second or less; what costs quadratic time takes many minutes. */
    private static final Duration ENOUGH = Duration.ofSeconds(60);

    private static final int MEMBERS = 200_000;

    @Test
    void many_members_in_the_worst_order() {
        List<String> names = IntStream.range(0, MEMBERS)
                .mapToObj(i -> String.format(Locale.ROOT, "n%06d", i))
                .toList();
        List<String> reversed = new ArrayList<>(names);
        Collections.reverse(reversed);
        List<String> shuffled = new ArrayList<>(names);
        Collections.shuffle(shuffled, new Random(1));

        String canonical = object(names);
        assertThat(parsed(canonical)).hasToString(canonical);
        assertThat(parsed(object(reversed))).hasToString(canonical);
        assertThat(parsed(object(shuffled))).hasToString(canonical);
    }

    @Test
    void many_members_whose_names_have_one_hash() {
        // 66 × 33 + 33 = 65 × 33 + 66 for Jackson's tables, 66 × 31 + 66 = 65 × 31 + 97 for Java's strings
        for (String[] pair : new String[][] {{"AB", "B!"}, {"Aa", "BB"}}) {
            List<String> names = IntStream.range(0, 1 << 16)
                    .mapToObj(i -> IntStream.range(0, 16)
                            .mapToObj(bit -> pair[i >> bit & 1])
                            .collect(Collectors.joining()))
                    .toList();
            assertThat(parsed(object(names)).length()).isEqualTo(object(names).length());
        }
    }

    @Test
    void many_texts_with_names_never_seen_before() {
        assertTimeout(ENOUGH, () -> {
            for (int i = 0; i < 100_000; i++) {
                assertThat(CanonicalJson.parse("{\"" + UUID.randomUUID() + "\":1}")
                                .length())
                        .isEqualTo(42);
            }
        });
    }

    @Test
    void a_duplicate_among_many_members() {
        String text = object(IntStream.range(0, MEMBERS)
                .mapToObj(i -> "n" + i % (MEMBERS - 1))
                .toList());

        assertTimeout(
                ENOUGH,
                () -> assertThatExceptionOfType(InvalidJsonException.class)
                        .isThrownBy(() -> CanonicalJson.parse(text))
                        .withMessage("$.n0: duplicate member name"));
    }

    @Test
    void many_members_at_every_depth_none_in_order() {
        String unordered = IntStream.range(0, 500)
                .mapToObj(i -> "\"x" + (999 - i) + "\":0")
                .collect(Collectors.joining(","));
        String ordered = IntStream.range(0, 500)
                .mapToObj(i -> "\"x" + (500 + i) + "\":0")
                .collect(Collectors.joining(","));
        String text = ("{" + unordered + ",\"a\":").repeat(127) + "{" + unordered + "}" + "}".repeat(127);
        String canonical = "{\"a\":".repeat(127) + "{" + ordered + ("}," + ordered).repeat(127) + "}";

        assertThat(parsed(text)).hasToString(canonical);
    }

    @Test
    void nesting_without_end() {
        assertTimeout(ENOUGH, () -> {
            for (String text : List.of("[".repeat(5_000_000), "{\"a\":".repeat(1_000_000))) {
                assertThatExceptionOfType(InvalidJsonException.class)
                        .isThrownBy(() -> CanonicalJson.parse(text))
                        .withMessageEndingWith("nested deeper than 128 levels");
            }
        });
    }

    @Test
    void numbers_of_a_million_digits() {
        String problem = "$[0]: a number has 1000002 characters; at most 1000 are allowed; send it as a string";
        for (String number : List.of("0." + "3".repeat(1_000_000), "1e" + "0".repeat(1_000_000))) {
            assertRefused("[" + number + "]", problem);
        }
    }

    @Test
    void numbers_of_a_thousand_characters() {
        int zeros = 993;
        assertThat(parsed("0." + "3".repeat(998))).hasToString("0.3333333333333333");
        assertThat(parsed("-1." + "0".repeat(997))).hasToString("-1");
        assertThat(parsed("1." + "0".repeat(997) + "1")).hasToString("1");
        assertThat(parsed("9007199254740993." + "0".repeat(982) + "1")).hasToString("9007199254740994");
        assertThat(parsed("0." + "0".repeat(zeros) + "1e994")).hasToString("1");
        assertThat(parsed("1" + "0".repeat(zeros) + "e-" + zeros)).hasToString("1");
        assertThat(parsed("1e" + "0".repeat(996) + "30")).hasToString("1e+30");
        assertThat(parsed("0." + "0".repeat(998))).hasToString("0");

        assertRefused("1" + "0".repeat(999), "… (1000 characters) is too large for a double; send it as a string");
        assertRefused(
                "0." + "0".repeat(997) + "1",
                "… (1000 characters) is not zero, but too small for a double; send it as a string");
        assertRefused(
                "9007199254740993" + "0".repeat(900) + "e-900",
                "… (921 characters) is an integer that would become 9007199254740992; send it as a string");
        assertRefused(
                "1" + "0".repeat(1000),
                "$: a number has 1001 characters; at most 1000 are allowed; send it as a string");
    }

    @Test
    void many_numbers_that_take_the_slow_path() {
        String long300 = "1" + "0".repeat(299);
        for (String number : List.of("1e300", "0.1234567890123456789", long300, "1e-310", "123456789012345680000")) {
            String text = "[" + String.join(",", Collections.nCopies(1_000_000 / number.length(), number)) + "]";
            assertThat(parsed(text).length()).isPositive();
        }
    }

    @Test
    void long_names_and_strings() {
        String content = "aß€😀\\n\\u0001\\\"".repeat(300_000);
        String text = "{\"" + content + "\":\"" + content + "\"}";

        assertThat(parsed(text)).hasToString(text);
    }

    @Test
    void and_huge_texts_on_many_threads_beside_small_ones() throws Exception {
        String huge = object(
                IntStream.range(0, 50_000).mapToObj(i -> "n" + (99_999 - i)).toList());
        Callable<List<Integer>> mixture = () -> IntStream.range(0, 40)
                .mapToObj(i -> CanonicalJson.parse(i % 10 == 0 ? huge : "{\"b\":" + i % 10 + ",\"a\":0}")
                        .length())
                .distinct()
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<List<Integer>> lengths : threads.invokeAll(Collections.nCopies(8, mixture))) {
                assertThat(lengths.get()).containsExactly(huge.length(), "{\"a\":0,\"b\":1}".length());
            }
        } finally {
            threads.shutdown();
        }
    }

    private static String object(List<String> names) {
        return names.stream().map(name -> '"' + name + "\":1").collect(Collectors.joining(",", "{", "}"));
    }

    private static CanonicalJson parsed(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return assertTimeout(ENOUGH, () -> CanonicalJson.parse(utf8));
    }

    private static void assertRefused(String text, String ending) {
        assertTimeout(
                ENOUGH,
                () -> assertThatExceptionOfType(InvalidJsonException.class)
                        .isThrownBy(() -> CanonicalJson.parse(text))
                        .satisfies(refused -> assertThat(refused.getMessage())
                                .endsWith(ending)
                                .hasSizeLessThan(160)));
    }
}
