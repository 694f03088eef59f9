package com.stateset.sequencer.protocol.http;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.StreamId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls a sequencer's server (PROTOCOL section 5): the one HTTP client of the agent, the import and the verifier. Thread-safe;
 * immutable but for its connections, which close by themselves after a while.
 *
 * <p>Every call ends: within the timeout for each attempt, which covers the last byte of the answer and not only the first, and
 * after the time that its {@link Retries} allow. An interrupt ends it at once. Whatever is not a good answer is a {@link
 * TransportException}, which says whether the server may have done what it was asked.
 */
public final class SequencerClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final BiConsumer<RuntimeException, Duration> QUIETLY = (failure, pause) -> {};

    private final URI server;
    private final String base;
    private final @Nullable String apiKey;
    private final Duration timeout;
    private final Retries retries;
    private final BiConsumer<RuntimeException, Duration> onRetry;
    private final HttpClient http;

    private SequencerClient(
            URI server,
            @Nullable String apiKey,
            Duration timeout,
            Retries retries,
            BiConsumer<RuntimeException, Duration> onRetry,
            HttpClient http) {
        this.server = server;
        this.base = server.toString().replaceFirst("/+$", "");
        this.apiKey = apiKey;
        this.timeout = timeout;
        this.retries = retries;
        this.onRetry = onRetry;
        this.http = http;
    }

    /**
     * Returns a client that calls once, and waits up to a minute for an answer and 10 seconds for a connection.
     *
     * @param server where the server is, such as {@code https://sequencer.example.com}, with or without a path
     * @param apiKey what to authenticate with; null for nothing
     * @throws IllegalArgumentException if {@code server} is not an HTTP address
     */
    public static SequencerClient to(URI server, @Nullable String apiKey) {
        return to(server, apiKey, CONNECT_TIMEOUT, TIMEOUT);
    }

    /**
     * Returns a client with timeouts of its own, which calls once.
     *
     * @param connectTimeout how long to wait for a connection
     * @param timeout how long to wait for a whole answer
     * @throws IllegalArgumentException if {@code server} is not an HTTP address
     */
    public static SequencerClient to(
            URI server, @Nullable String apiKey, Duration connectTimeout, Duration timeout) {
        String scheme = String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT);
        if (server.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException("'" + server + "' is not an address such as http://localhost:8080");
        }
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .build();
        return new SequencerClient(server, apiKey, timeout, Retries.none(), QUIETLY, http);
    }

    /** Returns a client over the same connections that makes a call again when the server was busy or away. */
    public SequencerClient retrying(Retries value) {
        return new SequencerClient(
                server, apiKey, timeout, Objects.requireNonNull(value, "retries"), onRetry, http);
    }

    /** Returns a client over the same connections that calls {@code listener} before each pause, on the calling thread. */
    public SequencerClient onRetry(BiConsumer<RuntimeException, Duration> listener) {
        return new SequencerClient(
                server, apiKey, timeout, retries, Objects.requireNonNull(listener, "listener"), http);
    }

    /** The server's address, as given. */
    public URI server() {
        return server;
    }

    /** The query that names a stream: {@code ?tenant_id=…&store_id=…}. */
    public static String query(StreamId stream) {
        return "?tenant_id=" + stream.tenantId() + "&store_id=" + stream.storeId();
    }

    /**
     * Reads something.
     *
     * @param path what stands behind {@code /api/v1}, with the query
     * @param reader makes the answer of its bytes; what it throws is {@link TransportException.Incomprehensible}
     */
    public <T> T get(String path, Function<byte[], T> reader) {
        return call(request(path).GET().build(), reader);
    }

    /** Sends {@code body}, JSON, likewise. The same bytes may be sent several times. */
    public <T> T post(String path, byte[] body, Function<byte[], T> reader) {
        return call(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                reader);
    }

    /** Asks for an answer that may go on without an end: the caller watches the time, and cancels the future. */
    public <T> CompletableFuture<HttpResponse<T>> open(String path, String accept, BodyHandler<T> handler) {
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

    private <T> T call(HttpRequest request, Function<byte[], T> reader) {
        return retries.call(() -> read(exchange(request), reader), Retries::mayPass, onRetry);
    }

    private <T> T read(HttpResponse<byte[]> response, Function<byte[], T> reader) {
        if (response.statusCode() != Failures.OK) {
            throw Failures.ofAnswer(base, response);
        }
        try {
            return reader.apply(response.body());
        } catch (RuntimeException e) {
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
            throw Failures.ofConnection(base, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new TransportException.Unreachable("the server at " + base + " does not answer in time", true, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new TransportException.Unreachable("interrupted while the server had not answered yet", true, e);
        }
    }
}
