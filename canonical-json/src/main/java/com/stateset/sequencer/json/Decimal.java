package com.stateset.sequencer.json;

import com.fasterxml.jackson.core.io.NumberOutput;

/**
 * A decimal above zero: {@code digits × 10^exponent}. Equal decimals have equal values, because the digits have no zeros at either
 * end. Never computed with: it is taken apart from one notation and put together in another, digit by digit, so that its cost is
 * linear in the length of the text, and an exponent of nine digits costs no more than one of two.
 *
 * @param digits without zeros at either end; at least one
 * @param exponent the power of ten of the last digit
 */
record Decimal(String digits, long exponent) {

    /** Reads a number in JSON's or Java's notation, and drops its sign. */
    static Decimal parse(String number) {
        int end = endOfMantissa(number);
        int start = number.charAt(0) == '-' ? 1 : 0;
        int point = number.indexOf('.');
        long exponent = end == number.length() ? 0 : Long.parseLong(number.substring(end + 1));
        if (point < 0) {
            return normalized(number.substring(start, end), exponent);
        }
        String digits = number.substring(start, point) + number.substring(point + 1, end);
        return normalized(digits, exponent - (end - point - 1));
    }

    private static Decimal normalized(String digits, long exponent) {
        int first = 0;
        while (digits.charAt(first) == '0') {
            first++;
        }
        int last = digits.length() - 1;
        while (digits.charAt(last) == '0') {
            last--;
        }
        return new Decimal(digits.substring(first, last + 1), exponent + digits.length() - 1 - last);
    }

    /** Where the exponent's {@code e} stands, or the end if there is none. */
    static int endOfMantissa(String number) {
        int end = 0;
        while (end < number.length() && number.charAt(end) != 'e' && number.charAt(end) != 'E') {
            end++;
        }
        return end;
    }

    /**
     * Returns the shortest decimal that reads back as {@code value}; of several, the nearest to it.
     *
     * <p>Java 17's own {@code Double.toString} does not always find it. Jackson's Schubfach does, but for one thing: like
     * Java's from 19 on it never gives less than two digits, so the smallest double is {@code 4.9E-324}. Where it gives two
     * that are not there for show, one can do only among the subnormal numbers, whose neighbours are far away.
     */
    static Decimal shortestFor(double value) {
        Decimal found = parse(NumberOutput.toString(value, true));
        if (value < Double.MIN_NORMAL && found.digits.length() == 2) {
            Decimal shorter = found.roundedToOneDigit();
            return shorter.toDouble() == value ? shorter : found;
        }
        return found;
    }

    private Decimal roundedToOneDigit() {
        int tens = digits.charAt(0) - '0';
        int ones = digits.charAt(1) - '0';
        return normalized(Integer.toString(ones < 5 ? tens : tens + 1), exponent + 1);
    }

    private double toDouble() {
        return Double.parseDouble(digits + 'e' + exponent);
    }

    boolean isInteger() {
        return exponent >= 0;
    }

    /**
     * Prints as ECMAScript's {@code Number::toString} does, whose names {@code k} and {@code n} these are: {@code k} digits, and the
     * decimal point {@code n} places behind the first of them. Up to 21 places it prints a plain decimal, also one of up to
     * six zeros behind the point; beyond that an exponent, which has a sign always, and no zeros in front.
     */
    String toEcmaScript() {
        int k = digits.length();
        int n = Math.toIntExact(exponent + k);
        if (k <= n && n <= 21) {
            return digits + "0".repeat(n - k);
        }
        if (0 < n && n <= 21) {
            return digits.substring(0, n) + '.' + digits.substring(n);
        }
        if (-6 < n && n <= 0) {
            return "0." + "0".repeat(-n) + digits;
        }
        String mantissa = k == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + (n > 0 ? "e+" : "e") + (n - 1);
    }
}
