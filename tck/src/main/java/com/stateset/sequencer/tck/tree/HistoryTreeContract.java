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
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tck.StoreContract;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A head is never without its root, the root is that of the leaves, and its tiles prove it; what was signed is kept. */
public abstract class HistoryTreeContract extends StoreContract {

    private static final int GROUP = 1000;

    private final long seed = Long.getLong("sequencer.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void a_stream_without_events_has_the_tree_of_no_entries() {
        StreamId stream = newStream();
        assertThat(history().rightEdge(stream)).isEqualTo(CompactRange.EMPTY);
        assertThat(history().checkpoint(stream)).isEmpty();
    }

    @Test
    void the_tree_moves_with_the_head() {
        List<StreamId> streams =
                Stream.generate(StoreContract::newStream).limit(3).toList();
        Map<StreamId, CompactRange> edges = new HashMap<>();
        List<AdmittedEvent> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            List<AppendBatch> group = IntStream.rangeClosed(0, random.nextInt(4))
                    .mapToObj(n -> randomBatch(streams.get(random.nextInt(streams.size())), sent))
                    .toList();
            List<AppendResult> results = store().append(group);
            for (int n = 0; n < group.size(); n++) {
                CompactRange before = edges.getOrDefault(group.get(n).stream(), CompactRange.EMPTY);
                assertThat(results.get(n).tree().before()).as("seed %d", seed).isEqualTo(before);
            }
            streams.forEach(stream -> {
                TreeCheck.assertEdge(store(), stream);
                edges.put(stream, history().rightEdge(stream));
            });
            for (int n = 0; n < group.size(); n++) {
                assertThat(results.get(n).tree().after())
                        .as("seed %d", seed)
                        .isEqualTo(edges.get(group.get(n).stream()));
            }
        }
    }

    /** New events, replays of earlier ones, and events that are rejected. */
    AppendBatch randomBatch(StreamId stream, List<AdmittedEvent> sent) {
        List<AdmittedEvent> events = new ArrayList<>();
        int size = 1 + random.nextInt(random.nextInt(8) == 0 ? 300 : 20);
        for (int i = 0; i < size; i++) {
            List<AdmittedEvent> ofStream = random.nextInt(4) > 0
                    ? List.of()
                    : sent.stream()
                            .filter(event -> event.event().stream().equals(stream))
                            .toList();
            if (!ofStream.isEmpty()) {
                events.add(ofStream.get(random.nextInt(ofStream.size())));
            } else {
                events.add(event(stream)
                        .entity("order", "o-" + random.nextInt(50))
                        .baseVersion(random.nextInt(5) == 0 ? Long.valueOf(random.nextInt(3)) : null)
                        .candidate());
            }
        }
        sent.addAll(events);
        return batch(events);
    }

    @Test
    void stores_that_append_at_once_grow_one_tree() {
        StreamId stream = newStream();
        StreamId other = newStream();
        EventStore another = openAnother();
        List<Callable<List<TreeHead>>> writers = Stream.of(store(), another, store(), another)
                .<Callable<List<TreeHead>>>map(store -> () -> {
                    List<TreeHead> heads = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        List<AppendBatch> group = List.of(
                                batch(events(stream, 1 + i % 7)),
                                batch(event(other).candidate()));
                        heads.add(retrying(store, group).tree().head());
                    }
                    return heads;
                })
                .toList();
        List<TreeHead> heads = Race.run(writers).stream().flatMap(List::stream).toList();
        TreeCheck.assertEdge(store(), stream);
        TreeCheck.assertEdge(another, other);
        List<Hash> leaves = TreeCheck.leaves(store(), stream);
        assertThat(heads)
                .allSatisfy(head -> assertThat(CompactRange.EMPTY
                                .appendEntries(leaves.subList(0, (int) head.size()))
                                .head())
                        .isEqualTo(head));
    }

    @Test
    void stores_that_append_in_turns_grow_one_tree() {
        StreamId stream = newStream();
        EventStore another = openAnother();
        for (int i = 0; i < 30; i++) {
            EventStore store = i % 2 == 0 ? store() : another;
            TreeHead before = store.history().rightEdge(stream).head();
            AppendResult result =
                    store.append(List.of(knowing(before, events(stream, 40)))).get(0);
            assertThat(result.tree().before().head()).isEqualTo(before);
        }
        TreeCheck.assertEdge(store(), stream);
    }

    @Test
    void proofs_of_every_small_size_come_from_the_tiles() {
        StreamId stream = newStream();
        append(events(stream, 40));
        TreeCheck tree = treeOf(stream);
        for (long size = 1; size <= 40; size++) {
            tree.assertProves(
                    history().tiles(stream),
                    size,
                    IntStream.range(0, 40).asLongStream().boxed().toList());
        }
    }

    @Test
    void proofs_around_the_edges_of_tiles_come_from_the_tiles() {
        StreamId stream = newStream();
        grow(stream, 65_400);
        for (int size : List.of(65, 71, 1, 255, 2, 300)) {
            append(events(stream, size));
        }
        TreeCheck tree = treeOf(stream);
        List<Long> places = List.of(
                0L, 1L, 254L, 255L, 256L, 257L, 511L, 512L, 513L, 30_000L, 65_279L, 65_280L, 65_535L, 65_536L, 65_537L,
                65_791L, 65_792L, 66_000L);
        for (long size : List.of(255L, 256L, 257L, 512L, 600L, 65_535L, 65_536L, 65_537L, 65_792L, 65_793L, 66_094L)) {
            tree.assertProves(history().tiles(stream), size, places);
        }
        TreeCheck.assertEdge(store(), stream);
    }

    /** As if all of it had been written before there were trees. */
    @Test
    void a_tile_beyond_the_head_is_too_short() {
        StreamId stream = newStream();
        append(events(stream, 10));
        assertThatThrownBy(() -> treeOf(stream).assertProves(history().tiles(stream), 11, List.of(0L)))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_history_shorter_than_the_one_known_is_refused() {
        StreamId stream = newStream();
        append(events(stream, 5));
        TreeHead known = new TreeHead(6, Hash.ZERO);
        assertRefused(stream, knowing(known, events(stream, 2)), "its head is 5, but it has been at 6 before");
    }

    @Test
    void a_history_of_another_root_than_the_one_known_is_refused() {
        StreamId stream = newStream();
        append(events(stream, 5));
        TreeHead known = new TreeHead(5, Hash.ZERO);
        assertRefused(
                stream,
                knowing(known, events(stream, 2)),
                "the root of its 5 events is " + treeOf(stream).root(5).toHex() + ", but it was " + Hash.ZERO.toHex()
                        + " before");
    }

    /** It looks as if another process had appended. */
    @Test
    void a_longer_history_that_is_another_is_refused() {
        StreamId stream = newStream();
        append(events(stream, 5));
        TreeHead known = new TreeHead(3, Hash.ZERO);
        assertRefused(
                stream,
                knowing(known, events(stream, 2)),
                "its tree of 5 events does not extend the one of 3 that was there before: ");
    }

    @Test
    void a_history_that_is_much_longer_is_measured_too() {
        StreamId stream = newStream();
        append(events(stream, 300));
        TreeHead known = history().rightEdge(stream).head();
        EventStore another = openAnother();
        for (int i = 0; i < 3; i++) {
            another.append(List.of(batch(events(stream, 300))));
        }
        assertThatThrownBy(() -> store().append(List.of(knowing(new TreeHead(300, Hash.ZERO), events(stream, 1)))))
                .isInstanceOf(StreamStoppedException.class);
        AppendResult result =
                store().append(List.of(knowing(known, events(stream, 1)))).get(0);
        assertThat(result.tree().before().size()).isEqualTo(1200);
        TreeCheck.assertEdge(store(), stream);
    }

    /** The group as a whole is refused, and what is right of it is taken when it comes alone. */
    void assertRefused(StreamId stream, AppendBatch refused, String difference) {
        StreamId healthy = newStream();
        AppendBatch fine = batch(event(healthy).candidate());
        for (EventStore store : List.of(store(), openAnother())) {
            assertThatThrownBy(() -> store.append(List.of(fine, refused)))
                    .isInstanceOfSatisfying(StreamStoppedException.class, stopped -> {
                        assertThat(stopped.stream()).isEqualTo(stream);
                        assertThat(stopped.difference()).startsWith(difference);
                    });
        }
        assertThat(store().head(stream)).isEqualTo(5);
        assertThat(store().head(healthy)).isZero();
        assertThat(said(store().append(List.of(fine)).get(0))).containsExactly("accepted 1");
        assertThat(said(append(event(stream).candidate()))).containsExactly("accepted 6");
        TreeCheck.assertEdge(store(), stream);
    }

    @Test
    void a_history_that_extends_the_one_known_is_taken() {
        StreamId stream = newStream();
        append(events(stream, 5));
        TreeHead now = history().rightEdge(stream).head();
        TreeHead earlier = new TreeHead(3, treeOf(stream).root(3));
        for (TreeHead known : List.of(TreeHead.EMPTY, earlier, now)) {
            store().append(List.of(knowing(known, events(stream, 1))));
        }
        assertThat(store().head(stream)).isEqualTo(8);
    }

    @Test
    void a_kept_checkpoint_never_gives_way_to_one_of_a_smaller_size() {
        StreamId stream = newStream();
        append(event(stream).candidate());
        for (long size : List.of(5L, 9L, 7L)) {
            history().keepCheckpoints(List.of(TreeCheck.kept(stream, size, "log")));
        }
        HistoryStore another = openAnother().history();
        assertThat(another.checkpoint(stream)).contains(TreeCheck.note("log", 9));
        another.keepCheckpoints(List.of(TreeCheck.kept(stream, 9, "same-size")));
        assertThat(history().checkpoint(stream)).contains(TreeCheck.note("same-size", 9));
        another.replaceCheckpoint(TreeCheck.kept(stream, 4, "accepted"));
        assertThat(history().checkpoint(stream)).contains(TreeCheck.note("accepted", 4));
        history().keepCheckpoints(List.of(TreeCheck.kept(stream, 3, "log")));
        assertThat(history().checkpoint(stream)).contains(TreeCheck.note("accepted", 4));
        assertThat(history().checkpoint(newStream())).isEmpty();
    }

    @Test
    void of_checkpoints_kept_together_each_goes_by_its_own_size() {
        List<StreamId> streams =
                IntStream.range(0, 600).mapToObj(i -> newStream()).toList();
        StreamId further = streams.get(7);
        history().keepCheckpoints(List.of(TreeCheck.kept(further, 9, "further")));
        history()
                .keepCheckpoints(streams.stream()
                        .map(stream -> TreeCheck.kept(stream, 8, "log"))
                        .toList());
        for (StreamId stream : streams) {
            assertThat(history().checkpoint(stream))
                    .contains(stream.equals(further) ? TreeCheck.note("further", 9) : TreeCheck.note("log", 8));
        }
        history().keepCheckpoints(List.of());
    }

    @Test
    void a_checkpoint_may_be_kept_before_the_first_event() {
        StreamId stream = newStream();
        history().keepCheckpoints(List.of(TreeCheck.kept(stream, 2, "log")));
        assertThat(history().checkpoint(stream)).contains(TreeCheck.note("log", 2));
        assertThat(history().rightEdge(stream)).isEqualTo(CompactRange.EMPTY);
        assertThat(append(event(stream).candidate()).head()).isEqualTo(1);
    }

    @Test
    void tree_and_checkpoint_outlive_the_store() {
        atNewPlace((one, other) -> {
            StreamId stream = newStream();
            one.append(List.of(batch(events(stream, 700))));
            one.history().keepCheckpoints(List.of(TreeCheck.kept(stream, 700, "log")));
            assertThat(other.history().rightEdge(stream))
                    .isEqualTo(one.history().rightEdge(stream));
            assertThat(other.history().checkpoint(stream)).contains(TreeCheck.note("log", 700));
        });
    }

    HistoryStore history() {
        return store().history();
    }

    TreeCheck treeOf(StreamId stream) {
        return new TreeCheck(TreeCheck.leaves(store(), stream).stream()
                .map(LogHashes::record)
                .toList());
    }

    void grow(StreamId stream, int events) {
        for (int left = events; left > 0; left -= GROUP) {
            append(events(stream, Math.min(GROUP, left)));
        }
    }

    private static AppendBatch knowing(TreeHead known, List<AdmittedEvent> events) {
        return new AppendBatch(events.get(0).event().stream(), events, 0).known(known);
    }

    static List<AdmittedEvent> events(StreamId stream, int count) {
        return Stream.generate(() -> event(stream).candidate()).limit(count).toList();
    }
}
