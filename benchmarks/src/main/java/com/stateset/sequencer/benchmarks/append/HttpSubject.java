package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.spi.EventStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Ours over HTTP: a server in this process, and the JDK's client on kept connections. The bodies are made beforehand. */
final class HttpSubject implements Subject {

    private static final String KEY = "a key of thirty-two characters!!";

    private final Load load;
    private final AppendWorkload workload;
    private final Sequencer sequencer;
    private final SequencerServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String tenant = UUID.randomUUID().toString();
    private final String store = UUID.randomUUID().toString();
    private List<HttpRequest> requests = List.of();

    /** Takes over {@code events}. */
    HttpSubject(EventStore events, Load load, AppendWorkload workload) {
        this.load = load;
        this.workload = workload;
        this.sequencer = Sequencer.builder().store(events).build();
        this.server = SequencerServer.builder()
                .sequencer(sequencer)
                .host("127.0.0.1")
                .port(0)
                .apiKey(KEY)
                .start();
    }

    @Override
    public String name() {
        return "ours over HTTP";
    }

    @Override
    public int callers() {
        return load.callers();
    }

    @Override
    public int eventsPerCall() {
        return load.batch();
    }

    @Override
    public void prepare(int calls) {
        List<HttpRequest> next = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            next.add(request(workload.next(load.batch())));
        }
        requests = next;
    }

    @Override
    public void call(int caller, int call) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(requests.get(call), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200
                || !new String(answer.body(), StandardCharsets.UTF_8).contains("\"events_accepted\":" + load.batch())) {
            throw new IllegalStateException("answered with " + answer.statusCode());
        }
    }

    private HttpRequest request(List<Sample> samples) {
        String events = samples.stream().map(this::json).collect(Collectors.joining(","));
        String body = "{\"agent_id\":\"" + NewEvent.ANONYMOUS_AGENT + "\",\"events\":[" + events + "]}";
        return HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/events/ingest"))
                .header("x-api-key", KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    private String json(Sample sample) {
        return "{\"event_id\":\"" + sample.eventId() + "\",\"tenant_id\":\"" + tenant + "\",\"store_id\":\"" + store
                + "\",\"entity_type\":\"" + AppendWorkload.ENTITY_TYPE + "\",\"entity_id\":\"" + sample.entityId()
                + "\",\"event_type\":\"" + AppendWorkload.EVENT_TYPE + "\",\"payload\":" + sample.payload()
                + ",\"created_at\":\"" + sample.createdAt() + "\",\"source_agent\":\"" + NewEvent.ANONYMOUS_AGENT
                + "\"}";
    }

    /** The server goes first: it does not own the sequencer. */
    @Override
    public void close() {
        server.close();
        sequencer.close();
    }
}
