package com.stateset.sequencer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads a stream over HTTP, for tests. */
final class LogReader {

    static final UUID TENANT = UUID.fromString("11111111-1111-4111-8111-111111111111");
    static final UUID STORE = UUID.fromString("22222222-2222-4222-8222-222222222222");

    private static final int PAGE = 1000;
    private static final JsonMapper JSON = new JsonMapper();

    private final String server;
    private final String apiKey;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    LogReader(String server, String apiKey) {
        this.server = server;
        this.apiKey = apiKey;
    }

    /** An event as far as the tests look at it. */
    record Entry(long number, String eventId, String entityId, String createdAt, String payload) {}

    long head() throws IOException, InterruptedException {
        return get("/api/v1/head", "").get("head_sequence").longValue();
    }

    List<Entry> all() throws IOException, InterruptedException {
        List<Entry> entries = new ArrayList<>();
        while (true) {
            JsonNode page = get("/api/v1/events", "&limit=" + PAGE + "&from=" + (entries.size() + 1));
            for (JsonNode event : page.get("events")) {
                JsonNode envelope = event.get("envelope");
                entries.add(new Entry(
                        event.get("sequence_number").longValue(),
                        envelope.get("event_id").textValue(),
                        envelope.get("entity_id").textValue(),
                        envelope.get("created_at").textValue(),
                        envelope.get("payload").toString()));
            }
            if (page.get("count").intValue() == 0) {
                return entries;
            }
        }
    }

    private JsonNode get(String path, String query) throws IOException, InterruptedException {
        URI uri = URI.create(server + path + "?tenant_id=" + TENANT + "&store_id=" + STORE + query);
        HttpRequest request =
                HttpRequest.newBuilder(uri).header("x-api-key", apiKey).build();
        return JSON.readTree(http.send(request, BodyHandlers.ofByteArray()).body());
    }
}
