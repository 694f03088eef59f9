package com.stateset.sequencer.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.snapshot.Snapshot;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots come back as they were left, from every handle on the store, until they are discarded. */
public abstract class SnapshotContract extends StoreContract {

    private StreamId stream;
    private String fold;
    private Snapshot.Key key;

    @BeforeEach
    void takeANewKey() {
        stream = newStream();
        fold = "fold-" + UUID.randomUUID();
        key = new Snapshot.Key(fold, 1, stream, null);
    }

    @Test
    void the_latest_one_up_to_a_position_is_found() {
        Snapshot early = snapshot(key, 10, "early");
        Snapshot late = snapshot(key, 20, "late");
        snapshots().put(late);
        snapshots().put(early);
        SnapshotStore another = openAnother().snapshots();
        assertThat(another.latest(key, 9)).isEmpty();
        assertThat(another.latest(key, 10)).contains(early);
        assertThat(another.latest(key, 19)).contains(early);
        assertThat(another.latest(key, Long.MAX_VALUE)).contains(late);
    }

    @Test
    void a_newer_one_of_the_same_place_takes_its_place() {
        snapshots().put(snapshot(key, 10, "a history that is gone"));
        Snapshot newer = new Snapshot(key, 10, Hash.ZERO, new byte[0]);
        snapshots().put(newer);
        assertThat(snapshots().latest(key, 10)).contains(newer);
    }

    @Test
    void each_fold_version_stream_and_entity_has_its_own() {
        List<Snapshot.Key> keys = List.of(
                key,
                new Snapshot.Key(fold + "'", 1, stream, null),
                new Snapshot.Key(fold, 2, stream, null),
                new Snapshot.Key(fold, 1, newStream(), null),
                new Snapshot.Key(fold, 1, stream, new EntityRef("a", "bc")),
                new Snapshot.Key(fold, 1, stream, new EntityRef("ab", "c")));
        keys.forEach(each -> snapshots().put(snapshot(each, 5, each.toString())));
        keys.forEach(each -> assertThat(snapshots().latest(each, 5)).contains(snapshot(each, 5, each.toString())));
    }

    @Test
    void the_latest_few_are_kept_and_large_ones_too() {
        byte[] large = new byte[1 << 20];
        Arrays.fill(large, (byte) 7);
        for (int i = 1; i <= 50; i++) {
            snapshots().put(new Snapshot(key, i, leaf("leaf " + i), i == 50 ? large : new byte[] {(byte) i}));
        }
        assertThat(snapshots().latest(key, 50).orElseThrow().state()).isEqualTo(large);
        assertThat(snapshots().latest(key, 49)).isPresent();
        assertThat(snapshots().latest(key, 20)).isEmpty();
    }

    @Test
    void those_of_a_fold_are_discarded_at_once() {
        Snapshot.Key entity = new Snapshot.Key(fold, 3, stream, new EntityRef("order", "o-1"));
        Snapshot.Key other = new Snapshot.Key(fold + "-other", 1, stream, null);
        List.of(key, entity, other).forEach(each -> snapshots().put(snapshot(each, 1, "state")));
        openAnother().snapshots().discard(fold);
        assertThat(snapshots().latest(key, 1)).isEmpty();
        assertThat(snapshots().latest(entity, 1)).isEmpty();
        assertThat(snapshots().latest(other, 1)).isPresent();
    }

    private SnapshotStore snapshots() {
        return store().snapshots();
    }

    private static Snapshot snapshot(Snapshot.Key key, long position, String state) {
        return new Snapshot(key, position, leaf(state), state.getBytes(StandardCharsets.UTF_8));
    }

    private static Hash leaf(String text) {
        return new Snapshot.Key(text, 1, new StreamId(new UUID(0, 0), new UUID(0, 0)), null).digest();
    }
}
