package com.stateset.sequencer.tck.anchor;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.anchor.AnchorHost;
import com.stateset.sequencer.anchor.AnchorStore;
import com.stateset.sequencer.anchor.ChainAnchor;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tck.StoreContract;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a store that keeps anchors promises. Not part of the contract of every store: the tests of one that is an {@link AnchorHost}
 * extend this beside that.
 */
public abstract class AnchorContract extends StoreContract {

    private static final int CONTENDERS = 6;

    private static AnchorStore anchors(EventStore store) {
        return store.as(AnchorHost.class).orElseThrow().anchors();
    }

    /** Publishes commitments to ranges of two events, one after the other. */
    private static List<Commitment> commitments(EventStore store, StreamId stream, int count) {
        store.append(List.of(batch(IntStream.range(0, 2 * count)
                .mapToObj(i -> event(stream).candidate())
                .toList())));
        List<Commitment> published = new ArrayList<>();
        Commitment before = null;
        for (int i = 0; i < count; i++) {
            before = Chain.next(stream, before, 2);
            assertThat(store.commitments().publish(before)).isTrue();
            published.add(before);
        }
        return published;
    }

    private static Hash hash(int number) {
        return Hash.of(ByteBuffer.allocate(Hash.LENGTH).putInt(number).array());
    }

    private static ChainAnchor anchor(int transaction, @Nullable Long block, @Nullable Long gas) {
        return new ChainAnchor(84_532_001, hash(transaction), block, gas);
    }

    @Test
    void what_is_published_is_pending_until_it_is_anchored() {
        atNewPlace((one, other) -> {
            List<Commitment> published = commitments(one, newStream(), 3);
            published = new ArrayList<>(published);
            published.addAll(commitments(other, newStream(), 1));
            List<StoredCommitment> all =
                    published.stream().map(StoredCommitment::of).toList();
            assertThat(anchors(one).pending(10)).isEqualTo(all);
            assertThat(anchors(other).pending(2)).isEqualTo(all.subList(0, 2));
            assertThat(anchors(one).anchor(published.get(1).batchId(), anchor(1, 17L, 21_000L)))
                    .isTrue();
            assertThat(anchors(other).pending(10)).containsExactly(all.get(0), all.get(2), all.get(3));
        });
    }

    @Test
    void an_anchor_is_kept_as_it_was_told() {
        List<Commitment> published = commitments(store(), newStream(), 3);
        ChainAnchor full = anchor(1, Long.MAX_VALUE, 0L);
        ChainAnchor bare = new ChainAnchor(1, hash(2), null, null);
        assertThat(anchors(store()).anchor(published.get(0).batchId(), full)).isTrue();
        assertThat(anchors(store()).anchor(published.get(1).batchId(), bare)).isTrue();
        for (EventStore each : List.of(store(), openAnother())) {
            assertThat(anchors(each)
                            .find(published.stream().map(Commitment::batchId).toList()))
                    .isEqualTo(Map.of(
                            published.get(0).batchId(), full,
                            published.get(1).batchId(), bare));
        }
    }

    @Test
    void an_anchor_is_never_replaced() {
        UUID batchId = commitments(store(), newStream(), 1).get(0).batchId();
        ChainAnchor first = anchor(1, 5L, null);
        assertThat(anchors(store()).anchor(batchId, first)).isTrue();
        assertThat(anchors(store()).anchor(batchId, anchor(2, 6L, 7L))).isFalse();
        assertThat(anchors(store()).anchor(batchId, first)).isFalse();
        assertThat(anchors(store()).find(List.of(batchId))).isEqualTo(Map.of(batchId, first));
    }

    @Test
    void a_commitment_that_is_not_there_is_not_anchored() {
        UUID nowhere = UUID.randomUUID();
        assertThat(anchors(store()).anchor(nowhere, anchor(1, null, null))).isFalse();
        assertThat(anchors(store()).find(List.of(nowhere))).isEmpty();
        assertThat(anchors(store()).find(List.of())).isEmpty();
    }

    @Test
    void an_anchor_changes_nothing_else_of_its_commitment() {
        StreamId stream = newStream();
        Commitment commitment = commitments(store(), stream, 1).get(0);
        assertThat(anchors(store()).anchor(commitment.batchId(), anchor(1, 5L, 6L)))
                .isTrue();
        assertThat(store().commitments().find(commitment.batchId())).contains(StoredCommitment.of(commitment));
        assertThat(store().commitments().publish(Chain.next(stream, commitment, 2)))
                .isTrue();
    }

    @Test
    void of_several_anchors_at_once_one_is_kept() {
        UUID batchId = commitments(store(), newStream(), 1).get(0).batchId();
        List<EventStore> stores = List.of(store(), openAnother());
        List<ChainAnchor> told = IntStream.range(0, CONTENDERS)
                .mapToObj(i -> anchor(i + 1, (long) i, null))
                .toList();
        List<Callable<Boolean>> contenders = new ArrayList<>();
        for (int i = 0; i < CONTENDERS; i++) {
            ChainAnchor mine = told.get(i);
            EventStore at = stores.get(i % stores.size());
            contenders.add(() -> anchors(at).anchor(batchId, mine));
        }
        List<Boolean> won = Race.run(contenders);
        assertThat(Collections.frequency(won, true)).isEqualTo(1);
        assertThat(anchors(store()).find(List.of(batchId))).containsEntry(batchId, told.get(won.indexOf(true)));
    }
}
