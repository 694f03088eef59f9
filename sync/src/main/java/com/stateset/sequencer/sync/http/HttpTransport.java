package com.stateset.sequencer.sync.http;

import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.sync.KeyDirectory;
import com.stateset.sequencer.sync.PulledPage;
import com.stateset.sequencer.sync.PushAnswer;
import com.stateset.sequencer.sync.SequencerPin;
import com.stateset.sequencer.sync.Subscription;
import com.stateset.sequencer.sync.Transport;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.StreamId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The way to a server that speaks HTTP (PROTOCOL section 5). Thread-safe. Closing it does nothing: its connections close by
 * themselves after a while.
 */
public final class HttpTransport implements Transport {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final JsonFactory JSON = new JsonFactory();

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
        return to(server, apiKey, CONNECT_TIMEOUT, TIMEOUT);
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
        boolean signed = events.get(0).authorship() instanceof Authorship.Signed;
        return signed
                ? client.post(
                        "/ves/events/ingest",
                        EnvelopeWriter.signedBatch(agentId, events),
                        answer -> Answers.signedPush(AnswerJson.parse(answer), events))
                : client.post("/events/ingest", EnvelopeWriter.unsignedBatch(agentId, events), answer -> Answers.unsignedPush(AnswerJson.parse(answer)));
    }

    @Override
    public PulledPage pull(StreamId stream, long from, int limit) {
        return client.get(
                "/events" + SequencerClient.query(stream) + "&from=" + from + "&limit="
                        + limit + "&receipts=true",
                answer -> Answers.page(AnswerJson.parse(answer)));
    }

    @Override
    public SequencerPin sequencer() {
        return client.get("/sequencer", answer -> Answers.sequencer(AnswerJson.parse(answer)));
    }

    @Override
    public KeyDirectory keyDirectory(UUID tenantId, UUID agentId) {
        return client.get("/agents/" + agentId + "/signing-keys?tenant_id=" + tenantId, answer -> Answers.keyDirectory(AnswerJson.parse(answer)));
    }

    /**
     * Follows the stream's server-sent events, on a thread of its own. A server that has no such events is asked again after some
     * minutes; a connection that breaks is made anew after a pause. The listener is called once for each new connection, too: something may have come
     * before it.
     */
    @Override
    public Subscription onGrowth(StreamId stream, Runnable listener) {
        Objects.requireNonNull(listener, "listener");
        return EventStreamWakeup.start(client, stream, listener);
    }

    /** Registers an agent's public key, for callers that may. Registering it again is fine. */
    public void register(AgentKey key) {
        Objects.requireNonNull(key, "key");
        client.post("/agents/keys", registration(key), answer -> answer);
    }

    @Override
    public void close() {}

    private static byte[] registration(AgentKey key) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("tenant_id", key.tenantId().toString());
            json.writeStringField("agent_id", key.agentId().toString());
            json.writeNumberField("key_id", key.keyId());
            json.writeStringField("public_key", key.publicKey().toHex());
            writeMoment(json, "valid_from", key.validFrom());
            writeMoment(json, "valid_to", key.validTo());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void writeMoment(JsonGenerator json, String member, @Nullable Instant moment) throws IOException {
        if (moment != null) {
            json.writeStringField(member, moment.toString());
        }
    }
}
