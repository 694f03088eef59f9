package com.stateset.sequencer.protocol.http;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.error.TransportException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls that end: each attempt within the timeout, to the last byte of its answer, which is bounded ({@link AnswerBody}), and all
 * of them within what the retries allow.
 * Knows nothing of what the paths mean. Immutable but for what it learns of the server's encodings, thread-safe.
 *
 * @param server where the server is
 * @param apiKey what to authenticate with; null for nothing
 * @param timeout how long to wait for a whole answer
 * @param retries when to call again
 * @param onRetry is called before each pause
 * @param http the connections
 * @param zipping whether requests are compressed
 */
record HttpCalls(
        URI server,
        @Nullable String apiKey,
        Duration timeout,
        Retries retries,
        BiConsumer<RuntimeException, Duration> onRetry,
        HttpClient http,
        Zipping zipping) {

    static final int NOT_FOUND = 404;

    private static final String JSON = "application/json";
    private static final String API = "/api/v1";

    HttpCalls retrying(Retries value) {
        return new HttpCalls(server, apiKey, timeout, value, onRetry, http, zipping);
    }

    HttpCalls onRetry(BiConsumer<RuntimeException, Duration> listener) {
        return new HttpCalls(server, apiKey, timeout, retries, listener, http, zipping);
    }

    <T> T get(String path, Function<byte[], T> reader) {
        return call(request(API + path, JSON).GET().build(), reader);
    }

    /** Reads what may not be there. */
    <T> Optional<T> find(String path, Function<byte[], T> reader) {
        return file(API + path, JSON, reader);
    }

    /** Reads a file outside of the JSON calls, which may not be there. */
    Optional<byte[]> file(String path) {
        return file(path, "*/*", body -> body);
    }

    /** Reads another form of what a JSON call answers, which may not be there. */
    Optional<byte[]> findAs(String mediaType, String path) {
        return file(API + path, mediaType, body -> body);
    }

    @CanIgnoreReturnValue
    <T> T post(String path, byte[] body, Function<byte[], T> reader) {
        return zipping.send(body, (sent, isZipped) -> call(posting(path, sent, isZipped), reader));
    }

    /** Does something to what may not be there. */
    <T> Optional<T> postTo(String path, byte[] body, Function<byte[], T> reader) {
        return zipping.send(body, (sent, isZipped) -> found(posting(path, sent, isZipped), reader));
    }

    private HttpRequest posting(String path, byte[] body, boolean isZipped) {
        HttpRequest.Builder request =
                request(API + path, JSON).header("Content-Type", JSON).POST(BodyPublishers.ofByteArray(body));
        return (isZipped ? request.header("Content-Encoding", AnswerBody.GZIP) : request).build();
    }

    /** Deletes what may not be there. */
    <T> Optional<T> delete(String path, Function<byte[], T> reader) {
        return found(request(API + path, JSON).DELETE().build(), reader);
    }

    /** Begins an answer that may go on without an end. */
    <T> CompletableFuture<HttpResponse<T>> follow(String path, String mediaType, BodyHandler<T> handler) {
        return http.sendAsync(endless(API + path, mediaType).GET().build(), handler);
    }

    /** Makes a value of an answer. */
    <T> T understand(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new TransportException.Incomprehensible(
                    "what answers at " + base() + " does not speak the protocol: " + e.getMessage(), e);
        }
    }

    private <T> Optional<T> file(String path, String mediaType, Function<byte[], T> reader) {
        return found(request(path, mediaType).GET().build(), reader);
    }

    private <T> Optional<T> found(HttpRequest request, Function<byte[], T> reader) {
        try {
            return Optional.of(call(request, reader));
        } catch (TransportException.Refused e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private String base() {
        return server.toString().replaceFirst("/+$", "");
    }

    private HttpRequest.Builder request(String path, String accept) {
        return endless(path, accept).header("Accept-Encoding", AnswerBody.GZIP).timeout(timeout);
    }

    private HttpRequest.Builder endless(String path, String accept) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base() + path)).header("Accept", accept);
        return apiKey == null ? request : request.header("Authorization", "ApiKey " + apiKey);
    }

    private <T> T call(HttpRequest request, Function<byte[], T> reader) {
        return retries.call(() -> read(exchange(request), reader), Retries::mayPass, onRetry);
    }

    private <T> T read(HttpResponse<byte[]> response, Function<byte[], T> reader) {
        if (response.statusCode() != AnswerBody.OK) {
            throw CallFailures.ofAnswer(base(), response);
        }
        return understand(() -> reader.apply(response.body()));
    }

    /** The request's own timeout ends with the answer's first bytes; this one covers the last, too. */
    private HttpResponse<byte[]> exchange(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, AnswerBody.handler());
        try {
            HttpResponse<byte[]> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            zipping.heed(response.headers());
            return response;
        } catch (ExecutionException e) {
            throw CallFailures.ofConnection(base(), e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new TransportException.Unreachable("the server at " + base() + " does not answer in time", true, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new TransportException.Unreachable("interrupted while the server had not answered yet", true, e);
        }
    }
}
