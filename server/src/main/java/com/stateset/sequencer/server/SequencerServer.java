package com.stateset.sequencer.server;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerBuilder;
import com.stateset.sequencer.SequencerIdentity;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.spi.EventStore;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server. Thread-safe. */
final class SequencerServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SequencerServer.class);

    private static final int MAX_CALLS = 256;
    private static final int OTHER_THREADS = 64;
    private static final int MIN_THREADS = 8;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final Duration IDLE_THREAD = Duration.ofSeconds(60);

    private final ServerConfig config;
    private final Sequencer sequencer;
    private final Readiness readiness;
    private final Authenticator authenticator;
    private final SigningKeys signingKeys;
    private final EventStreamRoute eventStreams;
    private final Javalin http;

    private SequencerServer(
            ServerConfig config, Authenticator authenticator, SigningKeys signingKeys, EventStore store) {
        this.config = config;
        this.authenticator = authenticator;
        this.signingKeys = signingKeys;
        this.sequencer = sequencer(config, signingKeys.keys(), store);
        this.readiness = new Readiness(store);
        Routes routes =
                new Routes(sequencer, store.commitments(), authenticator, readiness, config.limits(), MAX_CALLS);
        this.eventStreams = new EventStreamRoute(sequencer, authenticator);
        this.http = Javalin.create(javalin -> {
            configure(javalin, config);
            Errors.register(javalin.routes);
            eventStreams.register(javalin.routes);
            routes.register(javalin.routes);
        });
    }

    /**
     * Starts a server. It answers when this returns.
     *
     * @throws ConfigurationException if the server cannot run as it is configured
     * @throws StartException if it cannot start for another reason
     */
    static SequencerServer start(ServerConfig config) {
        Authenticator authenticator = Authenticator.of(config.authentication());
        SigningKeys signingKeys = SigningKeys.of(config.sequencing().signingKeys(), config.store());
        return start(config, authenticator, signingKeys, open(config.store()));
    }

    /** Starts a server on a store that it takes over. */
    static SequencerServer start(ServerConfig config, EventStore store) {
        return start(
                config,
                Authenticator.of(config.authentication()),
                SigningKeys.of(config.sequencing().signingKeys(), config.store()),
                store);
    }

    private static SequencerServer start(
            ServerConfig config, Authenticator authenticator, SigningKeys signingKeys, EventStore store) {
        SequencerServer server;
        try {
            server = new SequencerServer(config, authenticator, signingKeys, store);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
        server.listen();
        return server;
    }

    /** The port it listens on. */
    int port() {
        return http.port();
    }

    /** Where it listens. */
    String url() {
        return "http://" + (config.host().contains(":") ? "[" + config.host() + "]" : config.host()) + ":" + port();
    }

    /** The file of the API key, if it is kept in one. */
    Optional<Path> keyFile() {
        return authenticator.keyFile();
    }

    /** The file of the signing key, if it was not configured but is kept in one. */
    Optional<Path> signingKeyFile() {
        return signingKeys.file();
    }

    /**
     * Stops accepting connections, finishes the calls under way, for as long as is configured, and what the sequencer has taken,
     * and closes the store. Closing again does nothing.
     */
    @Override
    public void close() {
        eventStreams.close();
        try {
            drain(http.jettyServer().server());
            http.stop();
        } catch (JavalinException e) {
            LOG.warn("The HTTP server did not stop in good order: {}", e.getMessage());
        } finally {
            readiness.close();
            sequencer.close();
        }
    }

    /** Jetty would do this by itself, but then take a call that does not end for a failure of its own. */
    private void drain(Server jetty) {
        if (!jetty.isRunning()) {
            return;
        }
        try {
            Graceful.shutdown(jetty).get(config.drain().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "Some calls did not end within {} ms and are broken off",
                    config.drain().toMillis());
        } catch (ExecutionException e) {
            LOG.warn("The calls under way could not be waited for: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        try {
            http.start();
        } catch (StartException e) {
            close();
            throw e;
        } catch (JavalinException e) {
            close();
            throw new StartException("The HTTP server cannot start.", e);
        }
    }

    private static Sequencer sequencer(ServerConfig config, List<SigningKey> keys, EventStore store) {
        SequencerBuilder builder = Sequencer.builder()
                .store(store)
                .maxBatchEvents(config.limits().batchEvents())
                .maxPayloadBytes(config.limits().payloadBytes())
                .commitments(config.sequencing().commitments());
        if (!keys.isEmpty()) {
            builder.signingKey(keys.get(0), keys.subList(1, keys.size()).toArray(SigningKey[]::new));
        }
        config.sequencing().sequencerId().ifPresent(builder::sequencerId);
        try {
            Sequencer sequencer = builder.build();
            warnOfMissingKeys(keys, sequencer.identity());
            return sequencer;
        } catch (IllegalStateException e) {
            throw new StartException(
                    "VES_SEQUENCER_ID does not fit the event store, "
                            + config.store().describe() + ": " + e.getMessage() + ".",
                    e);
        } catch (SequencerException e) {
            throw new StartException(
                    "The event store, " + config.store().describe() + ", cannot be used: " + e.getMessage(), e);
        }
    }

    private static void warnOfMissingKeys(List<SigningKey> keys, SequencerIdentity identity) {
        Set<Ed25519PublicKey> known = keys.stream().map(SigningKey::publicKey).collect(Collectors.toSet());
        identity.publicKeys().forEach((version, key) -> {
            if (!known.contains(key)) {
                LOG.warn(
                        "Receipts of the sequencer's key {}, {}, come without their signatures: add it to the end of"
                                + " VES_SEQUENCER_SIGNING_KEYS.",
                        version,
                        key);
            }
        });
    }

    private static EventStore open(StoreConfig store) {
        try {
            return store.open();
        } catch (SequencerException e) {
            throw new StartException(
                    "The event store, " + store.describe() + ", cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void configure(JavalinConfig javalin, ServerConfig config) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.http.prefer405over404 = true;
        javalin.http.defaultContentType = Json.CONTENT_TYPE;
        javalin.router.ignoreTrailingSlashes = false;
        javalin.router.javaLangErrorHandler(Errors::fatal);
        javalin.jetty.threadPool =
                new QueuedThreadPool(MAX_CALLS + OTHER_THREADS, MIN_THREADS, (int) IDLE_THREAD.toMillis());
        javalin.jetty.addConnector((server, http) -> connector(server, http, config));
        javalin.jetty.modifyServer(SequencerServer::configure);
        javalin.jetty.modifyHttpConfiguration(SequencerServer::configure);
        javalin.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new JettyErrors()));
    }

    /** Opens the port before Javalin would, and would log at length why it cannot. */
    private static ServerConnector connector(Server server, HttpConfiguration http, ServerConfig config) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(config.host());
        connector.setPort(config.port());
        try {
            connector.open();
        } catch (IOException | UnresolvedAddressException e) {
            throw new StartException(
                    "The server cannot listen on " + config.host() + ":" + config.port()
                            + ": the port is in use or not allowed, or the address is not one of this machine.",
                    e);
        }
        return connector;
    }

    private static void configure(Server server) {
        server.setErrorHandler(new JettyErrors());
        server.insertHandler(new NoUpgrades());
        server.insertHandler(new GracefulHandler());
    }

    /**
     * The router takes the path as it was sent and decodes each part once, so no path is ambiguous to it. The longest entity,
     * percent-encoded, has to fit.
     */
    private static void configure(HttpConfiguration http) {
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
    }
}
