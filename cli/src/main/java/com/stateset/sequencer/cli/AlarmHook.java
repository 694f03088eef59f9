package com.stateset.sequencer.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Posts alarms to an address of the operator's: three times at most, each within ten seconds, which cover the whole answer. */
final class AlarmHook {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 3;

    private final @Nullable URI url;
    private final Duration timeout;
    private final HttpClient http;

    AlarmHook(@Nullable URI url, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
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
        return new AlarmHook(url, TIMEOUT);
    }

    /** Posts a line of JSON, and returns what went wrong, if anything did. */
    Optional<String> post(byte[] line) {
        if (url == null) {
            return Optional.empty();
        }
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(line))
                .build();
        String problem = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, BodyHandlers.discarding());
            try {
                int status = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS).statusCode();
                if (status / 100 == 2) {
                    return Optional.empty();
                }
                problem = "it answers " + status;
            } catch (TimeoutException e) {
                problem = "it does not answer in time";
            } catch (ExecutionException e) {
                problem = String.valueOf(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("interrupted");
            } finally {
                answer.cancel(true);
            }
        }
        return Optional.of(problem);
    }
}
