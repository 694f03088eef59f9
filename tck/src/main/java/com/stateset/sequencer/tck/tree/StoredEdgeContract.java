package com.stateset.sequencer.tck.tree;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The further contract of stores that keep the trees' right edges in rows of their own, where others can alter or forget them. */
public abstract class StoredEdgeContract extends HistoryTreeContract {

    /** The height of a tree of 2,000 events. */
    private static final int EDGE = 11;

    @Test
    void a_long_stream_without_a_tree_is_filled_up() {
        StreamId stream = newStream();
        grow(stream, 20_000);
        TreeCheck tree = treeOf(stream);
        forgetTree(stream);
        tree.assertProves(openAnother().history().tiles(stream), 20_000, List.of(0L, 255L, 256L, 16_384L, 19_999L));
        TreeCheck.assertEdge(store(), stream);
        forgetTree(stream);
        AppendResult result =
                openAnother().append(List.of(batch(event(stream).candidate()))).get(0);
        assertThat(result.tree().before().head()).isEqualTo(new TreeHead(20_000, tree.root(20_000)));
        TreeCheck.assertEdge(store(), stream);
        treeOf(stream).assertProves(history().tiles(stream), 20_001, List.of(0L, 255L, 256L, 16_384L, 19_999L));
    }

    /**
     * For each event its record hash and one node above, since a tree of n entries has n - 1 nodes; and for each append what leads
     * from the right edge to the root, before and after.
     */
    @Test
    void an_append_takes_two_hashes_per_event() {
        StreamId stream = newStream();
        EventStore store = openAnother();
        store.append(List.of(batch(events(stream, 700))));
        AppendBatch many = batch(events(stream, 1000));
        assertThat(TreeHashCounter.of(() -> store.append(List.of(many))))
                .isBetween(2 * 1000L - EDGE, 2 * 1000L + 2 * EDGE);
        List<AppendBatch> single =
                events(stream, 300).stream().map(event -> batch(event)).toList();
        assertThat(TreeHashCounter.of(() -> {
                    single.forEach(batch -> store.append(List.of(batch)));
                    return null;
                }))
                .isBetween(2 * 300L - EDGE, (2 + 2 * EDGE) * 300L);
    }

    @Test
    void edge_and_checkpoint_outlive_the_store_that_wrote_them() {
        StreamId stream = newStream();
        EventStore first = openAnother();
        first.append(List.of(batch(events(stream, 300))));
        first.history().keepCheckpoints(List.of(TreeCheck.kept(stream, 300, "log")));
        CompactRange edge = first.history().rightEdge(stream);
        first.close();
        EventStore second = openAnother();
        assertThat(second.history().rightEdge(stream)).isEqualTo(edge);
        assertThat(second.history().checkpoint(stream)).contains(TreeCheck.note("log", 300));
    }

    @Test
    void a_tree_behind_its_head_is_filled_up_by_the_next_append() {
        StreamId stream = newStream();
        append(events(stream, 250));
        CompactRange older = history().rightEdge(stream);
        append(events(stream, 599));
        AdmittedEvent last = event(stream).candidate();
        append(last);
        storeEdge(stream, older, older.root());
        AppendResult replay = openAnother().append(List.of(batch(last))).get(0);
        assertThat(said(replay)).containsExactly("duplicate 850");
        assertThat(replay.tree().before().size()).isEqualTo(850);
        TreeCheck.assertEdge(store(), stream);
        append(events(stream, 3));
        TreeCheck.assertEdge(store(), stream);
        treeOf(stream).assertProves(history().tiles(stream), 853, List.of(0L, 249L, 250L, 512L, 849L, 852L));
    }

    @Test
    void a_tree_behind_its_head_is_filled_up_when_it_is_asked_for() {
        StreamId stream = newStream();
        append(events(stream, 300));
        CompactRange whole = history().rightEdge(stream);
        forgetTree(stream);
        assertThat(openAnother().history().rightEdge(stream)).isEqualTo(whole);
        assertThat(append(event(stream).candidate()).tree().before()).isEqualTo(whole);
    }

    @Test
    void an_edge_that_contradicts_itself_or_its_head_stops_the_stream() {
        StreamId stream = newStream();
        StreamId healthy = newStream();
        append(events(stream, 10));
        CompactRange edge = history().rightEdge(stream);
        CompactRange longer = edge.appendEntries(List.of(Hash.ZERO));
        byte[] altered = edge.toByteArray();
        altered[5]++;
        storeEdge(stream, edge, edge.root());
        assertStops(stream, healthy, CompactRange.of(10, altered), edge.root());
        assertStops(stream, healthy, edge, longer.root());
        assertStops(stream, healthy, edge, null);
        assertStops(stream, healthy, longer, longer.root());
        storeEdge(stream, edge, edge.root());
        assertThat(append(event(stream).candidate()).head()).isEqualTo(11);
    }

    private void assertStops(StreamId stream, StreamId healthy, CompactRange edge, @Nullable Hash root) {
        storeEdge(stream, edge, root);
        AppendBatch batch = batch(event(stream).candidate());
        long healthyHead = store().head(healthy);
        // A store that has seen the stream before may go by what it knows, which is right.
        EventStore another = openAnother();
        assertThatThrownBy(() -> another.append(List.of(batch(event(healthy).candidate()), batch)))
                .isInstanceOfSatisfying(
                        StreamStoppedException.class,
                        stopped -> assertThat(stopped.stream()).isEqualTo(stream));
        assertThatThrownBy(() -> another.append(List.of(batch))).isInstanceOf(StreamStoppedException.class);
        assertThatThrownBy(() -> history().rightEdge(stream)).isInstanceOf(StreamStoppedException.class);
        assertThat(store().head(stream)).isEqualTo(10);
        assertThat(store().head(healthy)).isEqualTo(healthyHead);
        assertThat(readAll(stream)).hasSize(10);
    }

    private void storeEdge(StreamId stream, CompactRange edge, @Nullable Hash root) {
        assertThat(fixture().storeEdge(place(), stream, edge, root))
                .as("the store keeps edges apart from its events")
                .isTrue();
    }

    private void forgetTree(StreamId stream) {
        storeEdge(stream, CompactRange.EMPTY, null);
    }
}
