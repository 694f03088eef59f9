package com.stateset.sequencer.json;

/**
 * A JSON number as ECMAScript prints it (RFC 8785 section 3.2.2.3), or the reason why it is refused.
 *
 * <p>RFC 8785 says that a number <em>is</em> the double nearest to it. That loses nothing one would miss of a measured value, and
 * everything of an identifier: {@code 9007199254740993} would be stored as {@code 9007199254740992}, which may be another order.
 * So a number is refused where its value is an integer and the canonical form has another one; where it is too large for a double;
 * and where it is not zero, but its double is. Fractions are rounded.
 *
 * <p>There are two ways to the same result:
 * <ul>
 *   <li>{@link #endOfPlain} looks at the characters. A decimal of at most {@value #SAFE_DIGITS} digits survives the way through a
 *       double and back (IEEE 754, {@code DBL_DIG}), so its digits are the shortest, and only the notation has to be that of
 *       ECMAScript: no exponent, no minus zero, no zeros at the end, not so small that an exponent would be printed.
 *   <li>{@link #of} takes all others through {@link Double#parseDouble} and {@link Decimal}.
 * </ul>
 * The tests hold the one against the other, and both against another implementation.
 */
final class CanonicalNumber {

    /** Any decimal of so many digits differs from all others in its double, so printing that gives the same digits again. */
    private static final int SAFE_DIGITS = 15;

    /** ECMAScript prints 0.000001, but 1e-7. */
    private static final int MAX_LEADING_FRACTION_ZEROS = 5;

    /** Doubles below this hold every integer, so no integer was rounded to become one of them. */
    private static final double ALL_INTEGERS_EXACT = 0x1p53;

    private CanonicalNumber() {}

    /**
     * The fast path, which nearly all numbers take: a plain decimal of few digits is its own canonical form, but for zeros at
     * the end of its fraction.
     *
     * @return where the canonical form ends that begins at {@code from}, or -1 if it takes {@link #of} to find it
     */
    static int endOfPlain(char[] text, int from, int to) {
        boolean negative = text[from] == '-';
        int firstDigit = negative ? from + 1 : from;
        if (to - firstDigit > SAFE_DIGITS + 1) {
            return -1;
        }
        int point = to;
        for (int i = firstDigit; i < to; i++) {
            if (text[i] == '.') {
                point = i;
            } else if (text[i] == 'e' || text[i] == 'E') {
                return -1;
            }
        }
        if (point == to && to - firstDigit > SAFE_DIGITS) {
            return -1;
        }
        int end = endWithoutZeros(text, point, to);
        boolean belowOne = text[firstDigit] == '0';
        return belowOne && !isPlainBelowOne(text, point, end, negative) ? -1 : end;
    }

    private static int endWithoutZeros(char[] text, int point, int to) {
        if (point == to) {
            return to;
        }
        int end = to;
        while (text[end - 1] == '0') {
            end--;
        }
        return end - 1 == point ? point : end;
    }

    /** Whether 0, 0.xxx or -0.xxx prints like that: not if it is minus zero, nor if it is small enough for an exponent. */
    private static boolean isPlainBelowOne(char[] text, int point, int end, boolean negative) {
        if (end == point) {
            return !negative;
        }
        int digit = point + 1;
        while (text[digit] == '0') {
            digit++;
        }
        return digit - point - 1 <= MAX_LEADING_FRACTION_ZEROS;
    }

    /** Returns the canonical form of any JSON number. Linear in its length. */
    static String of(String literal) throws Refusal {
        double value = Double.parseDouble(literal);
        if (Double.isInfinite(value)) {
            throw new Refusal(Echo.literal(literal) + " is too large for a double; send it as a string");
        }
        if (value == 0) {
            requireZero(literal);
            return "0";
        }
        double magnitude = Math.abs(value);
        Decimal shortest = Decimal.shortestFor(magnitude);
        if (magnitude >= ALL_INTEGERS_EXACT) {
            requireSameInteger(literal, shortest);
        }
        return value < 0 ? "-" + shortest.toEcmaScript() : shortest.toEcmaScript();
    }

    private static void requireZero(String literal) throws Refusal {
        int end = Decimal.endOfMantissa(literal);
        for (int i = 0; i < end; i++) {
            if (literal.charAt(i) >= '1' && literal.charAt(i) <= '9') {
                throw new Refusal(
                        Echo.literal(literal) + " is not zero, but too small for a double; send it as a string");
            }
        }
    }

    /**
     * An integer must not silently become another one: it may be someone's order id. That it is exactly a double is not enough:
     * 653247040368672768 is one, but its canonical text is 653247040368672800. Other fractions may be rounded.
     */
    private static void requireSameInteger(String literal, Decimal shortest) throws Refusal {
        Decimal sent = Decimal.parse(literal);
        if (sent.isInteger() && !sent.equals(shortest)) {
            throw new Refusal(Echo.literal(literal) + " is an integer that would become " + shortest.toEcmaScript()
                    + "; send it as a string");
        }
    }
}
