package com.stateset.sequencer.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Posts alarms to an address of the operator's, each within ten seconds, three times at most. */
final class AlarmHook {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 3;

    private final @Nullable URI url;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    private AlarmHook(@Nullable URI url) {
        this.url = url;
    }

    /**
     * Makes a hook; null for one that does nothing.
     *
     * @throws IllegalArgumentException if the address is not one of HTTP
     */
    static AlarmHook to(@Nullable URI url) {
        if (url != null) {
            HttpRequest.newBuilder(url);
        }
        return new AlarmHook(url);
    }

    /** Posts a line of JSON, and returns what went wrong, if anything did. */
    Optional<String> post(byte[] line) {
        if (url == null) {
            return Optional.empty();
        }
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(line))
                .build();
        String problem = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
                if (answer.statusCode() / 100 == 2) {
                    return Optional.empty();
                }
                problem = "it answers " + answer.statusCode();
            } catch (IOException e) {
                problem = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("interrupted");
            }
        }
        return Optional.of(problem);
    }
}
