package com.stateset.sequencer.sync.http;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.SequencerInfo;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.WireEventPage;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.protocol.ingest.IngestRejection;
import com.stateset.sequencer.protocol.ingest.IngestRequest;
import com.stateset.sequencer.protocol.ingest.IngestResult;
import com.stateset.sequencer.protocol.ingest.SignedEnvelope;
import com.stateset.sequencer.protocol.ingest.SignedIngestAnswer;
import com.stateset.sequencer.protocol.ingest.SignedIngestRejection;
import com.stateset.sequencer.protocol.ingest.SignedIngestRequest;
import com.stateset.sequencer.protocol.ingest.UnsignedEnvelope;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.protocol.scope.HeldNumbers;
import com.stateset.sequencer.protocol.scope.HiddenRuns;
import com.stateset.sequencer.protocol.scope.ScopedPageAnswer;
import com.stateset.sequencer.protocol.scope.ScopedRequest;
import com.stateset.sequencer.protocol.scope.WireScope;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PulledPage;
import com.stateset.sequencer.sync.PushAnswer;
import com.stateset.sequencer.sync.PushOutcome;
import com.stateset.sequencer.sync.ScopedPage;
import com.stateset.sequencer.sync.SequencerPin;
import com.stateset.sequencer.sync.ShownHistory;
import com.stateset.sequencer.sync.Subscription;
import com.stateset.sequencer.sync.Transport;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to a server that speaks HTTP (PROTOCOL section 5). Thread-safe. Closing it does nothing: its connections close by
 * themselves after a while.
 *
 * <p>It calls once: the agent decides what a failure means for the batch, and when to try again.
 */
public final class HttpTransport implements Transport {

    private final SequencerClient client;

    private HttpTransport(SequencerClient client) {
        this.client = client;
    }

    /**
     * Returns a transport that waits up to a minute for an answer, and 10 seconds for a connection.
     *
     * @param server where the server is, such as {@code https://sequencer.example.com}
     * @param apiKey what to authenticate with; null for nothing
     */
    public static HttpTransport to(URI server, @Nullable String apiKey) {
        return new HttpTransport(SequencerClient.to(server, apiKey));
    }

    /**
     * Returns a transport with timeouts of its own.
     *
     * @param connectTimeout how long to wait for a connection
     * @param timeout how long to wait for a whole answer
     * @throws IllegalArgumentException if {@code server} is not an HTTP address
     */
    public static HttpTransport to(URI server, @Nullable String apiKey, Duration connectTimeout, Duration timeout) {
        return new HttpTransport(SequencerClient.to(server, apiKey, connectTimeout, timeout));
    }

    @Override
    public PushAnswer push(UUID agentId, List<Event> events) {
        return isSigned(events)
                ? pushSigned(agentId, events, client::ingestSigned)
                : pushUnsigned(agentId, events, client::ingest);
    }

    @Override
    public PushAnswer pushChained(UUID agentId, List<Event> events) {
        return isSigned(events)
                ? pushSigned(agentId, events, client::ingestSignedChained)
                : pushUnsigned(agentId, events, client::ingestChained);
    }

    private static boolean isSigned(List<Event> events) {
        return events.get(0).authorship() instanceof Authorship.Signed;
    }

    private PushAnswer pushUnsigned(UUID agentId, List<Event> events, Function<byte[], IngestAnswer> call) {
        List<UnsignedEnvelope> envelopes =
                events.stream().map(UnsignedEnvelope::of).toList();
        IngestAnswer answer = call.apply(ProtocolJson.write(new IngestRequest(agentId, envelopes)));
        return client.understand(() -> {
            Map<UUID, PushOutcome> rejections = new HashMap<>();
            for (IngestRejection each : answer.rejections()) {
                rejections.put(each.eventId(), new PushOutcome.Rejected(each.eventId(), each.reason(), each.message()));
            }
            List<PushOutcome> outcomes = answer.results().stream()
                    .map(result -> result.sequenceNumber() == null ? rejected(result, rejections) : stored(result))
                    .toList();
            return new PushAnswer(outcomes, answer.headSequence());
        });
    }

    private static PushOutcome rejected(IngestResult result, Map<UUID, PushOutcome> rejections) {
        PushOutcome rejected = rejections.get(result.eventId());
        if (rejected == null) {
            throw new IllegalArgumentException("$.rejections: there is none of event " + result.eventId());
        }
        return rejected;
    }

    private static PushOutcome stored(IngestResult result) {
        return new PushOutcome.Stored(result.eventId(), Objects.requireNonNull(result.sequenceNumber()), null);
    }

    /** Receipts come in the order sent, but without the rejected events. */
    private PushAnswer pushSigned(UUID agentId, List<Event> events, Function<byte[], SignedIngestAnswer> call) {
        List<SignedEnvelope> envelopes = events.stream().map(SignedEnvelope::of).toList();
        SignedIngestAnswer answer = call.apply(ProtocolJson.write(new SignedIngestRequest(agentId, envelopes)));
        return client.understand(() -> {
            Map<UUID, PushOutcome> outcomes = new HashMap<>();
            for (SignedIngestRejection each : answer.rejections()) {
                outcomes.put(each.eventId(), new PushOutcome.Rejected(each.eventId(), each.reason(), each.message()));
            }
            answer.receipts().forEach(each -> {
                Receipt receipt = each.toReceipt();
                outcomes.put(
                        receipt.eventId(),
                        new PushOutcome.Stored(receipt.eventId(), receipt.sequenceNumber(), receipt));
            });
            List<PushOutcome> inOrder = events.stream()
                    .filter(event -> outcomes.containsKey(event.eventId()))
                    .map(event -> outcomes.get(event.eventId()))
                    .toList();
            return new PushAnswer(inOrder, answer.headSequence());
        });
    }

    @Override
    public PulledPage pull(StreamId stream, long from, int limit) {
        return pull(stream, from, limit, HeldNumbers.NONE);
    }

    @Override
    public PulledPage pull(StreamId stream, long from, int limit, HeldNumbers held) {
        WireEventPage page = client.events(stream, from, limit, true, held);
        return client.understand(() ->
                new PulledPage(page.events().stream().map(HttpTransport::pulled).toList(), page.headSequence()));
    }

    @Override
    public ScopedPage pullScoped(StreamId stream, EventScope scope, UUID agentId, long from, long to, int limit) {
        ScopedPageAnswer page = client.scopedEvents(
                new ScopedRequest(stream.tenantId(), stream.storeId(), WireScope.of(scope), agentId, from, to, limit));
        return client.understand(() -> {
            List<PulledEvent> events =
                    page.events().stream().map(HttpTransport::pulled).toList();
            List<Long> shown = events.stream().map(PulledEvent::sequenceNumber).toList();
            List<SubtreeRoot> hidden = HiddenRuns.read(from, page.nextSequence(), shown, page.hashes());
            return new ScopedPage(scope, from, page.nextSequence(), events, hidden, page.headSequence());
        });
    }

    private static PulledEvent pulled(WireEvent event) {
        return new PulledEvent(
                event.toSequencedEvent(),
                event.receiptHash(),
                event.receiptSignatureBundle() == null
                        ? null
                        : event.receiptSignatureBundle().ed25519Signature());
    }

    @Override
    public SequencerPin sequencer() {
        SequencerInfo info = client.sequencer();
        return new SequencerPin(info.sequencerId(), info.publicKeys());
    }

    @Override
    public KeyDirectory keyDirectory(UUID tenantId, UUID agentId) {
        RawJson directory = client.keyDirectory(tenantId, agentId)
                .orElseThrow(() -> new TransportException.Refused(404, "the server has no keys of agent " + agentId));
        return client.understand(() -> KeyDirectory.parse(directory.toByteArray()));
    }

    @Override
    public Optional<RawJson> encryptionKeys(UUID tenantId, UUID agentId) {
        return client.encryptionKeys().directory(tenantId, agentId);
    }

    @Override
    public Optional<DeviceReport> sighted(DeviceSighting sighting) {
        try {
            return Optional.of(client.sighted(sighting));
        } catch (TransportException.Refused e) {
            // A server of before, or a key that may only read.
            return Optional.empty();
        }
    }

    @Override
    public Optional<ShownHistory> history(StreamId stream) {
        return Optional.of(new HttpHistory(client, stream));
    }

    /**
     * Follows the stream's server-sent events, on a thread of its own. A server that has no such events is asked again after some
     * minutes; a connection that breaks is made anew after a pause. The listener is called once for each new connection, too:
     * something may have come before it.
     */
    @Override
    public Subscription onGrowth(StreamId stream, Runnable listener) {
        Objects.requireNonNull(listener, "listener");
        return EventStreamWakeup.start(client, stream, listener);
    }

    /**
     * Registers an agent's first key, with the proof that the agent holds it. Registering it again is fine.
     *
     * @return when the key was revoked: registering it again does not undo that; empty if it was not
     * @throws TransportException.Refused also if the agent has other keys already, and the server does not take us for an
     *     administrator
     */
    public Optional<Instant> register(UUID tenantId, AgentSigner signer) {
        return client.register(signer.agentKey(tenantId), signer.proofs(tenantId));
    }

    /**
     * Registers the key that an agent is to sign with next, authorized by the one that it signs with now. That one stays valid:
     * events that it has signed may still be on their way. Registering it again is fine.
     *
     * @return when the next key was revoked; empty if it was not
     * @throws TransportException.Refused also if the current key is not valid any more
     */
    public Optional<Instant> register(UUID tenantId, AgentSigner next, AgentSigner current) {
        return client.register(next.agentKey(tenantId), next.proofs(tenantId, current));
    }

    /**
     * Registers a key that payloads are to be encrypted for. Registering it again is fine; the signing key that speaks for it now does so
     * from then on.
     *
     * @return when the key was revoked: registering it again does not undo that; empty if it was not
     * @throws TransportException.Refused also if another key of the tenant has its id, or the signing key is not valid any more
     */
    public Optional<Instant> register(EncryptionKey key) {
        return Optional.ofNullable(client.encryptionKeys().register(key).revokedAt());
    }

    @Override
    public void close() {}
}
