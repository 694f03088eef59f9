package com.stateset.sequencer.sync;

import com.stateset.sequencer.error.TransportException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls a server, and turns everything but a good answer into a {@link TransportException}. Thread-safe. */
final class HttpCalls {

    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final int FIRST_REFUSAL = 400;
    private static final int FIRST_FAILURE = 500;

    /** Said by what stands in front of a server that may still be at work; 520 and more are Cloudflare's. */
    private static final Set<Integer> GATEWAYS = Set.of(502, 504, 520, 521, 522, 523, 524, 525, 526, 527);

    private static final int LONGEST_QUOTE = 500;

    private final String base;
    private final @Nullable String apiKey;
    private final Duration timeout;
    private final HttpClient http;

    HttpCalls(URI server, @Nullable String apiKey, Duration connectTimeout, Duration timeout) {
        String text = server.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.apiKey = apiKey;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .build();
    }

    <T> T get(String path, Function<AnswerJson, T> reader) {
        return call(request(path).GET().build(), reader);
    }

    <T> T post(String path, byte[] body, Function<AnswerJson, T> reader) {
        return call(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                reader);
    }

    /** Asks for an answer that may go on for ever: whoever asks watches over the time. */
    <T> CompletableFuture<HttpResponse<T>> open(String path, String accept, BodyHandler<T> handler) {
        return http.sendAsync(request(path, accept).GET().build(), handler);
    }

    private HttpRequest.Builder request(String path) {
        return request(path, "application/json").timeout(timeout);
    }

    private HttpRequest.Builder request(String path, String accept) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + "/api/v1" + path)).header("Accept", accept);
        return apiKey == null ? request : request.header("Authorization", "ApiKey " + apiKey);
    }

    private <T> T call(HttpRequest request, Function<AnswerJson, T> reader) {
        HttpResponse<byte[]> response = exchange(request);
        requireSuccess(response);
        try {
            return reader.apply(AnswerJson.parse(response.body()));
        } catch (AnswerJson.UnusableAnswerException e) {
            throw new TransportException.Incomprehensible(
                    "what answers at " + base + " does not speak the protocol: " + e.getMessage(), e);
        }
    }

    /** The request's own timeout ends with the answer's first bytes; this one covers the last, too. */
    private HttpResponse<byte[]> exchange(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new TransportException.Unreachable("the server at " + base + " does not answer in time", true, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new TransportException.Unreachable("interrupted while the server had not answered yet", true, e);
        }
    }

    private TransportException unreachable(Throwable failure) {
        if (failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof UnresolvedAddressException) {
            return new TransportException.Unreachable("there is no connection to " + base, false, failure);
        }
        String problem = failure instanceof IOException
                ? "the connection to " + base + " broke: " + failure.getMessage()
                : "the call to " + base + " failed: " + failure;
        return new TransportException.Unreachable(problem, true, failure);
    }

    private void requireSuccess(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == OK) {
            return;
        }
        String message = "the server at " + base + " answers " + status + explanation(response.body());
        if (status == TOO_MANY_REQUESTS || status == UNAVAILABLE) {
            Duration wait = response.headers()
                    .firstValue("Retry-After")
                    .map(header -> RetryAfter.parse(header, Instant.now()))
                    .orElse(Duration.ZERO);
            throw new TransportException.Throttled(message, wait, status == UNAVAILABLE);
        }
        if (GATEWAYS.contains(status)) {
            throw new TransportException.Unreachable(message, true, null);
        }
        if (status >= FIRST_FAILURE) {
            throw new TransportException.Failed(status, message);
        }
        if (status >= FIRST_REFUSAL) {
            throw new TransportException.Refused(status, message);
        }
        throw new TransportException.Incomprehensible(message, null);
    }

    /** What the server says about it, if it says so as the protocol wants it. */
    private static String explanation(byte[] body) {
        try {
            String said =
                    AnswerJson.parse(body).member("error").member("message").text();
            return ": " + said.substring(0, Math.min(LONGEST_QUOTE, said.length()));
        } catch (AnswerJson.UnusableAnswerException e) {
            String first = new String(body, 0, Math.min(LONGEST_QUOTE, body.length), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
            return first.isBlank() ? "" : ": " + first;
        }
    }
}
