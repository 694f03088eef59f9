package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerBuilder;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
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
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A server on a free port, with a store in memory unless told otherwise, and a client that holds its key. Each answer that the client gets
 * is held against the description of the API. Public for the tests of the command line, which run against a server.
 */
public final class TestServer implements AutoCloseable {

    public static final String KEY = "ss_the-key-of-the-tests";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String url;
    private final AutoCloseable server;
    private final String store;

    private TestServer(String url, AutoCloseable server, String store) {
        this.url = url;
        this.server = server;
        this.store = store;
    }

    /** A client of a server that somebody else has started, and that is closed with it. */
    public static TestServer of(String url, AutoCloseable server) {
        return new TestServer(url, server, Sent.STORE);
    }

    static TestServer start() {
        return start(SqliteEventStore.inMemory());
    }

    static TestServer start(EventStore store) {
        return start(store, sequencing -> {}, serving -> {});
    }

    /** A server on a free port with the key of the tests, unless it is configured otherwise. */
    static TestServer start(
            EventStore store, Consumer<SequencerBuilder> sequencing, Consumer<SequencerServerBuilder> serving) {
        SequencerBuilder builder = Sequencer.builder().store(store).signingKey(SigningKey.generate());
        sequencing.accept(builder);
        Sequencer sequencer = builder.build();
        SequencerServerBuilder http =
                SequencerServer.builder().sequencer(sequencer).apiKey(KEY).port(0);
        serving.accept(http);
        SequencerServer server;
        try {
            server = http.start();
        } catch (RuntimeException e) {
            sequencer.close();
            throw e;
        }
        return of(server.url(), () -> {
            server.close();
            sequencer.close();
        });
    }

    public String url() {
        return url;
    }

    public int port() {
        return URI.create(url).getPort();
    }

    public Socket connect() throws IOException {
        return connect(port());
    }

    public static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** The same server, but what is sent to {@link Sent#STORE} goes to a stream that no other test uses. */
    public TestServer withFreshStream() {
        return new TestServer(url, server, UUID.randomUUID().toString());
    }

    public HttpResponse<String> get(String path) {
        return send(request(path));
    }

    public HttpResponse<String> ingest(String body) {
        return ingest(body.replace(Sent.STORE, store).getBytes(StandardCharsets.UTF_8));
    }

    public HttpResponse<String> ingest(byte[] body) {
        return send(request("/api/v1/events/ingest").POST(BodyPublishers.ofByteArray(body)));
    }

    public HttpResponse<String> post(String path, String body) {
        return send(request("/api/v1" + path).POST(BodyPublishers.ofString(body.replace(Sent.STORE, store))));
    }

    public String body(HttpResponse<String> response) {
        return response.body().replace(store, Sent.STORE);
    }

    public HttpRequest.Builder request(String path) {
        return anonymous(path).header("x-api-key", KEY);
    }

    public HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(URI.create(url + path.replace(Sent.STORE, store)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return DocumentedAnswer.check(HTTP.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + text, e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a server is closed without other exceptions", e);
        }
    }
}
