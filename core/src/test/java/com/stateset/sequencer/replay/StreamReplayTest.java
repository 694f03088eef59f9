package com.stateset.sequencer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.ReplayInterruptedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.snapshot.MemorySnapshots;
import com.stateset.sequencer.spi.snapshot.Snapshot;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamReplayTest {

    private static final EntityRef ORDER = new EntityRef("order", "o-1");

    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer = Sequencer.builder().store(store).build();
    private final StreamId id = Samples.stream();
    private final EventStream stream = sequencer.stream(id);
    private final AtomicInteger applied = new AtomicInteger();
    private final Fold<Long> sum = Fold.of(() -> 0L, (total, event) -> {
        applied.incrementAndGet();
        return total + event.sequenceNumber();
    });

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void a_range_is_folded_in_order_both_ends_included() {
        append(2500);
        Fold<List<Long>> numbers = Fold.of(ArrayList::new, (seen, event) -> {
            seen.add(event.sequenceNumber());
            return seen;
        });
        for (long[] range : new long[][] {{1, 2500}, {0, 1}, {999, 1001}, {1000, 2000}, {1001, 1001}, {2400, 9999}}) {
            assertThat(sequencer.replay(id, range[0], range[1], numbers))
                    .isEqualTo(store.all(id).stream()
                            .map(SequencedEvent::sequenceNumber)
                            .filter(number -> number >= range[0] && number <= range[1])
                            .toList());
        }
        assertThat(sequencer.replay(id, 1, Long.MAX_VALUE, numbers)).hasSize(2500);
        assertThat(sequencer.replay(id, 5, 4, numbers)).isEmpty();
        assertThat(sequencer.replay(Samples.stream(), 1, 10, numbers)).isEmpty();
    }

    @Test
    void the_state_at_any_time_is_that_of_the_events_up_to_there() {
        append(1200);
        assertThat(stream.stateAt(0, sum)).isZero();
        assertThat(stream.stateAt(1, sum)).isEqualTo(1);
        assertThat(stream.stateAt(1001, sum)).isEqualTo(501_501);
        assertThat(stream.stateAt(Long.MAX_VALUE, sum)).isEqualTo(720_600);
        assertThatThrownBy(() -> stream.stateAt(-1, sum)).hasMessage("position -1 is negative");
    }

    @Test
    void an_entity_is_folded_alone() {
        for (int i = 0; i < 30; i++) {
            append(Samples.order("o-1").build(), Samples.order("o-2").build());
        }
        assertThat(stream.replay().stateOf(ORDER, sum)).isEqualTo(900);
        assertThat(stream.replay().stateOf(ORDER, 2, sum)).isEqualTo(4);
        assertThat(stream.replay().stateOf(ORDER, 0, sum)).isZero();
        assertThat(stream.replay().stateOf(new EntityRef("order", "none"), sum)).isZero();
    }

    @Test
    void a_missing_event_is_damage_and_not_left_out() {
        append(5);
        store.forge(id, 3, false, row -> row(row, row.event(), 4, row.entityVersion()));
        assertThatThrownBy(() -> stream.stateAt(5, sum))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the store is damaged: event 3 of " + id + " is missing");
    }

    @Test
    void a_missing_version_is_damage_and_not_left_out() {
        append(
                Samples.order("o-1").build(),
                Samples.order("o-1").build(),
                Samples.order("o-1").build());
        store.forge(id, 2, false, row -> row(row, row.event(), 2, 3));
        assertThatThrownBy(() -> stream.replay().stateOf(ORDER, sum))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the store is damaged: version 2 of " + ORDER + " in " + id + " is missing");
    }

    /** An erasure takes all at once: it was under way while this was read, or it is none. */
    @Test
    void what_is_partly_erased_is_read_again_and_not_folded() {
        append(Samples.order("o-1").build(), Samples.order("o-1").build());
        store.forge(id, 2, false, row -> row(row, row.event().withPayload(new Payload.Erased()), 2, 2));
        assertThatThrownBy(() -> stream.replay().stateOf(ORDER, sum))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the store is damaged: version 2 of " + ORDER + " in " + id
                        + " has no payload, although an earlier one has");
        store.forge(id, 1, false, row -> row(row, row.event().withPayload(new Payload.Erased()), 1, 1));
        assertThat(stream.replay().stateOf(ORDER, sum)).isEqualTo(3);
    }

    private static SequencedEvent row(SequencedEvent row, Event event, long number, long version) {
        return new SequencedEvent(event, number, row.sequencedAt(), version, row.leafHash(), row.sequencerKeyVersion());
    }

    @Test
    void what_the_fold_throws_comes_out() {
        append(1500);
        Fold<Long> failing = Fold.of(() -> 0L, (state, event) -> {
            throw new IllegalStateException("at " + event.sequenceNumber());
        });
        assertThatThrownBy(() -> stream.stateAt(1500, failing)).hasMessage("at 1");
    }

    @Test
    void an_interrupt_ends_a_replay_before_the_next_event() {
        append(2500);
        for (long at : new long[] {0, 1, 999, 1000, 1700}) {
            AtomicLong folded = new AtomicLong();
            Fold<Long> fold = Fold.of(() -> 0L, (last, event) -> {
                folded.set(event.sequenceNumber());
                if (event.sequenceNumber() == at) {
                    Thread.currentThread().interrupt();
                }
                return event.sequenceNumber();
            });
            if (at == 0) {
                Thread.currentThread().interrupt();
            }
            assertThatThrownBy(() -> stream.stateAt(2500, fold))
                    .isInstanceOf(ReplayInterruptedException.class)
                    .hasMessage("the thread was interrupted during a replay");
            assertThat(Thread.interrupted()).as("interrupt status").isTrue();
            assertThat(folded).hasValue(at);
        }
    }

    @Test
    void an_interrupt_ends_a_replay_whose_next_page_does_not_come() throws Exception {
        append(2500);
        Thread replaying = Thread.currentThread();
        CountDownLatch never = new CountDownLatch(1);
        store.beforeRead(() -> {
            if (Thread.currentThread() != replaying) {
                replaying.interrupt();
                awaitIgnoringInterrupts(never);
            }
        });
        Fold<Long> fold = Fold.of(() -> 0L, (count, event) -> count + 1);
        assertThatThrownBy(() -> stream.stateAt(2500, fold)).isInstanceOf(ReplayInterruptedException.class);
        assertThat(Thread.interrupted()).as("interrupt status").isTrue();
        never.countDown();
    }

    @Test
    void a_snapshot_saves_the_way_to_it() {
        append(1500);
        Snapshots<Long> snapshots = snapshots(new MemorySnapshots());
        assertThat(stream.replay().stateAt(1500, sum, snapshots)).isEqualTo(1_125_750);
        applied.set(0);
        append(10);
        assertThat(stream.replay().stateAt(1510, sum, snapshots)).isEqualTo(1_140_805);
        assertThat(applied).hasValue(10);
        assertThat(stream.replay().stateAt(1200, sum, snapshots)).isEqualTo(720_600);
        assertThat(applied).hasValue(210);
        assertThat(stream.replay().stateAt(0, sum, snapshots)).isZero();
    }

    @Test
    void a_long_entity_loads_from_its_snapshot() {
        for (int i = 0; i < 25; i++) {
            append(Samples.order("o-1").build(), Samples.order("o-2").build());
        }
        Snapshots<Long> snapshots = snapshots(new MemorySnapshots());
        assertThat(stream.replay().stateOf(ORDER, Long.MAX_VALUE, sum, snapshots))
                .isEqualTo(625);
        applied.set(0);
        append(Samples.order("o-1").build());
        assertThat(stream.replay().stateOf(ORDER, Long.MAX_VALUE, sum, snapshots))
                .isEqualTo(676);
        assertThat(applied).hasValue(1);
    }

    @Test
    void another_version_of_a_fold_finds_no_snapshots_of_this_one() {
        append(50);
        SnapshotStore kept = new MemorySnapshots();
        assertThat(stream.replay().stateAt(50, sum, snapshots(kept))).isEqualTo(1275);
        applied.set(0);
        Snapshots<Long> next = new Snapshots<>("sum", 2, SnapshotCodec.json(Long.class), kept, 10);
        assertThat(stream.replay().stateAt(50, sum, next)).isEqualTo(1275);
        assertThat(applied).hasValue(50);
        kept.discard("sum");
        assertThat(stream.replay().stateAt(50, sum, next)).isEqualTo(1275);
        assertThat(applied).hasValue(100);
    }

    @Test
    void a_snapshot_of_another_history_is_not_believed() {
        append(50);
        SnapshotStore kept = new MemorySnapshots();
        Snapshot.Key key = new Snapshot.Key("sum", 1, id, null);
        byte[] wrong = "777".getBytes(StandardCharsets.UTF_8);
        kept.put(new Snapshot(key, 40, Hash.ZERO, wrong));
        assertThat(stream.replay().stateAt(50, sum, snapshots(kept))).isEqualTo(1275);
        kept.put(new Snapshot(key, 70, Hash.ZERO, wrong));
        assertThat(stream.replay().stateAt(80, sum, snapshots(kept))).isEqualTo(1275);
    }

    @Test
    void a_snapshot_from_before_an_erasure_is_not_used() {
        append(50);
        SnapshotStore kept = new MemorySnapshots();
        assertThat(stream.replay().stateAt(50, sum, snapshots(kept))).isEqualTo(1275);
        stream.erase(new EntityRef("order", "o-7"), "dpo", "why");

        applied.set(0);
        assertThat(stream.replay().stateAt(50, sum, snapshots(kept))).isEqualTo(1275);
        assertThat(applied).hasValue(50);
        applied.set(0);
        assertThat(stream.replay().stateAt(50, sum, snapshots(kept))).isEqualTo(1275);
        assertThat(applied).hasValueLessThan(50);
    }

    @Test
    void a_snapshot_that_cannot_be_read_is_done_without() {
        append(50);
        SnapshotStore kept = new MemorySnapshots();
        Hash leaf = store.all(id).get(39).leafHash();
        kept.put(new Snapshot(new Snapshot.Key("sum", 1, id, null), 40, leaf, "{".getBytes(StandardCharsets.UTF_8)));
        assertThat(stream.replay().stateAt(50, sum, snapshots(kept))).isEqualTo(1275);
    }

    @Test
    void a_snapshot_store_that_fails_does_not_make_a_replay_fail() {
        append(50);
        SnapshotStore failing = new SnapshotStore() {
            @Override
            public Optional<Snapshot> latest(Snapshot.Key key, long position) {
                throw new IllegalStateException("a failure of the test's store");
            }

            @Override
            public void put(Snapshot snapshot) {
                throw new IllegalStateException("a failure of the test's store");
            }

            @Override
            public void discard(String fold) {}
        };
        assertThat(stream.replay().stateAt(50, sum, snapshots(failing))).isEqualTo(1275);
    }

    private static Snapshots<Long> snapshots(SnapshotStore store) {
        return Snapshots.of("sum", 1, SnapshotCodec.json(Long.class), store).every(10);
    }

    /** As a driver may that does not heed interrupts. */
    private static void awaitIgnoringInterrupts(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // Not heeded.
            }
        }
    }

    private void append(int count) {
        for (int rest = count; rest > 0; rest -= 500) {
            append(Samples.orders(Math.min(rest, 500)).toArray(NewEvent[]::new));
        }
    }

    private void append(NewEvent... events) {
        assertThat(stream.append(events).accepted()).isEqualTo(events.length);
    }
}
