package com.stateset.sequencer.server;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.server.events.EventStreamRoute;
import com.stateset.sequencer.server.http.Authenticator;
import com.stateset.sequencer.server.http.JwtVerifier;
import com.stateset.sequencer.server.http.guard.CorsOrigins;
import com.stateset.sequencer.server.jwt.JwtKeys;
import com.stateset.sequencer.server.metrics.ServerMetrics;
import com.stateset.sequencer.server.net.AddressBlocks;
import com.stateset.sequencer.server.net.ClientAddress;
import com.stateset.sequencer.server.net.LocalCalls;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Supplier;
import org.eclipse.jetty.util.VirtualThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Configures a {@link SequencerServer}. A sequencer and a decision on who may call are required. Not thread-safe. */
public final class SequencerServerBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(SequencerServerBuilder.class);

    private static final int MAX_PORT = 65_535;

    /** The JDK from which on a virtual thread that waits for a monitor leaves its processor to others (JEP 491). */
    private static final int UNPINNED = 24;

    private final ServerAccess access = new ServerAccess();
    private @Nullable Sequencer sequencer;
    private String host = "127.0.0.1";
    private int port = 8080;
    private int maxBodyBytes = 10 << 20;
    private int maxBatchEvents = 1000;
    private boolean requireProofOfPossession;
    private boolean refusesAgentCopies;
    private boolean isHeadsLogPublic;
    private @Nullable Supplier<String> readReplica;
    private @Nullable Projections projections;
    private boolean keepsAuditLog = true;
    private @Nullable PrometheusMeterRegistry metrics;
    private boolean metricsWithoutKey = true;
    private boolean accessLog;
    private boolean virtualThreads = Runtime.version().feature() >= UNPINNED;
    private Duration clientTimeout = Duration.ofSeconds(10);
    private Duration drainTimeout = Duration.ofSeconds(30);

    SequencerServerBuilder() {}

    /** Sets what is served. It stays the caller's, who closes it after the server. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder sequencer(Sequencer value) {
        this.sequencer = Objects.requireNonNull(value, "sequencer");
        return this;
    }

    /**
     * Lets only those call who hold a key. Who holds this one may do everything to every tenant, and mints the first keys of others:
     * {@code POST /api/v1/api-keys}.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder apiKey(String value) {
        access.apiKey = Objects.requireNonNull(value, "apiKey");
        access.isOpen = false;
        return this;
    }

    /**
     * Lets those call, too, who show a JWT signed with one of the keys. It says of which tenant they are, and what they may do there. Has
     * no effect where everyone may call.
     *
     * @param issuer what {@code iss} must be; null for anything
     * @param audience what {@code aud} must name; null for anything
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder jwt(JwtKeys keys, @Nullable String issuer, @Nullable String audience) {
        access.jwts = keys.isEmpty() ? null : JwtVerifier.of(keys, issuer, audience);
        return this;
    }

    /**
     * Lets everyone on this machine call, none of them as an administrator: the host must be a loopback address, and so must the {@code
     * Host} that a call names. Web pages of other servers may not call, unless they are among the {@link #corsOrigins}.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder openToEveryone() {
        return open(false);
    }

    /**
     * As {@link #openToEveryone}, but on any address: everyone who can reach the port may read and write everything, so the network has to
     * see to who can.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder openToTheNetwork() {
        return open(true);
    }

    private SequencerServerBuilder open(boolean toTheNetwork) {
        access.apiKey = null;
        access.isOpen = true;
        access.isRemoteAllowed = toTheNetwork;
        return this;
    }

    /**
     * Sets the origins whose web pages may call the server from a browser, such as {@code https://shop.example.com}, or a single asterisk
     * for all; by default none but its own.
     *
     * @throws IllegalArgumentException if one is not an origin
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder corsOrigins(Collection<String> values) {
        access.corsOrigins = CorsOrigins.of(values);
        return this;
    }

    /**
     * Sets the most calls of a tenant in a minute; by default there is no limit but those that keys have of their own. What asks for no key is
     * not counted. Who runs the server counts as one tenant more.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder rateLimitPerMinute(int value) {
        access.rateLimitPerMinute = requirePositive("rateLimitPerMinute", value);
        return this;
    }

    /**
     * Lets so many unknown agents in a minute register themselves from one address, each with a key for a new tenant of its own: {@code POST
     * /agents/register}. By default none may.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder registrationsPerMinute(int value) {
        access.registrationsPerMinute = requirePositive("registrationsPerMinute", value);
        return this;
    }

    /**
     * Sets the addresses from which administrators may call, such as {@code 127.0.0.1} or {@code 10.0.0.0/8}; by default, everywhere. From
     * elsewhere, who has an administrator's key may read and write, and what needs an administrator is refused.
     *
     * @throws IllegalArgumentException if one is neither an address nor a block of them
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder adminAddresses(Collection<String> values) {
        access.adminAddresses = AddressBlocks.of(values);
        return this;
    }

    /**
     * Sets whether the address of who calls is the one that a proxy in front of the server appends to {@code X-Forwarded-For}; by default it
     * is the connection's. Only for a server that is reached through one such proxy and in no other way: see {@link ClientAddress}.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder trustProxyHeaders(boolean value) {
        access.trustProxyHeaders = value;
        return this;
    }

    /**
     * Sets a key that lets its holder anchor commitments ({@code GET /v1/commitments/pending}, {@code POST
     * /v1/commitments/{batch_id}/anchored}) and do nothing else; by default there is none, and only the server's own key does.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder anchorKey(String value) {
        access.anchorKey = Objects.requireNonNull(value, "anchorKey");
        return this;
    }

    /**
     * Sets the addresses from which commitments are anchored without a key, such as {@code 10.0.0.7}; by default none. For anchorers that
     * cannot show one, where the network sees to who has the address.
     *
     * @throws IllegalArgumentException if one is neither an address nor a block of them
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder anchorAddresses(Collection<String> values) {
        access.anchorAddresses = AddressBlocks.of(values);
        return this;
    }

    /** Sets the address to listen on; by default 127.0.0.1. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder host(String value) {
        this.host = Objects.requireNonNull(value, "host");
        return this;
    }

    /** Sets the port to listen on, 0 for any that is free; by default 8080. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder port(int value) {
        if (value < 0 || value > MAX_PORT) {
            throw new IllegalArgumentException("port is " + value + "; it must be 0 to " + MAX_PORT);
        }
        this.port = value;
        return this;
    }

    /** Sets the most bytes of a request's body; by default 10 MiB. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder maxBodyBytes(int value) {
        this.maxBodyBytes = requirePositive("maxBodyBytes", value);
        return this;
    }

    /** Sets the most events of one call; by default 1,000. The sequencer has a limit of its own, which should not be smaller. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder maxBatchEvents(int value) {
        this.maxBatchEvents = requirePositive("maxBatchEvents", value);
        return this;
    }

    /** Sets whether a key is registered only with a proof that its holder registers it; by default not. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder requireProofOfPossession(boolean value) {
        this.requireProofOfPossession = value;
        return this;
    }

    /** Sets whether an agent that finds another installation with its identity is to send nothing; by default it warns. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder refuseAgentCopies(boolean value) {
        this.refusesAgentCopies = value;
        return this;
    }

    /** Sets whether the log of the streams' heads is read without a key; by default not. Of a stream it has only the hash of its name. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder publicHeadsLog(boolean value) {
        this.isHeadsLogPublic = value;
        return this;
    }

    /**
     * Sets who knows what becomes of a read replica that the store has, in a word: {@code in_use}, or why not. {@code /ready} tells. It may
     * take a second to answer. By default there is none.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder readReplica(Supplier<String> value) {
        this.readReplica = Objects.requireNonNull(value, "readReplica");
        return this;
    }

    /**
     * Sets the projections that who runs the server looks after ({@code GET /api/v1/projections} and below): those of the sequencer's
     * store, {@code Projections.of(store)}. By default none are shown.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder projections(Projections value) {
        this.projections = Objects.requireNonNull(value, "projections");
        return this;
    }

    /** Sets whether what callers do to keys, schemas, payloads and histories is written down in the {@link AuditLog}; by default it is. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder auditLog(boolean value) {
        this.keepsAuditLog = value;
        return this;
    }

    /**
     * Sets the registry that {@code GET /metrics} shows, and that the server's own meters go to. It is the one that the sequencer's meters
     * are in, too: see {@code SequencerMeters} of the module {@code sequencer-micrometer}. By default one with the server's meters alone.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder metrics(PrometheusMeterRegistry value) {
        this.metrics = Objects.requireNonNull(value, "metrics");
        return this;
    }

    /**
     * Sets whether this machine itself reads {@code GET /metrics} without a key; by default it does. To be turned off behind a proxy on this
     * machine that adds no header to what it hands on: see {@link LocalCalls}. The server's own key reads it from anywhere.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder metricsWithoutKey(boolean value) {
        this.metricsWithoutKey = value;
        return this;
    }

    /**
     * Sets whether each call is a line of the logger {@code com.stateset.sequencer.access}; by default not. No payloads, paths, queries or keys.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder accessLog(boolean value) {
        this.accessLog = value;
        return this;
    }

    /**
     * Sets whether calls run on virtual threads; by default they do on JDK 24 and later. How many calls run at a time is bounded alike. On JDK
     * 21 to 23 a virtual thread that waits within {@code synchronized} keeps a processor from others, so there it is to be asked for.
     *
     * @throws IllegalArgumentException if they shall, and this JDK has no virtual threads
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder virtualThreads(boolean value) {
        if (value && !VirtualThreads.areSupported()) {
            throw new IllegalArgumentException("this JDK has no virtual threads: 21 is the first that has");
        }
        this.virtualThreads = value;
        return this;
    }

    /**
     * Sets how long a client may let the server wait: for a part of a body (a whole one: twelve times as long), or to take an event of a stream;
     * by default 10 seconds.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder clientTimeout(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("clientTimeout is " + value + "; it must be positive");
        }
        this.clientTimeout = value;
        return this;
    }

    /** Sets how long calls under way may take to end when the server is closed; by default 30 seconds. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder drainTimeout(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("drainTimeout is " + value + "; it must not be negative");
        }
        this.drainTimeout = value;
        return this;
    }

    /**
     * Starts the server. It answers when this returns.
     *
     * @throws IllegalStateException if the sequencer or the decision on who may call is missing, or if the server would be open to more
     *     callers than was said: to those of other machines, or to all web pages
     * @throws StartException if the server cannot listen there
     */
    public SequencerServer start() {
        if (sequencer == null) {
            throw new IllegalStateException("a server needs a sequencer");
        }
        access.requireDecided(host, port);
        ClientAddress clients = access.clients();
        Authenticator authenticator = access.authenticator(sequencer.apiKeys());
        return SequencerServer.start(new HttpServerConfig(
                sequencer,
                auditLog(sequencer),
                authenticator,
                access.anchors(authenticator),
                access.corsOrigins,
                access.isOpen,
                host,
                port,
                maxBodyBytes,
                maxBatchEvents,
                requireProofOfPossession,
                refusesAgentCopies,
                isHeadsLogPublic,
                readReplica,
                projections,
                clients,
                access.registrationsPerMinute,
                observation(clients),
                virtualThreads,
                clientTimeout,
                drainTimeout));
    }

    private CallObservation observation(ClientAddress clients) {
        return new CallObservation(
                new ServerMetrics(metrics, accessLog, EventStreamRoute.PATH),
                metricsWithoutKey ? new LocalCalls(clients) : null);
    }

    private AuditLog auditLog(Sequencer served) {
        if (keepsAuditLog) {
            return served.auditLog();
        }
        LOG.warn("NO AUDIT LOG IS KEPT: what is done to keys, schemas, payloads and histories is not written down.");
        return AuditLog.none();
    }

    private static int requirePositive(String name, int value) {
        if (value < 1 || value == Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be positive");
        }
        return value;
    }
}
