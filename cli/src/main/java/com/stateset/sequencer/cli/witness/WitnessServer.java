package com.stateset.sequencer.cli.witness;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.witness.Witness;
import com.stateset.sequencer.witness.WitnessAnswer;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A witness over HTTP: {@code POST /add-checkpoint} (C2SP {@code tlog-witness}), and {@code GET /health}.
 *
 * <p>A connection is for one request. Its body must come within ten seconds, however steadily it drips in, since a thread waits for
 * it; the connection as a whole ends after thirty seconds, headers, idle time and answer included. Thread-safe.
 */
final class WitnessServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WitnessServer.class);

    /** A checkpoint with all its lines and a proof is a few kilobytes. */
    private static final int MAX_BODY = 64 * 1024;

    private static final int THREADS = 32;
    private static final int IDLE_MILLIS = 10_000;
    private static final Duration READ_LIMIT = Duration.ofSeconds(10);

    private final Witness witness;
    private final Duration readLimit;
    private final Javalin http;

    private WitnessServer(Witness witness, String host, int port, Duration readLimit) {
        this.witness = witness;
        this.readLimit = readLimit;
        this.http = Javalin.create(javalin -> {
            javalin.startup.showJavalinBanner = false;
            javalin.startup.showOldJavalinVersionWarning = false;
            javalin.startup.startupWatcherEnabled = false;
            javalin.jetty.threadPool = new QueuedThreadPool(THREADS);
            javalin.jetty.addConnector((jetty, http) -> connector(jetty, http, host, port));
            javalin.routes.before(call -> call.header("Connection", "close"));
            javalin.routes.post("/add-checkpoint", this::addCheckpoint);
            javalin.routes.get("/health", call -> call.json("{\"status\":\"healthy\"}"));
        });
    }

    static WitnessServer start(Witness witness, String host, int port) {
        return start(witness, host, port, READ_LIMIT);
    }

    static WitnessServer start(Witness witness, String host, int port, Duration readLimit) {
        WitnessServer server = new WitnessServer(witness, host, port, readLimit);
        server.http.start();
        return server;
    }

    int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.stop();
    }

    /** A connection is for one request, and ends by then, however slowly even its headers come. */
    private ServerConnector connector(Server jetty, HttpConfiguration http, String host, int port) {
        ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        long lifetime = readLimit.multipliedBy(3).toMillis();
        connector.addEventListener(new Connection.Listener() {
            @Override
            public void onOpened(Connection connection) {
                connector.getScheduler().schedule(connection.getEndPoint()::close, lifetime, TimeUnit.MILLISECONDS);
            }
        });
        return connector;
    }

    private void addCheckpoint(Context call) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        long begin = System.nanoTime();
        try (InputStream request = call.bodyInputStream()) {
            byte[] part = new byte[8192];
            for (int read = request.read(part); read >= 0; read = request.read(part)) {
                body.write(part, 0, read);
                if (body.size() > MAX_BODY) {
                    refuse(call, HttpStatus.CONTENT_TOO_LARGE, "a request has no more than " + MAX_BODY + " bytes");
                    return;
                }
                if (System.nanoTime() - begin > readLimit.toNanos()) {
                    refuse(call, HttpStatus.REQUEST_TIMEOUT, "the request does not come in time");
                    return;
                }
            }
        }
        answer(call, body.toByteArray());
    }

    /** What is still on its way is not waited for. */
    private static void refuse(Context call, HttpStatus status, String sentence) {
        call.status(status).result(sentence + "\n");
    }

    private void answer(Context call, byte[] body) {
        try {
            WitnessAnswer answer = witness.addCheckpoint(body);
            call.status(answer.status()).contentType(answer.mediaType()).result(answer.body());
        } catch (SequencerException e) {
            LOG.error("The witness cannot use its file", e);
            call.status(HttpStatus.SERVICE_UNAVAILABLE).result("the witness cannot use its file\n");
        }
    }
}
