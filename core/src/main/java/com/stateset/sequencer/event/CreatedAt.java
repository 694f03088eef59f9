package com.stateset.sequencer.event;

import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The moment an author claims for an event: an RFC 3339 date-time, kept verbatim because it is hashed.
 *
 * @param text RFC 3339 section 5.6, any number of fraction digits, second 60 allowed, at most 64 characters
 */
public record CreatedAt(String text) {

    /** The most characters of a date-time. */
    public static final int MAX_LENGTH = 64;

    private static final Pattern RFC_3339 =
            Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})[Tt]([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)"
                    + "(\\.\\d+)?([Zz]|[+-]([01]\\d|2[0-3]):[0-5]\\d)");

    public CreatedAt {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "created_at has " + text.length() + " characters; at most " + MAX_LENGTH + " are allowed");
        }
        Matcher matcher = RFC_3339.matcher(text);
        if (!matcher.matches() || !dayExists(matcher)) {
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

    private static boolean dayExists(Matcher date) {
        int month = Integer.parseInt(date.group(2));
        int day = Integer.parseInt(date.group(3));
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of(Integer.parseInt(date.group(1)), month).lengthOfMonth();
    }
}
