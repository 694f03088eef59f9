package com.stateset.sequencer.sync.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that answers every call in the same way, and remembers the last one. */
final class LocalServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Responder answer = exchange -> exchange.sendResponseHeaders(500, -1);
    private volatile String lastCall = "";
    private volatile String lastBody = "";
    private volatile String lastAuthorization = "";

    LocalServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** What becomes of a call. */
    interface Responder {
        void to(HttpExchange exchange) throws IOException;
    }

    URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    void answers(Responder value) {
        answer = value;
    }

    void answers(int status, String body, String... headers) {
        answer = exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    String lastCall() {
        return lastCall;
    }

    String lastBody() {
        return lastBody;
    }

    String lastAuthorization() {
        return lastAuthorization;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            lastCall = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            lastBody = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            lastAuthorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            answer.to(exchange);
        }
    }
}
