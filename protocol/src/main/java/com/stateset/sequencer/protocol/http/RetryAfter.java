package com.stateset.sequencer.protocol.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * The header {@code Retry-After} (RFC 9110 section 10.2.3): seconds or a date.
 *
 * <p>It comes from outside, so it is bounded: an hour at most, and nothing for what cannot be understood. A date is compared with this
 * machine's clock; where the clocks differ, so does the pause.
 */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /**
     * Reads the header.
     *
     * @param header its value: seconds from now, or a date as RFC 1123 writes it
     * @param now what a date is compared with
     * @return how long to wait, from zero to an hour; zero if the header is in the past or cannot be understood
     */
    static Duration parse(String header, Instant now) {
        Duration wait = duration(header.strip(), now);
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }

    private static Duration duration(String header, Instant now) {
        try {
            return Duration.ofSeconds(Long.parseLong(header));
        } catch (NumberFormatException e) {
            return untilDate(header, now);
        }
    }

    private static Duration untilDate(String header, Instant now) {
        try {
            return Duration.between(
                    now,
                    ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }
}
