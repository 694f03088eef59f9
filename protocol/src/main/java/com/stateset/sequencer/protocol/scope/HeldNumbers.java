package com.stateset.sequencer.protocol.scope;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of events that a reader holds, so that a page need not have them: {@code 1-500,502}. Immutable.
 *
 * <p>They stand in the address of a call, so no more of them are written than {@value #LONGEST} characters have room for. Which ones
 * are left out makes no difference but bytes: those events come.
 */
public final class HeldNumbers {

    /** None. */
    public static final HeldNumbers NONE = new HeldNumbers(new TreeMap<>());

    /** The most characters of the text. */
    public static final int LONGEST = 2000;

    private static final Pattern RANGE = Pattern.compile("([1-9][0-9]{0,18})(?:-([1-9][0-9]{0,18}))?");

    /** The last number of each run, by its first. */
    private final NavigableMap<Long, Long> runs;

    private HeldNumbers(NavigableMap<Long, Long> runs) {
        this.runs = runs;
    }

    /**
     * Returns those of some numbers that the text has room for.
     *
     * @param numbers rising, at least 1
     */
    public static HeldNumbers of(Collection<Long> numbers) {
        NavigableMap<Long, Long> runs = new TreeMap<>();
        for (long number : numbers) {
            Map.Entry<Long, Long> last = runs.lastEntry();
            runs.put(last != null && last.getValue() == number - 1 ? last.getKey() : number, number);
        }
        HeldNumbers held = new HeldNumbers(runs);
        while (held.toString().length() > LONGEST) {
            runs.pollLastEntry();
        }
        return held;
    }

    /**
     * Reads the text.
     *
     * @throws IllegalArgumentException if it is too long, or does not name numbers that rise
     */
    public static HeldNumbers parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("has more than " + LONGEST + " characters");
        }
        NavigableMap<Long, Long> runs = new TreeMap<>();
        long last = 0;
        for (String range : text.split(",", -1)) {
            Matcher numbers = RANGE.matcher(range);
            if (!numbers.matches()) {
                throw notRising();
            }
            long from = number(numbers.group(1));
            long through = numbers.group(2) == null ? from : number(numbers.group(2));
            if (from <= last || through < from) {
                throw notRising();
            }
            runs.put(from, through);
            last = through;
        }
        return new HeldNumbers(runs);
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw notRising();
        }
    }

    private static IllegalArgumentException notRising() {
        return new IllegalArgumentException("must be rising sequence numbers and ranges of them, such as 1-500,502");
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return runs.isEmpty();
    }

    /** Whether a number is among them. */
    public boolean contains(long number) {
        Map.Entry<Long, Long> run = runs.floorEntry(number);
        return run != null && number <= run.getValue();
    }

    /** Returns them as they are written. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        runs.forEach((from, through) -> {
            text.append(text.isEmpty() ? "" : ",").append(from);
            if (through > from) {
                text.append('-').append(through);
            }
        });
        return text.toString();
    }
}
