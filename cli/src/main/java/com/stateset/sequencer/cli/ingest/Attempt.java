package com.stateset.sequencer.cli.ingest;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * How one request ended, unless it ended the whole import.
 *
 * @param answer the answer; if absent, there is a problem
 * @param problem what went wrong, half a sentence
 * @param retryAfter how long the server wants to be left alone; zero if it does not say
 * @param mayHaveStored whether the events may have gone in all the same
 */
record Attempt(@Nullable IngestAnswer answer, String problem, Duration retryAfter, boolean mayHaveStored) {

    static Attempt answered(IngestAnswer answer) {
        return new Attempt(answer, "", Duration.ZERO, true);
    }

    static Attempt turnedAway(HttpResponse<?> response) {
        return new Attempt(
                null,
                "the server answers " + response.statusCode(),
                response.headers()
                        .firstValue("Retry-After")
                        .map(Attempt::retryAfter)
                        .orElse(Duration.ZERO),
                true);
    }

    static Attempt withoutAnswer(URI server, IOException failure) {
        boolean noConnection = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
        String problem = noConnection
                ? "there is no connection to " + server
                : failure instanceof HttpTimeoutException
                        ? "the server does not answer in time"
                        : "the connection to the server broke (" + failure.getMessage() + ")";
        return new Attempt(null, problem, Duration.ZERO, !noConnection);
    }

    /** RFC 9110 section 10.2.3: seconds or a date. */
    private static Duration retryAfter(String header) {
        try {
            if (header.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Duration.ofSeconds(Long.parseLong(header));
            }
            Instant date = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), date);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (NumberFormatException | DateTimeParseException e) {
            return Duration.ZERO;
        }
    }
}
