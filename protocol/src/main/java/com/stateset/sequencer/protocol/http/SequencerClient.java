package com.stateset.sequencer.protocol.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.crypto.KeyProofs;
import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.ErasureAnswer;
import com.stateset.sequencer.protocol.ErasureRequest;
import com.stateset.sequencer.protocol.SequencerInfo;
import com.stateset.sequencer.protocol.WireCommitment;
import com.stateset.sequencer.protocol.WireCommitmentPage;
import com.stateset.sequencer.protocol.WireEventPage;
import com.stateset.sequencer.protocol.WireProof;
import com.stateset.sequencer.protocol.WireStreamPage;
import com.stateset.sequencer.protocol.history.HistoryAcceptance;
import com.stateset.sequencer.protocol.history.HistoryConsistency;
import com.stateset.sequencer.protocol.history.HistoryHead;
import com.stateset.sequencer.protocol.history.HistoryProof;
import com.stateset.sequencer.protocol.history.WireTreeHead;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.protocol.ingest.SignedIngestAnswer;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.json.WireText;
import com.stateset.sequencer.protocol.keys.KeyRegistration;
import com.stateset.sequencer.protocol.keys.KeyRevocation;
import com.stateset.sequencer.protocol.keys.KeyStatus;
import com.stateset.sequencer.protocol.keys.WireDevice;
import com.stateset.sequencer.protocol.keys.WireDeviceReport;
import com.stateset.sequencer.protocol.scope.HeldNumbers;
import com.stateset.sequencer.protocol.scope.ScopedPageAnswer;
import com.stateset.sequencer.protocol.scope.ScopedRequest;
import com.stateset.sequencer.spi.StreamHead;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls a sequencer's server (PROTOCOL sections 5 and 6): the one HTTP client of the agent, the import and the verifier. Thread-safe;
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
 * <p>Large requests are compressed for a server that has said in an answer that it takes that ({@code Accept-Encoding: gzip}). One that
 * refuses a compressed one all the same is sent it once more as it is.
 *
 * <p>Answers are read by the mapper and limits that wrote them on the server. HTTP/1.1 is used: proxies in front of servers speak it best.
 */
public final class SequencerClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpCalls calls;

    private SequencerClient(HttpCalls calls) {
        this.calls = calls;
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

    /** Returns the same with timeouts of its own: for a connection, and for a whole answer. */
    public static SequencerClient to(URI server, @Nullable String apiKey, Duration connectTimeout, Duration timeout) {
        String scheme = String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT);
        if (server.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException("'" + server + "' is not an address such as http://localhost:8080");
        }
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .build();
        return new SequencerClient(
                new HttpCalls(server, apiKey, timeout, Retries.none(), (failure, pause) -> {}, http, new Zipping()));
    }

    /** Returns a client over the same connections that makes a call again when the server was busy or away. */
    public SequencerClient retrying(Retries value) {
        return new SequencerClient(calls.retrying(Objects.requireNonNull(value, "retries")));
    }

    /** Returns a client over the same connections that calls {@code listener} before each pause, on the calling thread. */
    public SequencerClient onRetry(BiConsumer<RuntimeException, Duration> listener) {
        return new SequencerClient(calls.onRetry(Objects.requireNonNull(listener, "listener")));
    }

    /** The server's address, as given. */
    public URI server() {
        return calls.server();
    }

    /** Sends events without signatures: an {@link com.stateset.sequencer.protocol.ingest.IngestRequest}, the same at every attempt. */
    public IngestAnswer ingest(byte[] request) {
        return ingest(request, TreeAnswer.NONE);
    }

    /** Sends events without signatures, and asks for the stream's tree as well. */
    public IngestAnswer ingest(byte[] request, TreeAnswer tree) {
        return calls.post("/events/ingest" + tree.query(), request, read(IngestAnswer.class));
    }

    /** Sends signed events likewise: {@code request} is a {@link com.stateset.sequencer.protocol.ingest.SignedIngestRequest}. */
    public SignedIngestAnswer ingestSigned(byte[] request) {
        return ingestSigned(request, TreeAnswer.NONE);
    }

    /** Sends signed events, and asks for the stream's tree as well. */
    public SignedIngestAnswer ingestSigned(byte[] request, TreeAnswer tree) {
        return calls.post("/ves/events/ingest" + tree.query(), request, read(SignedIngestAnswer.class));
    }

    /**
     * Sends events without signatures as a chained batch: an event is rejected if an earlier one of its entity in the batch was. A server
     * that does not know the rule refuses it with 404 or 405, and has taken nothing then.
     */
    public IngestAnswer ingestChained(byte[] request) {
        return calls.post("/events/ingest/chained", request, read(IngestAnswer.class));
    }

    /** Sends signed events likewise. */
    public SignedIngestAnswer ingestSignedChained(byte[] request) {
        return calls.post("/ves/events/ingest/chained", request, read(SignedIngestAnswer.class));
    }

    /** Sends a {@link com.stateset.sequencer.protocol.ingest.ConditionalIngestRequest}; refused as a chained batch is. */
    public IngestAnswer ingestConditional(byte[] request) {
        return calls.post("/events/ingest/conditional", request, read(IngestAnswer.class));
    }

    /** Sends a {@link com.stateset.sequencer.protocol.ingest.SignedConditionalIngestRequest} likewise. */
    public SignedIngestAnswer ingestSignedConditional(byte[] request) {
        return calls.post("/ves/events/ingest/conditional", request, read(SignedIngestAnswer.class));
    }

    /**
     * Reads events in the order of their numbers.
     *
     * @param from the first number, at least 1
     * @param limit the most events to return
     * @param receipts whether each comes with its receipt's signature
     */
    public WireEventPage events(StreamId stream, long from, int limit, boolean receipts) {
        return events(stream, from, limit, receipts, HeldNumbers.NONE);
    }

    /**
     * Reads events likewise, but for those that the caller holds. A server that does not know that sends these, too.
     *
     * @param held they count for the limit, but need not be sent
     */
    public WireEventPage events(StreamId stream, long from, int limit, boolean receipts, HeldNumbers held) {
        String range = "&from=" + from + "&limit=" + limit + (held.isEmpty() ? "" : "&held=" + held);
        String query = of(stream) + range + (receipts ? "&receipts=true" : "");
        return calls.get("/events" + query, read(WireEventPage.class));
    }

    /** Reads events of a scope, and hashes of those between. A server that knows no scopes refuses with 404 or 405. */
    public ScopedPageAnswer scopedEvents(ScopedRequest request) {
        return calls.post("/events/scoped", ProtocolJson.write(request), read(ScopedPageAnswer.class));
    }

    /** Reads the last number of a stream. The latest commitment beside it is passed over: servers differ in how much of it they say. */
    public long head(StreamId stream) {
        return calls.get("/head" + of(stream), body -> {
            JsonNode head = ProtocolJson.tree(body).path("head_sequence");
            if (!head.isIntegralNumber() || !head.canConvertToLong()) {
                throw InvalidMessageException.ofMember("head_sequence", "is not a sequence number");
            }
            return head.longValue();
        });
    }

    /** Reads commitments, newest first: those that begin before {@code before}. */
    public List<WireCommitment> commitments(StreamId stream, long before, int limit) {
        String range = "&limit=" + limit + "&before=" + before;
        return calls.get("/commitments" + of(stream) + range, read(WireCommitmentPage.class))
                .commitments();
    }

    /** Reads one commitment; empty if there is none of that id. */
    public Optional<WireCommitment> commitment(StreamId stream, UUID batchId) {
        return calls.find("/commitments/" + batchId + of(stream), read(WireCommitment.class));
    }

    /** Reads the proof of an event; empty if no commitment covers it. */
    public Optional<WireProof> proof(StreamId stream, long sequenceNumber) {
        return calls.find("/proofs/" + sequenceNumber + of(stream), read(WireProof.class));
    }

    /** Reads the head of a stream's tree; empty while nothing was signed, and if there is no such stream. */
    public Optional<HistoryHead> historyHead(StreamId stream) {
        return calls.find("/history/head" + of(stream), read(HistoryHead.class));
    }

    /** Reads the proof of an event in the tree that was last signed; empty if that does not hold the event. */
    public Optional<HistoryProof> historyProof(StreamId stream, long sequenceNumber) {
        return calls.find(historyProofPath(stream, sequenceNumber), read(HistoryProof.class));
    }

    /**
     * Reads the proof of an event in a tree of that size, without a checkpoint if it is not the last that was signed; empty if no tree
     * of that size was signed, or it does not hold the event.
     */
    public Optional<HistoryProof> historyProof(StreamId stream, long sequenceNumber, long size) {
        return calls.find(historyProofPath(stream, sequenceNumber) + "&size=" + size, read(HistoryProof.class));
    }

    /** Reads the proof of an event as a file, for {@link com.stateset.sequencer.tlog.TlogProof#parse}; empty if there is none. */
    public Optional<byte[]> tlogProof(StreamId stream, long sequenceNumber) {
        return calls.findAs("text/plain", historyProofPath(stream, sequenceNumber));
    }

    /**
     * Reads the proof that a stream's tree of {@code to} entries extends its first {@code from}; empty if no tree as large was signed.
     *
     * @param from the smaller size, at least 0
     * @param to the larger size
     */
    public Optional<HistoryConsistency> consistency(StreamId stream, long from, long to) {
        String range = "&from=" + from + "&to=" + to;
        return calls.find("/history/consistency" + of(stream) + range, read(HistoryConsistency.class));
    }

    /** Reads the proof that the tree that was last signed extends its first {@code from} entries; empty if it is smaller. */
    public Optional<HistoryConsistency> consistency(StreamId stream, long from) {
        return calls.find("/history/consistency" + of(stream) + "&from=" + from, read(HistoryConsistency.class));
    }

    /** Returns a stream's log as the files it consists of. Calls nothing yet. */
    public RemoteLog log(StreamId stream) {
        return new RemoteLog(calls, "/log/" + stream.tenantId() + "/" + stream.storeId() + "/");
    }

    /** Returns the log of the heads of all streams, likewise. */
    public RemoteLog headsLog() {
        return new RemoteLog(calls, "/log/heads/");
    }

    /**
     * Accepts the history that a stream has now, for an administrator who restored an older backup on purpose. It is entered in the log
     * of heads for all to see.
     *
     * @return the head that was accepted
     */
    public WireTreeHead acceptHistory(StreamId stream) {
        byte[] acceptance = ProtocolJson.write(HistoryAcceptance.of(stream));
        return calls.post("/history/accept", acceptance, read(WireTreeHead.class));
    }

    /**
     * Has the payloads of an entity erased for good, for an administrator. May be called again.
     *
     * @return the record of it, which may be that of an earlier call; empty if the entity has no events
     */
    public Optional<RecordedErasure> erase(StreamId stream, Erasure erasure) {
        byte[] request = ProtocolJson.write(ErasureRequest.of(stream, erasure));
        return calls.postTo("/entities/erase", request, read(ErasureAnswer.class))
                .map(ErasureAnswer::toRecord);
    }

    /**
     * Reads the streams that have events and that this client's key may read, and their last sequence numbers, in the order of {@link
     * StreamId}; page by page, as they are asked for.
     */
    public Stream<StreamHead> heads() {
        return Stream.iterate(heads(""), page -> !page.isEmpty(), page -> {
                    if (page.size() < ReadOptions.MAX_LIMIT) {
                        return List.of();
                    }
                    StreamId last = page.get(page.size() - 1).stream();
                    return heads("&after_tenant_id=" + last.tenantId() + "&after_store_id=" + last.storeId());
                })
                .flatMap(List::stream);
    }

    private List<StreamHead> heads(String behind) {
        return calls
                .get("/streams?limit=" + ReadOptions.MAX_LIMIT + behind, read(WireStreamPage.class))
                .streams()
                .stream()
                .map(stream -> new StreamHead(stream.toStreamId(), stream.headSequence()))
                .toList();
    }

    /** Reads the sequencer's id and keys. */
    public SequencerInfo sequencer() {
        return calls.get("/sequencer", read(SequencerInfo.class));
    }

    /** Reads an agent's key directory, as it was sent: its signature covers the text. Empty if the server knows no such agent. */
    public Optional<RawJson> keyDirectory(UUID tenantId, UUID agentId) {
        return calls.find("/agents/" + agentId + "/signing-keys?tenant_id=" + tenantId, RawJson::of);
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
        return calls.post("/agents/keys", registration, answer -> {
            JsonNode revokedAt = ProtocolJson.tree(answer).path("revoked_at");
            return revokedAt.isTextual() ? Optional.of(WireText.moment(revokedAt.textValue())) : Optional.empty();
        });
    }

    /**
     * Revokes an agent's key: what it signs from now on is rejected. Revoking again changes nothing.
     *
     * @return the key as it is now; empty if the agent has no such key
     */
    public Optional<KeyStatus> revoke(KeyRevocation key) {
        return calls.postTo("/agents/keys/revoke", ProtocolJson.write(key), read(KeyStatus.class));
    }

    /** The agents' keys that payloads are encrypted for. */
    public RemoteEncryptionKeys encryptionKeys() {
        return new RemoteEncryptionKeys(calls);
    }

    /**
     * Shows an installation of an agent. Showing it again in the same way changes nothing.
     *
     * @throws TransportException.Refused with status 404 or 405 if the server keeps no installations
     */
    public DeviceReport sighted(DeviceSighting sighting) {
        byte[] device = ProtocolJson.write(WireDevice.of(sighting));
        return calls.post("/agents/devices", device, read(WireDeviceReport.class))
                .toReport();
    }

    /**
     * The API keys that this client's may revoke.
     *
     * @param tenant the tenant; null for that of this client's key
     * @param agent only those of this agent; null for all
     */
    public RemoteApiKeys apiKeys(@Nullable UUID tenant, @Nullable UUID agent) {
        return new RemoteApiKeys(calls, tenant, agent);
    }

    /**
     * Follows the growth of a stream by server-sent events: how far it has come, or of a server of before the events themselves. The answer
     * may go on without an end: the caller watches the time, and cancels the future.
     *
     * @param from the first number to be notified of
     */
    public <T> CompletableFuture<HttpResponse<T>> followHeads(StreamId stream, long from, BodyHandler<T> handler) {
        return calls.follow("/events/stream" + of(stream) + "&heads=true&from=" + from, "text/event-stream", handler);
    }

    /**
     * Makes a value of an answer.
     *
     * @throws TransportException.Incomprehensible if {@code reader} refuses the answer's parts
     */
    public <T> T understand(Supplier<T> reader) {
        return calls.understand(reader);
    }

    private static String historyProofPath(StreamId stream, long sequenceNumber) {
        return "/history/proofs/" + sequenceNumber + of(stream);
    }

    private static String of(StreamId stream) {
        return "?tenant_id=" + stream.tenantId() + "&store_id=" + stream.storeId();
    }

    private static <T> Function<byte[], T> read(Class<T> type) {
        return body -> ProtocolJson.read(body, type);
    }
}
