package com.stateset.sequencer.examples.server;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.spi.EventStore;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A running server. Thread-safe. */
public final class SequencerServer implements AutoCloseable {

    private static final int MAX_CALLS = 256;
    private static final int OTHER_THREADS = 64;
    private static final int MIN_THREADS = 8;
    private static final Duration IDLE_THREAD = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final ServerConfig config;
    private final Sequencer sequencer;
    private final Readiness readiness;
    private final Optional<Path> newKeyFile;
    private final Javalin http;

    private SequencerServer(
            ServerConfig config, EventStore store, Authenticator authenticator, Optional<Path> newKeyFile) {
        this.config = config;
        this.newKeyFile = newKeyFile;
        this.readiness = new Readiness(store);
        this.sequencer = Sequencer.builder()
                .store(store)
                .maxBatchEvents(config.limits().batchEvents())
                .maxPayloadBytes(config.limits().payloadBytes())
                .build();
        Routes routes = new Routes(sequencer, authenticator, readiness, config.limits(), MAX_CALLS);
        this.http = Javalin.create(javalin -> {
            configure(javalin);
            Errors.register(javalin.routes);
            routes.register(javalin.routes);
        });
    }

    /**
     * Starts a server. It answers when this returns.
     *
     * @throws ConfigurationException if the server cannot run as it is configured
     * @throws StartException if it cannot start for another reason
     */
    public static SequencerServer start(ServerConfig config) {
        Optional<AdminKeyFile> keyFile = config.authentication() instanceof Authentication.KeyFile kept
                ? Optional.of(AdminKeyFile.readOrCreate(kept.directory()))
                : Optional.empty();
        Authenticator authenticator = authenticator(config, keyFile);
        EventStore store = open(config.store());
        SequencerServer server = new SequencerServer(
                config,
                store,
                authenticator,
                keyFile.filter(AdminKeyFile::isNew).map(AdminKeyFile::file));
        server.listen();
        return server;
    }

    /** The port it listens on. */
    public int port() {
        return http.port();
    }

    /** Where it listens. */
    public String url() {
        return "http://" + (config.host().contains(":") ? "[" + config.host() + "]" : config.host()) + ":" + port();
    }

    /** The file of the API key that was made at this start, if one was. */
    public Optional<Path> newKeyFile() {
        return newKeyFile;
    }

    /**
     * Stops accepting connections, finishes the calls under way (for at most 30 seconds) and what the sequencer has taken, and
     * closes the store. Closing again does nothing.
     */
    @Override
    public void close() {
        http.stop();
        readiness.close();
        sequencer.close();
    }

    private void listen() {
        try {
            http.start(config.host(), config.port());
        } catch (JavalinException e) {
            close();
            throw new StartException(
                    e instanceof JavalinBindException
                            ? "The port " + config.port() + " of " + config.host()
                                    + " cannot be listened on: it is in use, or" + " not allowed."
                            : "The server cannot listen on " + config.host() + ":" + config.port() + ".",
                    e);
        }
    }

    private static Authenticator authenticator(ServerConfig config, Optional<AdminKeyFile> keyFile) {
        if (config.authentication() instanceof Authentication.Key known) {
            return Authenticator.ofKey(known.key());
        }
        return keyFile.map(file -> Authenticator.ofKey(file.key())).orElseGet(Authenticator::open);
    }

    private static EventStore open(StoreConfig store) {
        try {
            return store.open();
        } catch (SequencerException e) {
            throw new StartException(
                    "The event store, " + store.describe() + ", cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void configure(JavalinConfig javalin) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.http.prefer405over404 = true;
        javalin.http.defaultContentType = Json.CONTENT_TYPE;
        javalin.router.ignoreTrailingSlashes = false;
        javalin.router.javaLangErrorHandler(Errors::fatal);
        javalin.jetty.threadPool =
                new QueuedThreadPool(MAX_CALLS + OTHER_THREADS, MIN_THREADS, (int) IDLE_THREAD.toMillis());
        javalin.jetty.modifyServer(SequencerServer::configure);
        javalin.jetty.modifyHttpConfiguration(SequencerServer::configure);
        javalin.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new JettyErrors()));
    }

    private static void configure(Server server) {
        server.setErrorHandler(new JettyErrors());
        server.insertHandler(new NoUpgrades());
        server.insertHandler(new GracefulHandler());
        server.setStopTimeout(DRAIN.toMillis());
    }

    /** The router takes the path as it was sent and decodes each part once, so no path is ambiguous to it. */
    private static void configure(HttpConfiguration http) {
        http.setUriCompliance(UriCompliance.UNSAFE);
    }
}
