package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.protocol.history.EquivocationEvidence;
import com.stateset.sequencer.sync.BatchLimits;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.SyncListener;
import com.stateset.sequencer.sync.Transport;
import com.stateset.sequencer.sync.conflict.ConflictHandler;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Configures a {@link SyncAgent}. Not thread-safe. */
public final class SyncAgentBuilder {

    private static final int SMALLEST_PAGE = 2;

    final Outbox outbox;
    final Transport transport;
    SyncListener listener = SyncListener.NONE;
    SignatureVerifier verifier = SignatureVerifier.standard();
    BatchLimits limits = new BatchLimits(Integer.MAX_VALUE, 500, 4L << 20);
    int pageEvents = 1000;
    Consumer<EquivocationEvidence> evidence = file -> {};

    @Nullable
    ConflictHandler conflicts;

    boolean refusesCopies;
    Duration interval = Duration.ofSeconds(5);
    Duration firstBackoff = Duration.ofMillis(500);
    Duration longestBackoff = Duration.ofMinutes(1);

    SyncAgentBuilder(Outbox outbox, Transport transport) {
        this.outbox = Objects.requireNonNull(outbox, "outbox");
        this.transport = Objects.requireNonNull(transport, "transport");
    }

    /** Sets the listener to its progress and failures. Defaults to {@link SyncListener#NONE}. */
    public SyncAgentBuilder listener(SyncListener value) {
        this.listener = Objects.requireNonNull(value, "listener");
        return this;
    }

    /**
     * Sets what tells good signatures from bad ones. Defaults to {@link SignatureVerifier#standard()}.
     *
     * @throws IllegalArgumentException if it fails its {@linkplain SignatureVerifier#selfTest self-test}
     */
    public SyncAgentBuilder signatureVerifier(SignatureVerifier value) {
        Objects.requireNonNull(value, "signatureVerifier").selfTest();
        this.verifier = value;
        return this;
    }

    /**
     * Sets what is called with two checkpoints of one key that contradict each other, before the attempt ends with a
     * {@link com.stateset.sequencer.error.HistoryMismatchException}. Keep it: it convicts the signer. Defaults to nothing.
     */
    public SyncAgentBuilder evidence(Consumer<EquivocationEvidence> value) {
        this.evidence = Objects.requireNonNull(value, "evidence");
        return this;
    }

    /**
     * Sets who settles conflicts: after each pull of {@link SyncAgent#syncOnce} it is asked about every rejected event, and what it settles
     * goes out in the same attempt. The outbox must have the agent's key if its events are signed. Defaults to none: rejected events
     * wait.
     */
    public SyncAgentBuilder conflicts(ConflictHandler value) {
        this.conflicts = Objects.requireNonNull(value, "conflicts");
        return this;
    }

    /**
     * Sets whether an attempt ends before anything is sent or pulled if the server has noticed another installation with the same
     * identity: a copy of this outbox, or one that signs with the same key. Defaults to false: the outbox's status says so.
     */
    public SyncAgentBuilder refuseCopies(boolean value) {
        this.refusesCopies = value;
        return this;
    }

    /** Sets how many events, and how many bytes of payload, go out at once. Defaults to 500 events and 4 MiB. */
    public SyncAgentBuilder batch(int events, long payloadBytes) {
        this.limits = new BatchLimits(Integer.MAX_VALUE, events, payloadBytes);
        return this;
    }

    /** Sets how many events are asked for at once, at least 2: one of them is held already. Defaults to 1,000. */
    public SyncAgentBuilder page(int events) {
        if (events < SMALLEST_PAGE) {
            throw new IllegalArgumentException("a page holds at least " + SMALLEST_PAGE + " events");
        }
        this.pageEvents = events;
        return this;
    }

    /**
     * Sets how long the background loop waits for something to happen before it looks by itself. Defaults to 5 seconds; while the server's
     * news are {@linkplain com.stateset.sequencer.sync.Subscription#isConnected heard}, it is a minute at least.
     */
    public SyncAgentBuilder interval(Duration value) {
        this.interval = positive("interval", value);
        return this;
    }

    /** Sets the first and the longest pause after failures in the background. Defaults to half a second and a minute. */
    public SyncAgentBuilder backoff(Duration first, Duration longest) {
        this.firstBackoff = positive("first", first);
        this.longestBackoff = positive("longest", longest);
        if (first.compareTo(longest) > 0) {
            throw new IllegalArgumentException("the first pause is longer than the longest");
        }
        return this;
    }

    /** Returns the agent. It does nothing by itself until it is started. */
    public SyncAgent build() {
        return new SyncAgent(this);
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive");
        }
        return value;
    }
}
