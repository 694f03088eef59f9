package com.stateset.sequencer.test;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerBuilder;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * A sequencer on an empty store in memory, whose id, stream, event ids and times are the same in every run. Thread-safe.
 *
 * <pre>{@code
 * try (TestSequencer test = TestSequencer.start()) {
 *     test.stream().append(test.event(book, TYPES, new Sold(2)));
 * }
 * }</pre>
 *
 * <p>The store and {@link #event} go by {@link #clock}. Events that the code under test makes have random ids, and the time of day, as they
 * have in production; {@link #fixed} gives them others.
 */
public final class TestSequencer implements AutoCloseable {

    /** The stream of {@link #stream}. */
    public static final StreamId STREAM = new StreamId(new UUID(0, 1), new UUID(0, 2));

    private static final UUID SEQUENCER_ID = new UUID(0, 3);

    private final TestClock clock = new TestClock();
    private final AtomicLong lastId = new AtomicLong();
    private final EventStore store = SqliteEventStore.inMemory(clock);
    private final Sequencer sequencer;

    private TestSequencer(UnaryOperator<SequencerBuilder> settings) {
        this.sequencer = settings.apply(Sequencer.builder().sequencerId(SEQUENCER_ID))
                .store(store)
                .build();
    }

    /** Starts a sequencer with the settings of {@link Sequencer#builder}: no key, so that receipts are not signed. */
    public static TestSequencer start() {
        return start(builder -> builder);
    }

    /**
     * Starts a sequencer with settings of its own, such as a key or projections.
     *
     * @param settings changes the builder, which has an id; the store is set afterwards
     */
    public static TestSequencer start(UnaryOperator<SequencerBuilder> settings) {
        return new TestSequencer(settings);
    }

    /** The sequencer. */
    public Sequencer sequencer() {
        return sequencer;
    }

    /** A stream to test on, {@link #STREAM}; {@link #sequencer} has others. */
    public EventStream stream() {
        return sequencer.stream(STREAM);
    }

    /** What events are kept in, for code that takes the store itself. It is closed with this. */
    public EventStore store() {
        return store;
    }

    /** The clock of the store and of {@link #event}. */
    public TestClock clock() {
        return clock;
    }

    /** Returns the next id: {@code 00000000-0000-0000-0000-000000000001}, then the one that ends in 2, and so on. */
    public UUID nextId() {
        return new UUID(0, lastId.incrementAndGet());
    }

    /** Makes an event of a value, with the next id and the clock's time. */
    public <T> NewEvent event(EntityRef entity, EventTypes<T> types, T value) {
        return fixed(types.toEvent(entity, value));
    }

    /** Returns the same event with the next id and the clock's time. */
    public NewEvent fixed(NewEvent event) {
        return event.toBuilder().eventId(nextId()).createdAt(now()).build();
    }

    String now() {
        return CreatedAt.of(clock.instant()).text();
    }

    /** Closes sequencer and store; what was stored is gone. */
    @Override
    public void close() {
        sequencer.close();
    }
}
