package com.stateset.sequencer.event;

import java.time.Instant;
import java.time.Month;
import java.time.Year;
import java.time.temporal.ChronoUnit;

/**
 * The moment an author claims for an event: an RFC 3339 date-time, kept verbatim because it is hashed.
 *
 * @param text RFC 3339 section 5.6, any number of fraction digits, second 60 allowed, at most 64 characters
 */
public record CreatedAt(String text) {

    /** The most characters of a date-time. */
    public static final int MAX_LENGTH = 64;

    public CreatedAt {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "created_at has " + text.length() + " characters; at most " + MAX_LENGTH + " are allowed");
        }
        if (!isRfc3339(text)) {
            throw new IllegalArgumentException("created_at is not an RFC 3339 date-time such as 2026-01-02T03:04:05Z");
        }
    }

    /** Returns the present moment in UTC, with microseconds. */
    public static CreatedAt now() {
        return of(Instant.now());
    }

    /** Returns {@code moment} in UTC, cut to microseconds. */
    public static CreatedAt of(Instant moment) {
        return new CreatedAt(moment.truncatedTo(ChronoUnit.MICROS).toString());
    }

    /** Returns the date-time as it was written. */
    @Override
    public String toString() {
        return text;
    }

    /** Checks by hand, because every event that comes in passes here: {@code yyyy-MM-ddTHH:mm:ss[.fraction](Z|±HH:mm)}. */
    private static boolean isRfc3339(String text) {
        return text.length() >= "yyyy-MM-ddTHH:mm:ssZ".length()
                && isDate(text)
                && Character.toUpperCase(text.charAt(10)) == 'T'
                && isTimeOfDay(text, 11)
                && text.charAt(16) == ':'
                && isNumber(text, 17, 60)
                && isOffset(text, endOfFraction(text));
    }

    private static boolean isDate(String text) {
        return isNumber(text, 0, 99)
                && isNumber(text, 2, 99)
                && text.charAt(4) == '-'
                && isNumber(text, 5, 12)
                && number(text, 5) >= 1
                && text.charAt(7) == '-'
                && isNumber(text, 8, 31)
                && number(text, 8) >= 1
                && number(text, 8)
                        <= Month.of(number(text, 5)).length(Year.isLeap(100 * number(text, 0) + number(text, 2)));
    }

    private static boolean isTimeOfDay(String text, int at) {
        return isNumber(text, at, 23) && text.charAt(at + 2) == ':' && isNumber(text, at + 3, 59);
    }

    /** Returns where the seconds' fraction ends, or -1 if there is a point with nothing behind it. */
    private static int endOfFraction(String text) {
        int end = 19;
        if (text.charAt(end) != '.') {
            return end;
        }
        do {
            end++;
        } while (end < text.length() && isDigit(text.charAt(end)));
        return end == 20 ? -1 : end;
    }

    private static boolean isOffset(String text, int at) {
        if (at < 0 || at == text.length()) {
            return false;
        }
        char first = text.charAt(at);
        if (Character.toUpperCase(first) == 'Z') {
            return at + 1 == text.length();
        }
        return (first == '+' || first == '-') && at + 6 == text.length() && isTimeOfDay(text, at + 1);
    }

    /** Whether two digits stand at {@code at}, together no more than {@code max}. */
    private static boolean isNumber(String text, int at, int max) {
        return isDigit(text.charAt(at)) && isDigit(text.charAt(at + 1)) && number(text, at) <= max;
    }

    private static int number(String text, int at) {
        return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
