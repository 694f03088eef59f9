package com.stateset.sequencer;

import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Configures a {@link Sequencer}. Only the store is required. Not thread-safe. */
public final class SequencerBuilder {

    private static final int GROUP_EVENTS = 1000;
    private static final long GROUP_BYTES = 8L << 20;

    private @Nullable EventStore store;
    private SequencerObserver observer = SequencerObserver.NONE;
    private int lanes;
    private int maxBatchEvents = 1000;
    private int maxPayloadBytes = 1 << 20;
    private int queuedEvents = 20_000;
    private long queuedBytes = 64L << 20;
    private Duration queuePatience = Duration.ofSeconds(5);
    private Duration streamPatience = Duration.ofSeconds(15);

    SequencerBuilder() {}

    /** Sets where the events are kept. Required. The sequencer owns the store and closes it. */
    public SequencerBuilder store(EventStore value) {
        this.store = Objects.requireNonNull(value, "store");
        return this;
    }

    /** Sets who is told of the sequencer's work. Defaults to nobody. */
    public SequencerBuilder observer(SequencerObserver value) {
        this.observer = Objects.requireNonNull(value, "observer");
        return this;
    }

    /** Sets how many threads append, each for streams of its own. Defaults to what the store finds useful. */
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
     * Sets how much may wait for each lane. Defaults to 20,000 events and 64 MiB. A batch that is larger than that is taken
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
    public SequencerBuilder queuePatience(Duration value) {
        this.queuePatience = notNegative("queuePatience", value);
        return this;
    }

    /**
     * Sets how long a batch stays in line for a stream that another process is holding before a
     * {@link com.stateset.sequencer.error.StreamBusyException}. Defaults to 15 seconds.
     */
    public SequencerBuilder streamPatience(Duration value) {
        this.streamPatience = notNegative("streamPatience", value);
        return this;
    }

    /**
     * Starts the sequencer.
     *
     * @throws IllegalStateException if there is no store
     */
    public Sequencer build() {
        if (store == null) {
            throw new IllegalStateException("a sequencer needs a store");
        }
        return new Sequencer(this, store);
    }

    int laneCount(EventStore store) {
        return lanes > 0 ? lanes : store.appendConcurrency();
    }

    int maxBatchEvents() {
        return maxBatchEvents;
    }

    int maxPayloadBytes() {
        return maxPayloadBytes;
    }

    Duration queuePatience() {
        return queuePatience;
    }

    Duration streamPatience() {
        return streamPatience;
    }

    SequencerObserver observer() {
        return observer;
    }

    QueueLimits queueLimits() {
        return new QueueLimits(queuedEvents, queuedBytes, GROUP_EVENTS, GROUP_BYTES);
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
