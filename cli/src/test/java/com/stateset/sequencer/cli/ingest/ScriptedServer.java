package com.stateset.sequencer.cli.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A server that numbers events and finds replays, and otherwise does what a test tells it to. */
final class ScriptedServer implements AutoCloseable {

    /** What it says when it asks to wait. */
    static final String TURNED_AWAY = "come back later";

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer http;
    private final Deque<Step> script = new ArrayDeque<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final List<String> bodies = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();

    /** What to do with one request. */
    @FunctionalInterface
    interface Step {
        void handle(ScriptedServer server, HttpExchange exchange, JsonNode request) throws IOException;
    }

    /** Follows the script, and answers properly when it has come to its end. */
    ScriptedServer(Step... steps) throws IOException {
        script.addAll(List.of(steps));
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/api/v1/events/ingest", this::handle);
        http.start();
    }

    URI address() {
        return URI.create("http://localhost:" + http.getAddress().getPort());
    }

    /** The bodies of all requests. */
    List<String> bodies() {
        return bodies;
    }

    /** The authorization of all requests. */
    List<String> keys() {
        return keys;
    }

    int head() {
        return numbers.size();
    }

    @Override
    public void close() {
        http.stop(0);
    }

    /** Answers properly. */
    static Step answer() {
        return (server, exchange, request) -> send(exchange, 200, server.store(request));
    }

    /** Stores the events and hangs up without a word. */
    static Step storeAndHangUp() {
        return (server, exchange, request) -> server.store(request);
    }

    /** Hangs up. */
    static Step hangUp() {
        return (server, exchange, request) -> {};
    }

    /** Answers with an error. */
    static Step refuse(int status, String message) {
        return (server, exchange, request) ->
                send(exchange, status, "{\"error\":{\"code\":\"x\",\"message\":\"" + message + "\"}}");
    }

    /** Answers with an error and asks to wait. */
    static Step comeBackIn(int status, String retryAfter) {
        return (server, exchange, request) -> {
            exchange.getResponseHeaders().add("Retry-After", retryAfter);
            send(exchange, status, TURNED_AWAY);
        };
    }

    /** Answers 200 with the wrong thing. */
    static Step talkNonsense(String body) {
        return (server, exchange, request) -> send(exchange, 200, body);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            bodies.add(body);
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            JsonNode request = JSON.readTree(body);
            Step step = script.isEmpty() ? answer() : script.remove();
            step.handle(this, exchange, request);
        }
    }

    private String store(JsonNode request) {
        ObjectNode answer = JSON.createObjectNode();
        var results = answer.putArray("results");
        var rejections = answer.putArray("rejections");
        for (JsonNode event : request.get("events")) {
            String id = event.get("event_id").textValue();
            ObjectNode result = results.addObject().put("event_id", id);
            if (event.get("event_type").textValue().equals("bad")) {
                result.put("status", "rejected");
                rejections
                        .addObject()
                        .put("event_id", id)
                        .put("reason", "schema_validation: bad")
                        .put("message", "bad");
            } else {
                boolean known = numbers.containsKey(id);
                result.put("status", known ? "duplicate" : "accepted");
                result.put("sequence_number", numbers.computeIfAbsent(id, unused -> (long) numbers.size() + 1));
            }
        }
        return answer.put("batch_id", UUID.randomUUID().toString())
                .put("events_accepted", 0)
                .put("events_duplicate", 0)
                .put("events_rejected", rejections.size())
                .put("head_sequence", numbers.size())
                .put("more", "is ignored")
                .toString();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
