package com.stateset.sequencer;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.ingest.PayloadRule;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.worker.ContinuationPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Configures a {@link Sequencer}. Only the store is required. Not thread-safe. */
public final class SequencerBuilder {

    private static final int GROUP_EVENTS = 1000;
    private static final long GROUP_BYTES = 8L << 20;

    private @Nullable EventStore store;
    private SignatureVerifier signatureVerifier = SignatureVerifier.standard();
    private PayloadRule payloadRule = PayloadRule.NONE;
    private PayloadEncryption payloadEncryption = PayloadEncryption.disabled();
    private List<SigningKey> signingKeys = List.of();
    private @Nullable UUID sequencerId;
    private @Nullable LogName logName;
    private Duration headsLogInterval = Duration.ofSeconds(10);
    private CommitmentPolicy commitments = CommitmentPolicy.onRequest();
    private final List<SequencerPlugin> plugins = new ArrayList<>();
    private SequencerObserver observer = SequencerObserver.NONE;
    private int lanes;
    private int maxBatchEvents = 1000;
    private int maxPayloadBytes = 1 << 20;
    private int queuedEvents = 20_000;
    private long queuedBytes = 64L << 20;
    private Duration queueTimeout = Duration.ofSeconds(5);
    private Duration streamTimeout = Duration.ofSeconds(15);
    private Duration answerTimeout = Duration.ofMinutes(2);
    private Duration closeTimeout = Duration.ofSeconds(30);
    private @Nullable Executor continuations;

    SequencerBuilder() {}

    /** Sets where the events are kept. Required. The sequencer owns the store and closes it. */
    public SequencerBuilder store(EventStore value) {
        this.store = Objects.requireNonNull(value, "store");
        return this;
    }

    /**
     * Sets the key that receipts and commitments are signed with, and the keys that were used before, the latest first: receipts
     * given before a change of key stay the same only as long as their key is here. Defaults to none: receipts without
     * signatures.
     */
    public SequencerBuilder signingKey(SigningKey current, SigningKey... earlier) {
        List<SigningKey> keys = new ArrayList<>();
        keys.add(Objects.requireNonNull(current, "current"));
        keys.addAll(List.of(earlier));
        this.signingKeys = List.copyOf(keys);
        return this;
    }

    /** Sets the sequencer's id. Defaults to the one that the store keeps, a random one at first. */
    public SequencerBuilder sequencerId(UUID value) {
        this.sequencerId = Objects.requireNonNull(value, "sequencerId");
        return this;
    }

    /**
     * Sets the name of the sequencer's logs, from which the origins in its checkpoints follow. Defaults to {@code
     * ves.sequencer/<sequencer id>}. What was signed under one name means nothing under another, so it stays for good.
     *
     * @throws IllegalArgumentException if it is empty, or has white space or a {@code +} in it
     */
    public SequencerBuilder logName(String value) {
        this.logName = new LogName(value);
        return this;
    }

    /**
     * Sets how often the heads of the streams that have moved are signed and entered into the {@linkplain Sequencer#headsLog
     * heads log}, if there is a key to sign with. Defaults to 10 seconds; zero for never.
     */
    public SequencerBuilder headsLogInterval(Duration value) {
        this.headsLogInterval = notNegative("headsLogInterval", value);
        return this;
    }

    /**
     * Sets what tells good signatures from bad ones. Defaults to {@link SignatureVerifier#standard()}.
     *
     * @throws IllegalArgumentException if it fails its {@linkplain SignatureVerifier#selfTest self-test}
     */
    public SequencerBuilder signatureVerifier(SignatureVerifier value) {
        Objects.requireNonNull(value, "signatureVerifier").selfTest();
        this.signatureVerifier = value;
        return this;
    }

    /**
     * Sets what is demanded of the payloads of new events, such as that they fit a schema: see the module {@code sequencer-schema}. Defaults
     * to {@link PayloadRule#NONE}.
     */
    public SequencerBuilder payloadRule(PayloadRule value) {
        this.payloadRule = Objects.requireNonNull(value, "payloadRule");
        return this;
    }

    /**
     * Sets how payloads are kept in the store. Defaults to {@link PayloadEncryption#disabled()}: as plain text, and what is encrypted
     * already is not readable.
     */
    public SequencerBuilder payloadEncryption(PayloadEncryption value) {
        this.payloadEncryption = Objects.requireNonNull(value, "payloadEncryption");
        return this;
    }

    /** Sets when streams are committed to by themselves. Defaults to {@link CommitmentPolicy#onRequest()}. */
    public SequencerBuilder commitments(CommitmentPolicy value) {
        this.commitments = Objects.requireNonNull(value, "commitments");
        return this;
    }

    /** Adds something that starts and closes with the sequencer, such as the runners of projections. Defaults to nothing. */
    public SequencerBuilder with(SequencerPlugin plugin) {
        plugins.add(Objects.requireNonNull(plugin, "plugin"));
        return this;
    }

    /** Sets what observes the sequencer's work. Defaults to {@link SequencerObserver#NONE}. */
    public SequencerBuilder observer(SequencerObserver value) {
        this.observer = Objects.requireNonNull(value, "observer");
        return this;
    }

    /** Sets how many threads append, any of them for any stream, but one at a time for each. Defaults to what the store finds useful. */
    public SequencerBuilder lanes(int value) {
        this.lanes = positive("lanes", value);
        return this;
    }

    /** Sets the most events of one batch. Defaults to 1,000. */
    public SequencerBuilder maxBatchEvents(int value) {
        this.maxBatchEvents = positive("maxBatchEvents", value);
        return this;
    }

    /** Sets the most bytes of one payload as sent. Defaults to 1 MiB. */
    public SequencerBuilder maxPayloadBytes(int value) {
        this.maxPayloadBytes = positive("maxPayloadBytes", value);
        return this;
    }

    /**
     * Sets how much may wait for the lanes. Defaults to 20,000 events and 64 MiB. A batch that is larger than that is taken
     * when nothing else waits.
     */
    public SequencerBuilder queueCapacity(int events, long bytes) {
        this.queuedEvents = positive("queueCapacity events", events);
        if (bytes <= 0) {
            throw new IllegalArgumentException("queueCapacity bytes is " + bytes + "; it must be positive");
        }
        this.queuedBytes = bytes;
        return this;
    }

    /**
     * Sets how long a caller waits for a place in a full queue before an
     * {@link com.stateset.sequencer.error.OverloadedException}. Defaults to 5 seconds; zero turns callers away at once.
     */
    public SequencerBuilder queueTimeout(Duration value) {
        this.queueTimeout = notNegative("queueTimeout", value);
        return this;
    }

    /**
     * Sets how long a batch stays in line for a stream that another process is holding before a
     * {@link com.stateset.sequencer.error.StreamBusyException}. Defaults to 15 seconds.
     */
    public SequencerBuilder streamTimeout(Duration value) {
        this.streamTimeout = notNegative("streamTimeout", value);
        return this;
    }

    /**
     * Sets how long a caller of {@link Sequencer#ingest} waits for an answer, once its batch is in the queue, before an
     * {@link com.stateset.sequencer.error.OutcomeUnknownException}. Defaults to 2 minutes: longer than a store should ever take.
     * It must not be shorter than {@link #streamTimeout}, or a caller would never learn that the stream was busy.
     */
    public SequencerBuilder answerTimeout(Duration value) {
        this.answerTimeout = notNegative("answerTimeout", value);
        return this;
    }

    /**
     * Sets how long {@link Sequencer#close} waits for what was taken to be stored, before it closes the store all the same.
     * Defaults to 30 seconds.
     */
    public SequencerBuilder closeTimeout(Duration value) {
        this.closeTimeout = notNegative("closeTimeout", value);
        return this;
    }

    /**
     * Sets what runs the continuations of {@link Sequencer#ingestAsync}. Defaults to a pool of the sequencer's own, of as many
     * threads as there are processors, and up to 64 while continuations wait for other futures. If the executor refuses a
     * continuation, it runs on the sequencer's own thread, and keeps others from their answers meanwhile.
     */
    public SequencerBuilder continuations(Executor value) {
        this.continuations = Objects.requireNonNull(value, "continuations");
        return this;
    }

    /**
     * Starts the sequencer. Reads who it is from the store, or tells the store. If that fails, the store is closed.
     *
     * @throws IllegalStateException if there is no store, if the time limits contradict each other, or if the store belongs to a
     *     sequencer of another id
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the store cannot be reached
     */
    public Sequencer build() {
        if (store == null) {
            throw new IllegalStateException("a sequencer needs a store");
        }
        try {
            requireTimeForAnswers();
            return new Sequencer(this, payloadEncryption.over(store));
        } catch (RuntimeException | Error e) {
            closeAfter(e, store);
            throw e;
        }
    }

    private void requireTimeForAnswers() {
        if (answerTimeout.compareTo(streamTimeout) < 0) {
            throw new IllegalStateException("answerTimeout is " + answerTimeout
                    + "; it must not be shorter than streamTimeout, which is " + streamTimeout);
        }
    }

    private static void closeAfter(Throwable failure, EventStore store) {
        try {
            store.close();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    Admission admission(EventStore store, UnaryOperator<AppendBatch> sealing) {
        return new Admission(
                maxBatchEvents, maxPayloadBytes, store.agentKeys(), signatureVerifier, payloadRule, sealing);
    }

    IngestPipeline.Settings ingest(EventStore store, ContinuationPool runsContinuations) {
        return new IngestPipeline.Settings(
                lanes > 0 ? lanes : store.appendConcurrency(),
                new LaneQueue.Limits(queuedEvents, queuedBytes, GROUP_EVENTS, GROUP_BYTES),
                queueTimeout,
                streamTimeout,
                answerTimeout,
                runsContinuations);
    }

    @Nullable
    Executor continuations() {
        return continuations;
    }

    Duration closeTimeout() {
        return closeTimeout;
    }

    SequencerKeys sequencerKeys(EventStore store) {
        return SequencerKeys.registered(store.identity(), sequencerId, signingKeys);
    }

    HistorySigner historySigner(EventStore store, SequencerKeys keys) {
        LogName name = logName == null ? LogName.ofSequencer(keys.sequencerId()) : logName;
        return new HistorySigner(store, name, keys.current());
    }

    Duration headsLogInterval() {
        return headsLogInterval;
    }

    CommitmentPolicy commitments() {
        return commitments;
    }

    /** Starts the plug-ins in the order in which they were added; if one cannot be, none is running when this throws. */
    List<SequencerPlugin.Started> startPlugins(SequencerParts parts) {
        List<SequencerPlugin.Started> started = new ArrayList<>();
        try {
            plugins.forEach(plugin -> started.add(plugin.start(parts)));
            return List.copyOf(started);
        } catch (RuntimeException | Error e) {
            started.forEach(SequencerPlugin.Started::close);
            throw e;
        }
    }

    SequencerObserver observer() {
        return observer;
    }

    private static int positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be positive");
        }
        return value;
    }

    private static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is negative: " + value);
        }
        return value;
    }
}
