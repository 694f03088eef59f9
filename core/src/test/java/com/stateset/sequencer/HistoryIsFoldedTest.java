package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.replay.SnapshotCodec;
import com.stateset.sequencer.replay.Snapshots;
import com.stateset.sequencer.spi.Snapshot;
import com.stateset.sequencer.spi.SnapshotStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryIsFoldedTest {

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
    void aRangeIsFoldedInOrderBothEndsIncluded() {
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
    void theStateAtAnyTimeIsThatOfTheEventsUpToThere() {
        append(1200);
        assertThat(stream.stateAt(0, sum)).isZero();
        assertThat(stream.stateAt(1, sum)).isEqualTo(1);
        assertThat(stream.stateAt(1001, sum)).isEqualTo(501_501);
        assertThat(stream.stateAt(Long.MAX_VALUE, sum)).isEqualTo(720_600);
        assertThatThrownBy(() -> stream.stateAt(-1, sum)).hasMessage("position -1 is negative");
    }

    @Test
    void anEntityIsFoldedAlone() {
        for (int i = 0; i < 30; i++) {
            append(Samples.order("o-1").build(), Samples.order("o-2").build());
        }
        assertThat(stream.replay().stateOf(ORDER, sum)).isEqualTo(900);
        assertThat(stream.replay().stateOf(ORDER, 2, sum)).isEqualTo(4);
        assertThat(stream.replay().stateOf(ORDER, 0, sum)).isZero();
        assertThat(stream.replay().stateOf(new EntityRef("order", "none"), sum)).isZero();
    }

    @Test
    void whatTheFoldThrowsComesOut() {
        append(1500);
        Fold<Long> failing = Fold.of(() -> 0L, (state, event) -> {
            throw new IllegalStateException("at " + event.sequenceNumber());
        });
        assertThatThrownBy(() -> stream.stateAt(1500, failing)).hasMessage("at 1");
    }

    @Test
    void aSnapshotSavesTheWayToIt() {
        append(1500);
        Snapshots<Long> snapshots = snapshots(SnapshotStore.inMemory());
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
    void aLongEntityLoadsFromItsSnapshot() {
        for (int i = 0; i < 25; i++) {
            append(Samples.order("o-1").build(), Samples.order("o-2").build());
        }
        Snapshots<Long> snapshots = snapshots(SnapshotStore.inMemory());
        assertThat(stream.replay().stateOf(ORDER, Long.MAX_VALUE, sum, snapshots))
                .isEqualTo(625);
        applied.set(0);
        append(Samples.order("o-1").build());
        assertThat(stream.replay().stateOf(ORDER, Long.MAX_VALUE, sum, snapshots))
                .isEqualTo(676);
        assertThat(applied).hasValue(1);
    }

    @Test
    void anotherVersionOfAFoldFindsNoSnapshotsOfThisOne() {
        append(50);
        SnapshotStore kept = SnapshotStore.inMemory();
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
    void aSnapshotOfAnotherHistoryIsNotBelieved() {
        append(50);
        SnapshotStore kept = SnapshotStore.inMemory();
        Snapshot.Key key = new Snapshot.Key("sum", 1, id, null);
        byte[] wrong = "777".getBytes(StandardCharsets.UTF_8);
        kept.put(new Snapshot(key, 40, Hash.ZERO, wrong));
        assertThat(stream.replay().stateAt(50, sum, snapshots(kept))).isEqualTo(1275);
        kept.put(new Snapshot(key, 70, Hash.ZERO, wrong));
        assertThat(stream.replay().stateAt(80, sum, snapshots(kept))).isEqualTo(1275);
    }

    @Test
    void aSnapshotThatCannotBeReadIsDoneWithout() {
        append(50);
        SnapshotStore kept = SnapshotStore.inMemory();
        Hash leaf = store.all(id).get(39).leafHash();
        kept.put(new Snapshot(new Snapshot.Key("sum", 1, id, null), 40, leaf, "{".getBytes(StandardCharsets.UTF_8)));
        assertThat(stream.replay().stateAt(50, sum, snapshots(kept))).isEqualTo(1275);
    }

    @Test
    void aSnapshotStoreThatFailsDoesNotMakeAReplayFail() {
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

    private void append(int count) {
        for (int rest = count; rest > 0; rest -= 500) {
            append(Samples.orders(Math.min(rest, 500)).toArray(NewEvent[]::new));
        }
    }

    private void append(NewEvent... events) {
        assertThat(stream.append(events).accepted()).isEqualTo(events.length);
    }
}
