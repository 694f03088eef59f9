package com.stateset.sequencer.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rfc8785Test {

    @Test
    void removes_space_sorts_members_shortens_numbers_and_strings() {
        String text = """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }""";

        assertThat(CanonicalJson.parse(text))
                .hasToString("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void sorts_by_utf16_code_units() {
        String text = """
                {
                  "\\u20ac": "Euro Sign",
                  "\\r": "Carriage Return",
                  "\\ufb33": "Hebrew Letter Dalet With Dagesh",
                  "1": "One",
                  "\\ud83d\\ude00": "Emoji: Grinning Face",
                  "\\u0080": "Control",
                  "\\u00f6": "Latin Small Letter O With Diaeresis"
                }""";

        assertThat(CanonicalJson.parse(text))
                .hasToString("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                        + "\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    @Test
    void sorts_nested_objects_each_for_itself() {
        assertThat(CanonicalJson.parse(
                        "{\"b\":[{\"d\":{},\"c\":{\"z\":1,\"y\":[]}},2],\"a\":{\"f\":0,\"e\":null},\"\":3}"))
                .hasToString("{\"\":3,\"a\":{\"e\":null,\"f\":0},\"b\":[{\"c\":{\"y\":[],\"z\":1},\"d\":{}},2]}");
    }

    @Test
    void puts_a_name_before_those_it_is_the_beginning_of() {
        assertThat(CanonicalJson.parse("{\"aa\":1,\"a\":2,\"\":3,\"ab\":4}"))
                .hasToString("{\"\":3,\"a\":2,\"aa\":1,\"ab\":4}");
    }

    @Test
    void escapes_what_must_be_escaped_and_nothing_else() {
        StringBuilder text = new StringBuilder();
        StringBuilder canonical = new StringBuilder();
        for (char c = 0; c < ' '; c++) {
            text.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
            canonical.append(
                    switch (c) {
                        case '\b' -> "\\b";
                        case '\t' -> "\\t";
                        case '\n' -> "\\n";
                        case '\f' -> "\\f";
                        case '\r' -> "\\r";
                        default -> String.format(Locale.ROOT, "\\u%04x", (int) c);
                    });
        }
        text.append("\\\"\\\\\\/\\u007f\\u2028\\u00df\\ud834\\udd1e\\uffff");
        canonical.append("\\\"\\\\/\u007f\u2028ß\ud834\udd1e\uffff");

        assertThat(CanonicalJson.parse('"' + text.toString() + '"')).hasToString('"' + canonical.toString() + '"');
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void prints_the_numbers_of_appendix_b(String bits, String canonical) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

        String exact = new BigDecimal(value).toPlainString();
        String accepted = CanonicalNumberTest.isAccepted(exact, canonical) ? exact : canonical;
        assertThat(CanonicalJson.parse(accepted)).hasToString(canonical);
        assertThat(CanonicalJson.parse(canonical)).hasToString(canonical);
    }

    @TestFactory
    Stream<DynamicTest> agrees_with_the_public_test_files() throws IOException {
        return SharedData.files("data/jcs/testdata/input").stream()
                .map(input -> dynamicTest(input.getFileName().toString(), () -> agreesWithItsOutput(input)));
    }

    private static void agreesWithItsOutput(Path input) throws IOException {
        Path testdata = input.resolveSibling("..").normalize();
        String name = input.getFileName().toString();
        byte[] canonical = CanonicalJson.parse(Files.readAllBytes(input)).toByteArray();

        String expected =
                Files.readString(testdata.resolve("output").resolve(name)).stripTrailing();
        assertThat(new String(canonical, UTF_8)).isEqualTo(expected);

        List<String> hex = List.of(Files.readString(testdata.resolve("outhex").resolve(name.replace(".json", ".txt")))
                .trim()
                .split("\\s+"));
        assertThat(HexFormat.of().formatHex(canonical)).isEqualTo(String.join("", hex));
    }
}
