package com.stateset.sequencer.protocol.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.crypto.KeyProofs;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.KeyRegistration;
import com.stateset.sequencer.protocol.SequencerInfo;
import com.stateset.sequencer.protocol.WireCommitment;
import com.stateset.sequencer.protocol.WireCommitmentPage;
import com.stateset.sequencer.protocol.WireEventPage;
import com.stateset.sequencer.protocol.WireProof;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.protocol.ingest.SignedIngestAnswer;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.json.WireText;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a sequencer's server (PROTOCOL section 5): the one HTTP client of the agent, the import and the verifier. Thread-safe;
 * immutable but for its connections, which close by themselves after a while.
 *
 * <p>Every call ends: within the timeout for each attempt, which covers the last byte of the answer and not only the first, and
 * after the time that its {@link Retries} allow. An interrupt ends it at once. Whatever is not a good answer is a {@link
 * TransportException}, which says whether the server may have done what it was asked.
 *
 * <p>Every call may be made again without harm: reading changes nothing, and of events that are sent twice the server stores one. So a
 * broken connection needs no other treatment than a busy server. The bytes of a request are made once, by the caller, and are the same at
 * every attempt.
 *
 * <p>Answers are read into the protocol's records, by the same mapper and limits that wrote them on the server. HTTP/1.1 is used
 * throughout: proxies in front of servers speak it best, and nothing here would gain from streams of HTTP/2.
 */
public final class SequencerClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int NOT_FOUND = 404;

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
    public static SequencerClient to(URI server, @Nullable String apiKey, Duration connectTimeout, Duration timeout) {
        String scheme = String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT);
        if (server.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException("'" + server + "' is not an address such as http://localhost:8080");
        }
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .build();
        return new SequencerClient(server, apiKey, timeout, Retries.none(), (failure, pause) -> {}, http);
    }

    /** Returns a client over the same connections that makes a call again when the server was busy or away. */
    public SequencerClient retrying(Retries value) {
        return new SequencerClient(server, apiKey, timeout, Objects.requireNonNull(value, "retries"), onRetry, http);
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

    /**
     * Sends events without signatures.
     *
     * @param request the bytes of an {@link com.stateset.sequencer.protocol.ingest.IngestRequest}, the same at every attempt
     */
    public IngestAnswer ingest(byte[] request) {
        return post("/events/ingest", request, body -> ProtocolJson.read(body, IngestAnswer.class));
    }

    /** Sends signed events likewise: {@code request} is a {@link com.stateset.sequencer.protocol.ingest.SignedIngestRequest}. */
    public SignedIngestAnswer ingestSigned(byte[] request) {
        return post("/ves/events/ingest", request, body -> ProtocolJson.read(body, SignedIngestAnswer.class));
    }

    /**
     * Reads events in the order of their numbers.
     *
     * @param from the first number, at least 1
     * @param limit the most events to return
     * @param receipts whether each comes with its receipt's signature
     */
    public WireEventPage events(StreamId stream, long from, int limit, boolean receipts) {
        String range = "&from=" + from + "&limit=" + limit;
        return get("/events" + of(stream) + range + (receipts ? "&receipts=true" : ""), WireEventPage.class);
    }

    /** Reads the last number of a stream. The latest commitment beside it is passed over: servers differ in how much of it they say. */
    public long head(StreamId stream) {
        return call(request("/head" + of(stream)).GET().build(), body -> {
            JsonNode head = ProtocolJson.tree(body).path("head_sequence");
            if (!head.isIntegralNumber() || !head.canConvertToLong()) {
                throw InvalidMessageException.ofMember("head_sequence", "is not a sequence number");
            }
            return head.longValue();
        });
    }

    /** Reads commitments, newest first: those that begin before {@code before}. */
    public List<WireCommitment> commitments(StreamId stream, long before, int limit) {
        return get("/commitments" + of(stream) + "&limit=" + limit + "&before=" + before, WireCommitmentPage.class)
                .commitments();
    }

    /** Reads one commitment; empty if there is none of that id. */
    public Optional<WireCommitment> commitment(StreamId stream, UUID batchId) {
        return find("/commitments/" + batchId + of(stream), body -> ProtocolJson.read(body, WireCommitment.class));
    }

    /** Reads the proof of an event; empty if no commitment covers it. */
    public Optional<WireProof> proof(StreamId stream, long sequenceNumber) {
        return find("/proofs/" + sequenceNumber + of(stream), body -> ProtocolJson.read(body, WireProof.class));
    }

    /** Reads the sequencer's id and keys. */
    public SequencerInfo sequencer() {
        return get("/sequencer", SequencerInfo.class);
    }

    /** Reads an agent's key directory, as it was sent: its signature covers the text. Empty if the server knows no such agent. */
    public Optional<RawJson> keyDirectory(UUID tenantId, UUID agentId) {
        return find("/agents/" + agentId + "/signing-keys?tenant_id=" + tenantId, RawJson::of);
    }

    /**
     * Registers an agent's public key. Registering it again is fine.
     *
     * @param proofs what comes with the key; a server may demand it
     * @return when the key was revoked, which registering it again does not undo; empty if it was not
     */
    @CanIgnoreReturnValue
    public Optional<Instant> register(AgentKey key, KeyProofs proofs) {
        byte[] registration = ProtocolJson.write(KeyRegistration.of(key, proofs));
        return post("/agents/keys", registration, answer -> {
            JsonNode revokedAt = ProtocolJson.tree(answer).path("revoked_at");
            return revokedAt.isTextual() ? Optional.of(WireText.moment(revokedAt.textValue())) : Optional.empty();
        });
    }

    /**
     * Follows a stream's server-sent events. The answer may go on without an end: the caller watches the time, and cancels the future.
     *
     * @param from the first number to be notified of
     */
    public <T> CompletableFuture<HttpResponse<T>> follow(StreamId stream, long from, BodyHandler<T> handler) {
        return http.sendAsync(
                request("/events/stream" + of(stream) + "&from=" + from, "text/event-stream")
                        .GET()
                        .build(),
                handler);
    }

    /**
     * Makes a value of an answer.
     *
     * @throws TransportException.Incomprehensible if {@code reader} refuses the answer's parts
     */
    public <T> T understand(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new TransportException.Incomprehensible(
                    "what answers at " + base + " does not speak the protocol: " + e.getMessage(), e);
        }
    }

    private static String of(StreamId stream) {
        return "?tenant_id=" + stream.tenantId() + "&store_id=" + stream.storeId();
    }

    private <T> T get(String path, Class<T> type) {
        return call(request(path).GET().build(), body -> ProtocolJson.read(body, type));
    }

    private <T> Optional<T> find(String path, Function<byte[], T> reader) {
        try {
            return Optional.of(call(request(path).GET().build(), reader));
        } catch (TransportException.Refused e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @CanIgnoreReturnValue
    private <T> T post(String path, byte[] body, Function<byte[], T> reader) {
        return call(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                reader);
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
        if (response.statusCode() != CallFailures.OK) {
            throw CallFailures.ofAnswer(base, response);
        }
        return understand(() -> reader.apply(response.body()));
    }

    /** The request's own timeout ends with the answer's first bytes; this one covers the last, too. */
    private HttpResponse<byte[]> exchange(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw CallFailures.ofConnection(base, e.getCause() == null ? e : e.getCause());
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
