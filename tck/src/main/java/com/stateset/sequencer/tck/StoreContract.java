package com.stateset.sequencer.tck;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * What all contract classes share: one place per class, with one store open; tests keep out of each other's way by streams
 * of their own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StoreContract {

    private final List<EventStore> opened = new ArrayList<>();
    private StoreFixture fixture;
    private String place;
    private EventStore store;

    /** The fixture of the store under test; asked once per class. */
    protected abstract StoreFixture fixture();

    @BeforeAll
    void makePlace() {
        fixture = fixture();
        place = fixture.create();
        store = fixture.open(place);
    }

    @AfterEach
    void closeWhatTheTestOpened() {
        opened.forEach(EventStore::close);
        opened.clear();
    }

    @AfterAll
    void deletePlace() {
        store.close();
        fixture.delete(place);
    }

    /** The store that the class's tests share. */
    protected EventStore store() {
        return store;
    }

    /** The name of the place that the class's tests share. */
    protected String place() {
        return place;
    }

    /** Opens another store at the same place, until the end of the test; returns the same one if that cannot be. */
    protected EventStore openAnother() {
        if (!fixture.outlivesItsStores()) {
            return store;
        }
        EventStore another = fixture.open(place);
        opened.add(another);
        return another;
    }

    /** Runs something with two stores, twice the same if that cannot be, at a place of its own. */
    protected void atNewPlace(BiConsumer<EventStore, EventStore> test) {
        String newPlace = fixture.create();
        try (EventStore one = fixture.open(newPlace)) {
            if (fixture.outlivesItsStores()) {
                try (EventStore other = fixture.open(newPlace)) {
                    test.accept(one, other);
                }
            } else {
                test.accept(one, one);
            }
        } finally {
            fixture.delete(newPlace);
        }
    }

    public static StreamId newStream() {
        return new StreamId(UUID.randomUUID(), UUID.randomUUID());
    }

    public static AppendBatch batch(AdmittedEvent... candidates) {
        return batch(List.of(candidates));
    }

    public static AppendBatch batch(List<AdmittedEvent> candidates) {
        return new AppendBatch(candidates.get(0).event().stream(), candidates, 0);
    }

    protected AppendResult append(AdmittedEvent... candidates) {
        return append(List.of(candidates));
    }

    protected AppendResult append(List<AdmittedEvent> candidates) {
        return store.append(List.of(batch(candidates))).get(0);
    }

    /** Registers a key of an agent in a stream's tenant, valid until it is revoked. */
    @CanIgnoreReturnValue
    protected AgentKey registerKey(StreamId stream, UUID agent, long keyId) {
        return store.agentKeys().register(new AgentKey(stream.tenantId(), agent, keyId, publicKey(keyId)));
    }

    /** A public key that differs from others by its number. */
    public static Ed25519PublicKey publicKey(long number) {
        byte[] bytes = new byte[Ed25519PublicKey.LENGTH];
        ByteBuffer.wrap(bytes).putLong(Ed25519PublicKey.LENGTH - Long.BYTES, number);
        return Ed25519PublicKey.of(bytes);
    }

    /** A store may say that a stream is held by others; it must then have stored nothing, so trying again is right. */
    public static AppendResult retrying(EventStore store, List<AppendBatch> group) {
        for (int attempt = 0; attempt < 10; attempt++) {
            try {
                return store.append(group).get(0);
            } catch (StreamBusyException e) {
                // Again.
            }
        }
        return store.append(group).get(0);
    }

    /** What was answered, in words: {@code accepted 7}, {@code duplicate 7}, {@code rejected duplicate_event_id}. */
    protected static List<String> said(AppendResult appended) {
        return appended.outcomes().stream().map(StoreContract::said).toList();
    }

    private static String said(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            return "accepted " + accepted.sequenceNumber();
        }
        if (outcome instanceof Outcome.Duplicate duplicate) {
            return "duplicate " + duplicate.sequenceNumber();
        }
        return "rejected " + ((Outcome.Rejected) outcome).rejection().reason();
    }

    protected List<SequencedEvent> readAll(StreamId stream) {
        return readAll(store, stream, ReadOptions.forwardsFrom(1).limit(ReadOptions.MAX_LIMIT));
    }

    /** Reads page after page until the store says that there are no more. */
    public static List<SequencedEvent> readAll(EventStore store, StreamId stream, ReadOptions options) {
        List<SequencedEvent> events = new ArrayList<>();
        Optional<ReadOptions> next = Optional.of(options);
        while (next.isPresent()) {
            EventPage page = store.read(stream, next.get());
            events.addAll(page.events());
            next = page.next();
        }
        return events;
    }

    static List<Long> numbers(List<SequencedEvent> events) {
        return events.stream().map(SequencedEvent::sequenceNumber).toList();
    }

    /** Commitments that form a chain, over trees that were never built. */
    public static final class Chain {

        private Chain() {}

        /** A commitment to the next {@code count} events. */
        public static Commitment next(StreamId stream, @Nullable Commitment before, int count) {
            return before == null
                    ? of(stream, 1, count, Hash.ZERO)
                    : of(stream, before.sequenceEnd() + 1, before.sequenceEnd() + count, before.newStateRoot());
        }

        static Commitment of(StreamId stream, long start, long end, Hash prevStateRoot) {
            UUID batchId = UUID.randomUUID();
            Hash merkleRoot = hash(batchId.hashCode());
            byte[] signature = new byte[Ed25519Signature.LENGTH];
            Arrays.fill(signature, (byte) batchId.hashCode());
            Hash streamId = VesHashes.stream(stream);
            return new Commitment(
                    batchId,
                    stream,
                    1,
                    start,
                    end,
                    merkleRoot,
                    prevStateRoot,
                    StateRoot.of(streamId, prevStateRoot, merkleRoot, start, end),
                    Instant.now().truncatedTo(ChronoUnit.MICROS),
                    7,
                    Ed25519Signature.of(signature));
        }

        /** A hash of nothing, told from others by its number. */
        static Hash hash(int number) {
            return Hash.of(ByteBuffer.allocate(Hash.LENGTH).putInt(number).array());
        }
    }
}
