package com.stateset.sequencer.json;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxProblemTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9007199254740993",
                "-9007199254740993",
                "9007199254740993.0",
                "9007199254740993.000",
                "90071992547409930e-1",
                "900719925474099.3E1",
                "900719925474099.3e+0001",
                "123456789012345678",
                "653247040368672768",
                "18446744073709551615",
                "100000000000000000000000000000000000000000000000001"
            })
    void integers_that_would_become_others(String number) {
        String shown = number.length() <= 40 ? number : number.substring(0, 40) + "… (51 characters)";
        String other = CanonicalNumberTest.ecmaScript(Math.abs(Double.parseDouble(number)));
        assertRefused(
                "{\"order_id\":" + number + "}",
                "$.order_id: " + shown + " is an integer that would become " + other + "; send it as a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "1e400", "-1e99999999999999999999", "17976931348623159077e289"})
    void numbers_too_large_for_a_double(String number) {
        assertRefused("[0," + number + "]", "$[1]: " + number + " is too large for a double; send it as a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-400", "-2.4e-324", "0.1e-99999999999999999999"})
    void numbers_that_are_not_zero_but_would_become_it(String number) {
        assertRefused(number, "$: " + number + " is not zero, but too small for a double; send it as a string");
    }

    @Test
    void duplicate_members() {
        assertRefused("{\"a\":1,\"a\":2}", "$.a: duplicate member name");
        assertRefused("{\"a\":1,\"\\u0061\":2}", "$.a: duplicate member name");
        assertRefused("{\"a\":1,\"b\":2,\"a\":1}", "$.a: duplicate member name");
        assertRefused("{\"x\":[0,{\"c\":1,\"b\":2,\"\":0,\"b\":3}]}", "$.x[1].b: duplicate member name");
        assertRefused("{\"b\":{\"a b\":{},\"a b\":{}},\"a\":1}", "$.b['a b']: duplicate member name");
    }

    @Test
    void surrogates_without_their_other_half() {
        assertRefused("\"\\ud800\"", "$: holds the lone surrogate \\ud800");
        assertRefused("[\"a\",\"\\ude00\\ud83d\"]", "$[1]: holds the lone surrogate \\ude00");
        assertRefused("{\"k\":\"\\ud83dx\"}", "$.k: holds the lone surrogate \\ud83d");
        assertRefused("{\"\\udc00\":1}", "$: a member name holds a lone surrogate at line 1, column 9");
        assertRefused(
                "{\"a\":{\"b\":1,\"\\ud83dx\":2}}", "$.a: a member name holds a lone surrogate at line 1, column 20");
    }

    @Test
    void lone_surrogates_in_a_string_given_as_text() {
        assertRefused("\"\ud800\"", "$: the text holds a lone surrogate at index 1");
        assertRefused("\"😀\ude00\"", "$: the text holds a lone surrogate at index 3");
        assertRefused("\"" + '\ud83d' + "\\ude00\"", "$: the text holds a lone surrogate at index 1");
        assertRefused("\"\\ud83d\ude00\"", "$: the text holds a lone surrogate at index 7");
        assertRefused("1\ud83d", "$: the text holds a lone surrogate at index 1");
    }

    @ParameterizedTest
    @CsvSource({
        "22c0af22, 1", // overlong
        "22e080af22, 1",
        "22c08022, 1", // overlong NUL
        "22eda08022, 1", // a surrogate
        "22eda0bdedb88022, 1", // a pair of them, as CESU-8 has it
        "22f490808022, 1", // above U+10FFFF
        "22ff22, 1",
        "2261bf22, 2", // a continuation on its own
        "22c3, 1", // ends within a character
        "7b22e4223a317d, 2" // ISO 8859-1
    })
    void bytes_that_are_not_utf8(String hex, int offset) {
        assertRefused(HexFormat.of().parseHex(hex), "$: not valid UTF-8 at byte " + offset);
    }

    @Test
    void byte_order_marks_and_other_encodings() {
        assertRefused("\ufeff1", "$: the text begins with a byte order mark, which JSON does not allow");
        assertRefused("{}".getBytes(UTF_16LE), "$: not valid JSON at line 1, column 3, near {\\u0000}\\u0000");
    }

    @Test
    void nesting_deeper_than_128() {
        assertThat(CanonicalJson.parse("[".repeat(128) + "]".repeat(128)).length())
                .isEqualTo(256);
        assertThat(CanonicalJson.parse("{\"a\":".repeat(128) + "1" + "}".repeat(128))
                        .length())
                .isEqualTo(128 * 6 + 1);

        assertRefusedFor("[".repeat(129) + "]".repeat(129), "nested deeper than 128 levels");
        assertRefusedFor("[".repeat(128) + "{}" + "]".repeat(128), "nested deeper than 128 levels");
        assertRefusedFor("{\"a\":".repeat(129), "nested deeper than 128 levels");
    }

    @Test
    void text_after_the_value() {
        assertRefused("1 2", "$: there is more text after the value");
        assertRefused("{} x", "$: there is more text after the value");
        assertRefused("[] ]", "$: there is more text after the value");
        assertRefused("null,null", "$: there is more text after the value");
        assertRefused("1x", "$: not valid JSON at line 1, column 2, near 1x");
    }

    @Test
    void texts_without_a_value_or_the_end_of_one() {
        assertRefused("", "$: there is no value");
        assertRefused(" \n", "$: there is no value");
        assertRefused("{\"a\":{\"b\":[1,", "$.a.b[1]: the text ends before the value is complete");
        assertRefused("{\"a\":\"x", "$.a: the text ends before the value is complete");
        assertRefused("-", "$: the text ends before the value is complete");
    }

    @Test
    void control_characters_in_strings() {
        assertRefused(
                "{\"a\":\"x\ny\"}", "$.a: the control character \\u000a is not allowed here, at line 1, column 8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1,]",
                "[1,,2]",
                "[,1]",
                "[1 2]",
                "{\"a\":1,}",
                "{,}",
                "{\"a\"}",
                "{\"a\" 1}",
                "{\"a\":}",
                "{1:2}",
                "{a:1}",
                "{'a':1}",
                "'a'",
                "01",
                "-01",
                "+1",
                ".5",
                "1.",
                "1.e3",
                "1e+x",
                "--1",
                "0x10",
                "NaN",
                "-Infinity",
                "Infinity",
                "True",
                "nul",
                "undefined",
                "truefalse",
                "]",
                "[}",
                "{]",
                "[1}",
                "/* c */1",
                "1 // c",
                "# c",
                "\"\\q\"",
                "\"\\'\"",
                "\"\\u12g4\"",
                "\u00a01",
                "\u20281",
                "\u000b1",
                "\f1",
                "1\u0000",
                "\"tab\there\"",
                "{\"a\":1 \"b\":2}",
                "{\"a\":@}"
            })
    void what_is_not_json(String text) {
        assertThatExceptionOfType(InvalidJsonException.class)
                .isThrownBy(() -> CanonicalJson.parse(text))
                .satisfies(refused -> assertThat(refused.getMessage())
                        .doesNotContainIgnoringCase("jackson")
                        .doesNotContain("Source", "Feature", "enable", "Exception")
                        .matches("\\P{Cntrl}+")
                        .hasSizeLessThan(120));
    }

    @Test
    void and_says_where() {
        assertRefused("[1,\n  {\"a\":x}]", "$[1].a: not valid JSON at line 2, column 8, near 1,\\u000a  {\"a\":x}]");
        assertRefused(
                "{\"a\":{\"b\":1 \"c\":2}}", "$.a: not valid JSON at line 1, column 13, near a\":{\"b\":1 \"c\":2}}");
        assertRefused("{\"a\":1,\"b\":\"\\q\"}", "$.b: not valid JSON at line 1, column 14, near \":1,\"b\":\"\\q\"}");
        assertRefused("{\"a\":{\"a\":01}}", "$.a.a: not valid JSON at line 1, column 12, near \"a\":{\"a\":01}}");
        assertRefused("{'a':1}", "$: not valid JSON at line 1, column 2, near {'a':1}");
        assertRefused(
                "{\"lines\":[{\"qty\":1e999}]}",
                "$.lines[0].qty: 1e999 is too large for a double; send it as a string");
        assertRefused(
                "{\"a b\":{\"it's\":[[],[1e999]]}}",
                "$['a b']['it\\'s'][1][0]: 1e999 is too large for a double; send it as a string");
        assertRefused(
                "{\"\":{\"ö\\n\\\\\":1e999}}",
                "$['']['ö\\u000a\\\\']: 1e999 is too large for a double; send it as a string");
    }

    @Test
    void and_keeps_names_paths_and_numbers_in_messages_short() {
        String name = "n".repeat(100_000);
        assertRefusedFor("{\"" + name + "\":1e999}", "1e999 is too large for a double; send it as a string");
        assertRefused(
                "{\"" + name + "\":x}",
                "$['" + "n".repeat(60) + "…']: not valid JSON at line 1, column 100005, near nnnnnnnn\":x}");
        assertRefusedFor(
                "7".repeat(1_000),
                "7777777777777777777777777777777777777777… (1000 characters) is too large for a double; send it as a string");
        assertThatExceptionOfType(InvalidJsonException.class)
                .isThrownBy(() -> CanonicalJson.parse("{\"level\":".repeat(100) + "x"))
                .satisfies(refused -> assertThat(refused.path())
                        .startsWith("$.level.level")
                        .contains("…")
                        .endsWith(".level")
                        .hasSize(201));
    }

    @Test
    void the_same_texts_in_the_form_with_numbers_as_sent() {
        for (String text :
                new String[] {"9007199254740993", "1e400", "1e-400", "{\"a\":1,\"a\":2}", "\"\\ud800\"", "1 2"}) {
            assertThatExceptionOfType(InvalidJsonException.class)
                    .isThrownBy(() -> CanonicalJson.withNumbersAsSent(text.getBytes(UTF_8)));
        }
    }

    @Test
    void and_the_next_text_is_none_the_worse() {
        for (int i = 0; i < 3; i++) {
            assertRefusedFor("{\"z\":{\"y\":[{\"b\":1,\"a\":2,\"x\":", "the text ends before the value is complete");
            assertThat(CanonicalJson.parse("{\"b\":{\"d\":1,\"c\":2},\"a\":3}"))
                    .hasToString("{\"a\":3,\"b\":{\"c\":2,\"d\":1}}");
            assertRefused(new byte[] {'"', (byte) 0xc3}, "$: not valid UTF-8 at byte 1");
        }
    }

    private static void assertRefused(String text, String message) {
        assertThatExceptionOfType(InvalidJsonException.class)
                .isThrownBy(() -> CanonicalJson.parse(text))
                .withMessage(message)
                .withNoCause()
                .satisfies(refused ->
                        assertThat(refused.path() + ": " + refused.problem()).isEqualTo(message));
    }

    private static void assertRefused(byte[] utf8, String message) {
        assertThatExceptionOfType(InvalidJsonException.class)
                .isThrownBy(() -> CanonicalJson.parse(utf8))
                .withMessage(message);
    }

    private static void assertRefusedFor(String text, String problem) {
        assertThatExceptionOfType(InvalidJsonException.class)
                .isThrownBy(() -> CanonicalJson.parse(text.getBytes(UTF_8)))
                .satisfies(refused -> {
                    assertThat(refused.problem()).isEqualTo(problem);
                    assertThat(refused.path()).hasSizeLessThanOrEqualTo(201);
                });
    }
}
