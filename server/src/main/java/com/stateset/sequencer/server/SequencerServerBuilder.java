package com.stateset.sequencer.server;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.server.http.Authenticator;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Configures a {@link SequencerServer}. A sequencer and a decision on who may call are required. Not thread-safe. */
public final class SequencerServerBuilder {

    private static final int MAX_PORT = 65_535;

    private @Nullable Sequencer sequencer;
    private @Nullable Authenticator authenticator;
    private String host = "127.0.0.1";
    private int port = 8080;
    private int maxBodyBytes = 10 << 20;
    private int maxBatchEvents = 1000;
    private boolean requireProofOfPossession;
    private boolean isHeadsLogPublic;
    private Duration clientTimeout = Duration.ofSeconds(10);
    private Duration drainTimeout = Duration.ofSeconds(30);

    SequencerServerBuilder() {}

    /** Sets what is served. It stays the caller's, who closes it after the server. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder sequencer(Sequencer value) {
        this.sequencer = Objects.requireNonNull(value, "sequencer");
        return this;
    }

    /** Lets only those call who hold a key. They are administrators: they may give an agent further keys without its word. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder apiKey(String value) {
        this.authenticator = Authenticator.of(value);
        return this;
    }

    /** Lets everyone call who can reach the port, none of them as an administrator. */
    @CanIgnoreReturnValue
    public SequencerServerBuilder openToEveryone() {
        this.authenticator = Authenticator.open();
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

    /**
     * Sets whether the log of the streams' heads, which witnesses and monitors follow, is read without a key; by default it needs one. It
     * tells how many events a stream has and when there are more, but of a stream only the hash of its name.
     */
    @CanIgnoreReturnValue
    public SequencerServerBuilder publicHeadsLog(boolean value) {
        this.isHeadsLogPublic = value;
        return this;
    }

    /**
     * Sets how long a client may let the server wait: for the next part of a body, or to take an event of an event stream; by default 10
     * seconds. A whole body may take twelve times as long.
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
     * @throws IllegalStateException if the sequencer or the decision on who may call is missing
     * @throws StartException if the server cannot listen there
     */
    public SequencerServer start() {
        if (sequencer == null) {
            throw new IllegalStateException("a server needs a sequencer");
        }
        if (authenticator == null) {
            throw new IllegalStateException("say who may call: apiKey(…) or openToEveryone()");
        }
        return SequencerServer.start(new Config(
                sequencer,
                authenticator,
                host,
                port,
                maxBodyBytes,
                maxBatchEvents,
                requireProofOfPossession,
                isHeadsLogPublic,
                clientTimeout,
                drainTimeout));
    }

    private static int requirePositive(String name, int value) {
        if (value < 1 || value == Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be positive");
        }
        return value;
    }

    /** What a server needs to know. */
    record Config(
            Sequencer sequencer,
            Authenticator authenticator,
            String host,
            int port,
            int maxBodyBytes,
            int maxBatchEvents,
            boolean requireProofOfPossession,
            boolean isHeadsLogPublic,
            Duration clientTimeout,
            Duration drainTimeout) {}
}
