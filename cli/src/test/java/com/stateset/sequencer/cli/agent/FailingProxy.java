package com.stateset.sequencer.cli.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** Stands before a server, fails at every batch that holds a certain text, and tells lies. */
final class FailingProxy implements AutoCloseable {

    private static final byte[] FAILURE =
            "{\"error\":{\"code\":\"internal\",\"message\":\"Something broke.\"}}".getBytes(StandardCharsets.UTF_8);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, When> failing = new ConcurrentHashMap<>();
    private final HttpServer proxy;
    private final String server;
    private final Map<String, UnaryOperator<byte[]>> lies = new ConcurrentHashMap<>();
    private volatile int retryAfter;

    /** Whether the server gets the batch nevertheless. */
    enum When {
        BEFORE_STORING,
        AFTER_STORING
    }

    FailingProxy(String server) {
        this.server = server;
        try {
            proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        proxy.createContext("/", this::handle);
        proxy.setExecutor(threads);
        proxy.start();
    }

    String url() {
        return "http://localhost:" + proxy.getAddress().getPort();
    }

    void failAt(String text, When when) {
        failing.put(text, when);
    }

    /** Replaces the successful answers to calls of paths with this end. */
    void lieAbout(String pathEnd, UnaryOperator<byte[]> lie) {
        lies.put(pathEnd, lie);
    }

    /** Answers 503 to everything, and wants to be left alone for so long. */
    void throttle(int seconds) {
        retryAfter = seconds;
    }

    void heal() {
        failing.clear();
        lies.clear();
    }

    @Override
    public void close() {
        proxy.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String sent = new String(body, StandardCharsets.UTF_8);
            When when = failing.entrySet().stream()
                    .filter(entry -> sent.contains(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
            if (retryAfter > 0) {
                exchange.getResponseHeaders().add("Retry-After", Integer.toString(retryAfter));
                answer(exchange, 503, FAILURE);
                return;
            }
            if (when == When.BEFORE_STORING) {
                answer(exchange, 500, FAILURE);
                return;
            }
            HttpResponse<byte[]> answer = forward(exchange, body);
            if (when == When.AFTER_STORING) {
                answer(exchange, 500, FAILURE);
            } else {
                answer(exchange, answer.statusCode(), answer.statusCode() == 200 ? told(exchange, answer) : answer.body());
            }
        }
    }

    private byte[] told(HttpExchange exchange, HttpResponse<byte[]> answer) {
        String path = exchange.getRequestURI().getPath();
        return lies.entrySet().stream()
                .filter(lie -> path.endsWith(lie.getKey()))
                .map(lie -> lie.getValue().apply(answer.body()))
                .findFirst()
                .orElse(answer.body());
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                .header("Content-Type", "application/json")
                .build();
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
