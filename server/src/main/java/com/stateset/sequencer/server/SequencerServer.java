package com.stateset.sequencer.server;

import com.stateset.sequencer.server.events.EventStreamRoute;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Errors;
import com.stateset.sequencer.server.http.JettyErrors;
import com.stateset.sequencer.server.http.Lanes;
import com.stateset.sequencer.server.http.RequestIds;
import com.stateset.sequencer.server.http.UnreadBody;
import com.stateset.sequencer.server.http.guard.IgnoredHeaders;
import com.stateset.sequencer.server.identity.Readiness;
import com.stateset.sequencer.server.metrics.ServerMetrics;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.router.Endpoint;
import io.javalin.router.InternalRouter;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server for a sequencer: PROTOCOL sections 5 and 6.
 *
 * <pre>{@code
 * try (Sequencer sequencer = Sequencer.builder().store(SqliteEventStore.open(Path.of("events.db"))).build();
 *         SequencerServer server = SequencerServer.builder().sequencer(sequencer).apiKey(key).port(8080).start()) {
 *     …
 * }
 * }</pre>
 *
 * <p>Calls run on Jetty's threads, or on virtual threads (see {@link SequencerServerBuilder#virtualThreads}), one thread per call, and wait
 * there for their outcome: an answer that says accepted is given when the events are durable. Thread-safe.
 *
 * <h2>Limits</h2>
 * At most {@value #MAX_CALLS} calls use the sequencer at a time, 160 of them with a body that is still arriving, and beside them 256 event
 * streams; more get 503 with {@code Retry-After}. One tenant has three quarters of each, so that another always finds a place. There are
 * more threads than all of these take, so {@code /health} is answered at once, whatever clients do. Bodies together take up to a twelfth
 * of the heap, event streams up to an eighth, and pages up to a quarter; see
 * {@link com.stateset.sequencer.server.http.RequestBody}, {@link EventStreamRoute} and {@link
 * com.stateset.sequencer.server.events.Pages} for what happens to clients that are slow.
 */
public final class SequencerServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SequencerServer.class);

    private static final int MAX_CALLS = 256;
    private static final int OTHER_THREADS = 64;
    private static final int MAX_THREADS =
            MAX_CALLS + EventStreamRoute.MAX_STREAMS + UnreadBody.MAX_DRAINED + OTHER_THREADS;
    private static final int MIN_THREADS = 8;

    /** They wait for nothing, so that few are enough: see {@link Lanes}. */
    private static final int MAX_CONNECTOR_THREADS = 16;

    /** Connections that the system has made and the server has not accepted yet. The system may have a lower limit of its own. */
    private static final int MAX_PENDING_CONNECTIONS = 1024;

    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final Duration IDLE_THREAD = Duration.ofSeconds(60);

    /** How long a server that is being closed waits for a client that keeps a connection and sends nothing. */
    private static final Duration IDLE_CONNECTION = Duration.ofMillis(500);

    private final HttpServerConfig config;
    private final Readiness readiness;
    private final EventStreamRoute eventStreams;
    private final Routes routes;
    private final Javalin http;

    private SequencerServer(HttpServerConfig config) {
        this.config = config;
        this.readiness = new Readiness(config.sequencer()::ping, config.readReplica());
        this.routes = new Routes(config, readiness, MAX_CALLS);
        this.eventStreams = new EventStreamRoute(config.sequencer(), config.authenticator(), config.clientTimeout());
        this.http = Javalin.create(javalin -> {
            configure(javalin, config);
            Errors.register(javalin.routes);
            eventStreams.register(javalin.routes);
            routes.register(javalin.routes, () -> methods(javalin.unsafe.internalRouter));
        });
        config.observation().metrics().show(eventStreams::clients, routes::running, this::connections);
    }

    /** Configures a server. */
    public static SequencerServerBuilder builder() {
        return new SequencerServerBuilder();
    }

    /** Returns what it answers to, such as {@code GET /api/v1/events/{event_id}}, without what runs before calls. */
    List<String> endpoints() {
        return endpoints(http.unsafe.internalRouter)
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
                .toList();
    }

    private static Set<String> methods(InternalRouter router) {
        return endpoints(router).map(endpoint -> endpoint.method.name()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Endpoint> endpoints(InternalRouter router) {
        return router.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod());
    }

    static SequencerServer start(HttpServerConfig config) {
        SequencerServer server = new SequencerServer(config);
        server.listen();
        return server;
    }

    /** Returns the port it listens on. */
    public int port() {
        return http.port();
    }

    /** Returns where it listens, such as {@code http://127.0.0.1:8080}. */
    public String url() {
        return "http://" + (config.host().contains(":") ? "[" + config.host() + "]" : config.host()) + ":" + port();
    }

    /**
     * Stops accepting connections, and finishes the calls under way for as long as is configured; the sequencer stays open. Closing
     * again does nothing.
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
            routes.close();
            readiness.close();
            config.authenticator().close();
        }
    }

    /** Jetty would do this by itself, but then take a call that does not end for a failure of its own. */
    private void drain(Server jetty) {
        if (!jetty.isRunning()) {
            return;
        }
        long millis = config.drainTimeout().toMillis();
        try {
            Graceful.shutdown(jetty).get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Some calls did not end within {} ms and are broken off", millis);
        } catch (ExecutionException e) {
            LOG.warn("The calls under way could not be waited for: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int connections() {
        int connections = 0;
        for (Connector connector : http.jettyServer().server().getConnectors()) {
            connections += connector.getConnectedEndPoints().size();
        }
        return connections;
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

    private static void configure(JavalinConfig javalin, HttpServerConfig config) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.http.prefer405over404 = true;
        javalin.http.defaultContentType = Answer.CONTENT_TYPE;
        javalin.http.compressionStrategy = Compression.strategy();
        javalin.router.ignoreTrailingSlashes = false;
        javalin.router.javaLangErrorHandler(Errors::fatal);
        javalin.jetty.threadPool = threads(config.virtualThreads());
        javalin.jetty.addConnector((server, http) -> connector(server, http, config));
        javalin.jetty.modifyServer(server -> configure(server, config));
        javalin.jetty.modifyHttpConfiguration(SequencerServer::configure);
        javalin.jetty.modifyServletContextHandler(SequencerServer::configure);
    }

    /** Both kinds are bounded alike: virtual threads that are too many wait for a place before they run a call. */
    private static ThreadPool threads(boolean areVirtual) {
        if (!areVirtual) {
            return new QueuedThreadPool(MAX_THREADS, MIN_THREADS, (int) IDLE_THREAD.toMillis());
        }
        VirtualThreadPool threads = new VirtualThreadPool(MAX_THREADS);
        threads.setName("call-");
        return threads;
    }

    private static void configure(ServletContextHandler context) {
        context.setSessionHandler(new NoSessions());
        context.setErrorHandler(new JettyErrors());
    }

    /**
     * Opens the port before Javalin would, and would log at length why it cannot. It has an acceptor of its own: where the selector accepts
     * instead, Jetty goes on accepting while it drains.
     */
    private static ServerConnector connector(Server server, HttpConfiguration http, HttpServerConfig config) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_CONNECTOR_THREADS, MIN_THREADS);
        threads.setName("connections");
        ServerConnector connector =
                new ServerConnector(server, threads, null, null, -1, -1, new HttpConnectionFactory(http));
        connector.addBean(threads);
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setAcceptQueueSize(MAX_PENDING_CONNECTIONS);
        connector.setShutdownIdleTimeout(IDLE_CONNECTION.toMillis());
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

    /** Javalin has put a handler there that counts calls, which {@link ServerMetrics} does. */
    private static void configure(Server server, HttpServerConfig config) {
        server.setHandler((Handler) null);
        server.setErrorHandler(new JettyErrors());
        server.insertHandler(new IgnoredHeaders());
        server.insertHandler(new Compression());
        server.insertHandler(new Lanes());
        server.insertHandler(new GracefulHandler());
        server.insertHandler(new RequestIds());
        server.setRequestLog(config.observation().metrics().calls());
    }

    /**
     * The router takes the path as it was sent and decodes each part once, so no path is ambiguous to it. The longest entity,
     * percent-encoded, has to fit.
     */
    private static void configure(HttpConfiguration http) {
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
    }

    /** Stands where Javalin insists on a handler of sessions: there are none here, and to look for one in each call takes its time. */
    private static final class NoSessions extends SessionHandler {

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            Handler next = getHandler();
            return next != null && next.handle(request, response, callback);
        }
    }
}
