package com.stateset.sequencer.cli.witness;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.witness.Witness;
import com.stateset.sequencer.witness.WitnessAnswer;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A witness over HTTP: {@code POST /add-checkpoint} (C2SP {@code tlog-witness}), and {@code GET /health}. Thread-safe. */
final class WitnessServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WitnessServer.class);

    /** A checkpoint with all its lines and a proof is a few kilobytes. */
    private static final int MAX_BODY = 64 * 1024;

    private static final int THREADS = 32;
    private static final int IDLE_MILLIS = 10_000;

    private final Witness witness;
    private final Javalin http;

    private WitnessServer(Witness witness) {
        this.witness = witness;
        this.http = Javalin.create(javalin -> {
            javalin.startup.showJavalinBanner = false;
            javalin.startup.showOldJavalinVersionWarning = false;
            javalin.startup.startupWatcherEnabled = false;
            javalin.jetty.threadPool = new QueuedThreadPool(THREADS);
            javalin.jetty.modifyServer(jetty -> {
                for (var connector : jetty.getConnectors()) {
                    ((ServerConnector) connector).setIdleTimeout(IDLE_MILLIS);
                }
            });
            javalin.routes.post("/add-checkpoint", this::addCheckpoint);
            javalin.routes.get("/health", call -> call.json("{\"status\":\"healthy\"}"));
        });
    }

    static WitnessServer start(Witness witness, String host, int port) {
        WitnessServer server = new WitnessServer(witness);
        server.http.start(host, port);
        return server;
    }

    int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.stop();
    }

    private void addCheckpoint(Context call) throws IOException {
        byte[] body;
        try (InputStream request = call.bodyInputStream()) {
            body = request.readNBytes(MAX_BODY + 1);
        }
        if (body.length > MAX_BODY) {
            call.status(HttpStatus.CONTENT_TOO_LARGE).result("a request has no more than " + MAX_BODY + " bytes\n");
            return;
        }
        try {
            WitnessAnswer answer = witness.addCheckpoint(body);
            call.status(answer.status()).contentType(answer.mediaType()).result(answer.body());
        } catch (SequencerException e) {
            LOG.error("The witness cannot use its file", e);
            call.status(HttpStatus.SERVICE_UNAVAILABLE).result("the witness cannot use its file\n");
        }
    }
}
