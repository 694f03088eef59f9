package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.spi.EventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A server on a free port, with a store in memory unless told otherwise, and a client that holds its key. Public for the tests
 * of the command line, which run against a server.
 */
public final class TestServer implements AutoCloseable {

    static final String KEY = "ss_the-key-of-the-tests";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final SequencerServer server;
    private final String store;

    private TestServer(SequencerServer server, String store) {
        this.server = server;
        this.store = store;
    }

    static TestServer start() {
        return start(config());
    }

    static TestServer start(ServerConfig config) {
        return new TestServer(SequencerServer.start(config), Sent.STORE);
    }

    static TestServer start(EventStore store) {
        return start(config(), store);
    }

    static TestServer start(ServerConfig config, EventStore store) {
        return new TestServer(SequencerServer.start(config, store), Sent.STORE);
    }

    /** A server on a free port that is configured by these variables and nothing else. */
    public static TestServer start(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.putIfAbsent("PORT", "0");
        return start(ServerConfig.from(all));
    }

    static ServerConfig config() {
        return ServerConfig.from(Map.of("PORT", "0", "BOOTSTRAP_ADMIN_API_KEY", KEY))
                .withStore(new StoreConfig.InMemory());
    }

    public String url() {
        return server.url();
    }

    int port() {
        return server.port();
    }

    Socket connect() throws IOException {
        return connect(port());
    }

    static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** The same server, but what is sent to {@link Sent#STORE} goes to a stream that nobody else uses. */
    TestServer withFreshStream() {
        return new TestServer(server, UUID.randomUUID().toString());
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpResponse<String> ingest(String body) {
        return ingest(body.replace(Sent.STORE, store).getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> ingest(byte[] body) {
        return send(request("/api/v1/events/ingest").POST(BodyPublishers.ofByteArray(body)));
    }

    HttpResponse<String> post(String path, String body) {
        return send(request("/api/v1" + path).POST(BodyPublishers.ofString(body.replace(Sent.STORE, store))));
    }

    String body(HttpResponse<String> response) {
        return response.body().replace(store, Sent.STORE);
    }

    HttpRequest.Builder request(String path) {
        return anonymous(path).header("x-api-key", KEY);
    }

    HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path.replace(Sent.STORE, store)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + text, e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
