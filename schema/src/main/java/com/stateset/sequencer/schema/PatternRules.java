package com.stateset.sequencer.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which regular expressions schemas may have, so that none can run away: those of RE2, of a bounded size. Without state.
 *
 * <p><b>Why RE2.</b> A matcher that goes back, as {@code java.util.regex} does, tries one way through the pattern after the other, and there
 * may be exponentially many: {@code (a+)+$} can read thirty letters in 2^29 ways before a full stop behind them refutes them all. RE2 goes through the
 * text once, and carries along all the places of the pattern where a match could be: each character costs at most one step for each
 * instruction of the pattern (Russ Cox, <i>Regular Expression Matching Can Be Simple And Fast</i>, 2007). What cannot be matched so, it
 * does not have: look-around, and references back. So a match costs the length of the text times that of the program, which is what a check
 * pays for it ({@link CheckContext#spendOnPattern}) <em>before</em> it begins.
 *
 * <p><b>Why that is not enough.</b> The program may be far longer than the text it is compiled from: RE2 unrolls counted repetitions, and
 * those of {@code ((x{100}){100}){100}} come to a million instructions. So it is bounded twice: by an estimate from above, before anything is
 * compiled, of each pattern alone; and by what they really came to, of all patterns of a schema together ({@link
 * SchemaDocument#MAX_PATTERNS}).
 *
 * <p><b>The estimate</b> multiplies the pattern's length by how often what is innermost in counted repetitions is repeated. It may be too
 * high (braces within brackets are no repetition, and a repetition seldom covers all of the pattern) but never too low: what it lets pass
 * can be compiled without harm, and what it refuses in error is a pattern that nobody writes by hand.
 *
 * <p><b>What differs from ECMA-262</b>, which JSON Schema names (2020-12 Core, section 6.4): what has no place in RE2 is refused when the schema
 * is registered, such as look-around; what ECMA-262 writes {@code \u00e9} is {@code \x{e9}} there, and {@code \s}
 * is the white space of ASCII. A pattern is searched for, not anchored, as the draft has it.
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

    /**
     * How often counted repetitions repeat at most what is innermost in them. What looks like one within brackets counts, too.
     *
     * <p>{@code most} is the largest factor seen in the group that is open, {@code last} that of the atom or group just before: what a
     * brace that follows multiplies. A group that ends hands its largest factor on as that of an atom; those of the groups around it
     * wait on the stack.
     */
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
