package com.stateset.sequencer.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which regular expressions schemas may have: those of RE2, which take time in proportion to the text and to their own size, and of a
 * size that is bounded. RE2 has no look-around and no references back; what ECMA-262 writes {@code \u00e9} is {@code \x{e9}} there.
 */
final class PatternRules {

    private static final int MAX_LENGTH = 1000;

    /** The length times how often its innermost part may be repeated by numbers; the program of RE2 is about that long at most. */
    private static final long MAX_SIZE = 32_768;

    private PatternRules() {}

    /**
     * Compiles a pattern.
     *
     * @throws SchemaRefusedException if it is not one of those
     */
    static Pattern compile(String pattern) {
        if (pattern.length() > MAX_LENGTH || pattern.length() * repetitions(pattern) > MAX_SIZE) {
            throw SchemaRefusedException.invalid("its pattern is too long, or repeats too much");
        }
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw SchemaRefusedException.invalid(
                    "its pattern is none of RE2, which has no look-around and no references back: " + e.getDescription()
                            + (e.getPattern() == null ? "" : " " + e.getPattern()));
        }
    }

    /** How often counted repetitions repeat at most what is innermost in them. What looks like one within brackets counts, too. */
    private static long repetitions(String pattern) {
        Deque<Long> groups = new ArrayDeque<>();
        long most = 1;
        long last = 1;
        for (int i = 0; i < pattern.length() && most <= MAX_SIZE; i++) {
            char each = pattern.charAt(i);
            if (each == '(') {
                groups.push(most);
                most = 1;
                last = 1;
            } else if (each == ')') {
                last = most;
                most = Math.max(most, groups.isEmpty() ? 1 : groups.pop());
            } else if (each == '{') {
                last *= Math.max(1, largestNumber(pattern, i + 1));
                most = Math.max(most, last);
            } else if (each != '}' && each != ',' && !Character.isDigit(each)) {
                last = 1;
            }
        }
        return most;
    }

    private static long largestNumber(String pattern, int start) {
        long largest = 0;
        long number = 0;
        for (int i = start; i < pattern.length() && pattern.charAt(i) != '}'; i++) {
            char each = pattern.charAt(i);
            number = Character.isDigit(each) ? Math.min(MAX_SIZE, number * 10 + each - '0') : 0;
            largest = Math.max(largest, number);
        }
        return largest;
    }
}
