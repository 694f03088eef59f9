package com.stateset.sequencer.outbox.transactional;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.Sequencer;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * The configuration of a relay. Each setting has a default that fits an application whose log is near: change {@code pollInterval}
 * for fewer looks at an idle database, or {@code maxBatch} for large payloads. Not thread-safe; a relay that has been started is not
 * touched by later calls.
 */
public final class OutboxRelayBuilder {

    private static final int LIMIT_OF_EVENTS = 1_000_000;
    private static final int MAX_BATCH_EVENTS = 500;
    private static final long MAX_BATCH_BYTES = 4L << 20;

    private final DataSource database;
    private final Sequencer sequencer;
    private Duration pollInterval = Duration.ofMillis(100);
    private Duration keepDiscarded = Duration.ofDays(30);
    private Duration closeTimeout = Duration.ofSeconds(10);
    private int maxBatchEvents = MAX_BATCH_EVENTS;
    private long maxBatchBytes = MAX_BATCH_BYTES;

    OutboxRelayBuilder(DataSource database, Sequencer sequencer) {
        this.database = database;
        this.sequencer = sequencer;
    }

    /** Sets how long the relay waits when there is nothing to send, before it looks again. Defaults to 100 milliseconds. */
    @CanIgnoreReturnValue
    public OutboxRelayBuilder pollInterval(Duration value) {
        this.pollInterval = positive("pollInterval", value);
        return this;
    }

    /** Sets how long it is remembered that an event was discarded. Defaults to 30 days. */
    @CanIgnoreReturnValue
    public OutboxRelayBuilder keepDiscarded(Duration value) {
        this.keepDiscarded = positive("keepDiscarded", value);
        return this;
    }

    /** Sets how long {@link OutboxRelay#close} waits for a batch under way. Defaults to 10 seconds. */
    @CanIgnoreReturnValue
    public OutboxRelayBuilder closeTimeout(Duration value) {
        this.closeTimeout = positive("closeTimeout", value);
        return this;
    }

    /**
     * Sets how much is sent at once. A command goes whole, whatever its size. Defaults to 500 events and 4 MiB of payloads.
     *
     * @param events at most 1,000,000; no more than the sequencer's {@code maxBatchEvents}, or each batch is cut again
     * @param bytes of payloads as they were given
     */
    @CanIgnoreReturnValue
    public OutboxRelayBuilder maxBatch(int events, long bytes) {
        if (events < 1 || events > LIMIT_OF_EVENTS || bytes < 1) {
            throw new IllegalArgumentException("maxBatch of " + events + " events and " + bytes + " bytes: 1 to "
                    + LIMIT_OF_EVENTS + " events are allowed, and at least 1 byte");
        }
        this.maxBatchEvents = events;
        this.maxBatchBytes = bytes;
        return this;
    }

    /**
     * Starts the relay.
     *
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the database cannot be reached
     * @throws com.stateset.sequencer.error.StoreFailedException if it has no {@linkplain TransactionalOutbox#createTables tables}, or
     *     those of an earlier version
     * @throws IllegalStateException if it is neither PostgreSQL nor SQLite, or a SQLite database in memory
     */
    public OutboxRelay start() {
        JdbcWork.run(database, session -> {
            session.dialect().requireClaimable(session.connection());
            return RowTable.requireColumns(session);
        });
        OutboxRelay relay = new OutboxRelay(this);
        relay.start();
        return relay;
    }

    DataSource database() {
        return database;
    }

    Sequencer sequencer() {
        return sequencer;
    }

    Duration pollInterval() {
        return pollInterval;
    }

    Duration keepDiscarded() {
        return keepDiscarded;
    }

    Duration closeTimeout() {
        return closeTimeout;
    }

    int maxBatchEvents() {
        return maxBatchEvents;
    }

    long maxBatchBytes() {
        return maxBatchBytes;
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " " + value + " is not positive");
        }
        return value;
    }
}
