package com.stateset.sequencer.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalNumberTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "0.0, 0",
        "-0.0, 0",
        "-0e5, 0",
        "0e99999999999999999999, 0",
        "1.0, 1",
        "-1.50, -1.5",
        "10.0, 10",
        "100, 100",
        "100.00, 100",
        "-0.5, -0.5",
        "0.10, 0.1",
        "0.000001, 0.000001",
        "0.0000010, 0.000001",
        "0.00000123, 0.00000123",
        "0.0000001, 1e-7",
        "-0.00000015, -1.5e-7",
        "999999999999999, 999999999999999",
        "1000000000000000, 1000000000000000",
        "12345678901234.5, 12345678901234.5",
        "123456789012345.6, 123456789012345.6",
        "0.10000000000000001, 0.1",
        "0.30000000000000004, 0.30000000000000004",
        "333333333.33333329, 333333333.3333333",
        "1e2, 100",
        "1E-2, 0.01",
        "2e-3, 0.002",
        "12.5e1, 125",
        "1e20, 100000000000000000000",
        "1e21, 1e+21",
        "1.5e300, 1.5e+300",
        "5e-324, 5e-324",
        "4.9E-324, 5e-324",
        "9.9e-324, 1e-323",
        "2.5e-324, 5e-324",
        "2e23, 2e+23",
        "1.7976931348623157e308, 1.7976931348623157e+308"
    })
    void printed_as_ecmascript_does(String number, String canonical) {
        assertThat(CanonicalJson.parse(number)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "9007199254740991, 9007199254740991",
        "9007199254740992, 9007199254740992",
        "9007199254740992.0, 9007199254740992",
        "90071992547409920e-1, 9007199254740992",
        "9007199254740994, 9007199254740994",
        "18446744073709551616, refused",
        "18446744073709552000, 18446744073709552000",
        "653247040368672768, refused",
        "653247040368672800, 653247040368672800",
        "6532470403686728e2, 653247040368672800",
        "123456789012345680000, 123456789012345680000",
        "123456789012345683968, refused",
        "100000000000000000000, 100000000000000000000",
        "1E30, 1e+30",
        "1000000000000000000000000000000, 1e+30",
        "1000000000000000019884624838656, refused",
        "9007199254740993.5, 9007199254740994",
        "9007199254740992.5, 9007199254740992",
        "0.9007199254740993e16, refused"
    })
    void unless_that_would_be_another_integer(String number, String canonical) {
        assertThat(canonicalOr(number, "refused")).isEqualTo(canonical);
    }

    @Test
    void for_doubles_at_random() {
        Random random = Seeds.random();
        for (int i = 0; i < Seeds.times(8_000); i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertPrinted(value);
                assertPrinted((double) (float) random.nextGaussian());
                assertPrinted(random.nextInt(1_000_000) / 100.0);
                assertPrinted(random.nextLong() * Math.pow(2, random.nextInt(20) - 10));
            }
        }
    }

    @Test
    void for_doubles_whose_neighbours_are_far_or_unevenly_spaced() {
        for (long bits = 0; bits < 2_000; bits++) {
            assertPrinted(Double.longBitsToDouble(bits));
        }
        for (int exponent = -1074; exponent < 1024; exponent++) {
            double power = Math.scalb(1.0, exponent);
            assertPrinted(power);
            assertPrinted(Math.nextUp(power));
            assertPrinted(Math.nextDown(power));
        }
        for (int exponent = -323; exponent <= 308; exponent++) {
            for (int digit = 1; digit <= 9; digit++) {
                double value = Double.parseDouble(digit + "e" + exponent);
                if (Double.isFinite(value)) {
                    assertPrinted(value);
                    assertPrinted(Math.nextUp(value));
                }
            }
        }
    }

    @Test
    void for_plain_decimals_at_random() {
        Random random = Seeds.random();
        for (int i = 0; i < Seeds.times(20_000); i++) {
            StringBuilder number = new StringBuilder(random.nextBoolean() ? "-" : "");
            number.append(
                    random.nextInt(3) == 0
                            ? "0"
                            : digits(random, "123456789", 1) + digits(random, "0123456789", random.nextInt(9)));
            if (random.nextBoolean()) {
                number.append('.').append("0".repeat(random.nextInt(3) * random.nextInt(4)));
                number.append(digits(random, "0123456789", 1 + random.nextInt(9)));
                number.append("0".repeat(random.nextInt(3)));
            }
            assertThat(CanonicalJson.parse(number.toString()))
                    .as(number.toString())
                    .hasToString(ecmaScript(Double.parseDouble(number.toString())));
        }
    }

    private static String digits(Random random, String from, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(from.charAt(random.nextInt(from.length())));
        }
        return digits.toString();
    }

    private static void assertPrinted(double value) {
        String expected = ecmaScript(value);
        assertThat(Double.parseDouble(expected)).isEqualTo(value + 0.0);
        String exact = new BigDecimal(value).toString();
        assertThat(canonicalOr(exact, "refused")).isEqualTo(isAccepted(exact, expected) ? expected : "refused");
        assertThat(canonicalOr(Double.toString(value), expected)).isEqualTo(expected);
        assertThat(CanonicalJson.parse(expected)).hasToString(expected);
    }

    /** Whether a number may be spelled so: neither too long, nor an integer that is not equal to its canonical text. */
    static boolean isAccepted(String number, String canonical) {
        BigDecimal sent = new BigDecimal(number);
        boolean integer = sent.signum() == 0 || sent.stripTrailingZeros().scale() <= 0;
        boolean small = sent.abs().compareTo(BigDecimal.valueOf(1L << 53)) < 0;
        return number.length() <= JsonLimits.MAX_NUMBER_LENGTH
                && (!integer || small || sent.compareTo(new BigDecimal(canonical)) == 0);
    }

    private static String canonicalOr(String number, String refused) {
        try {
            return CanonicalJson.parse(number).toString();
        } catch (InvalidJsonException e) {
            return refused;
        }
    }

    /** The definition in ECMA-262, Number::toString, taken literally: slow, and shares nothing with what it tests. */
    static String ecmaScript(double value) {
        if (value == 0) {
            return "0";
        }
        if (value < 0) {
            return "-" + ecmaScript(-value);
        }
        BigDecimal shortest = shortest(value);
        String s = shortest.unscaledValue().toString();
        int k = s.length();
        int n = k - shortest.scale();
        if (n > 21 || n <= -6) {
            String exponent = (n > 0 ? "+" : "-") + Math.abs(n - 1);
            return k == 1 ? s + "e" + exponent : s.charAt(0) + "." + s.substring(1) + "e" + exponent;
        }
        return shortest.toPlainString();
    }

    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int k = 1; ; k++) {
            int scale = k - exact.precision() + exact.scale();
            BigDecimal below = exact.setScale(scale, RoundingMode.FLOOR);
            BigDecimal above = exact.setScale(scale, RoundingMode.CEILING);
            boolean belowReadsBack = below.doubleValue() == value;
            boolean aboveReadsBack = above.doubleValue() == value;
            if (belowReadsBack && aboveReadsBack) {
                return exact.setScale(scale, RoundingMode.HALF_EVEN).stripTrailingZeros();
            }
            if (belowReadsBack || aboveReadsBack) {
                return (belowReadsBack ? below : above).stripTrailingZeros();
            }
        }
    }
}
