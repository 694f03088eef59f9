package com.stateset.sequencer.tck.tree;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.EnteredBreak;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.HistoryStore.KeptHistory;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tck.StoreContract;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The one log of all streams' heads: it grows at its end only, whoever writes, and says which streams have moved on. */
public abstract class HeadsLogContract extends StoreContract {

    @Test
    void an_empty_log_has_nothing() {
        atNewPlace((one, other) -> {
            HeadsLogStore log = log(one);
            assertThat(log.rightEdge()).isEqualTo(CompactRange.EMPTY);
            assertThat(log.moved(10)).isEmpty();
            assertThat(log.last(newStream())).isEmpty();
            assertThat(log.lastBreak()).isEmpty();
            assertThat(log.entries(0, 10)).isEmpty();
            assertThat(log.checkpoint()).isEmpty();
            assertThat(log.witnessed()).isEmpty();
        });
    }

    @Test
    void entries_come_back_in_their_order_and_kind() {
        atNewPlace((one, other) -> {
            List<StreamId> streams = streams(3);
            HeadsLogEntry broken =
                    new HeadsLogEntry(HeadsLogEntry.Kind.BREAK, VesHashes.stream(streams.get(1)), treeHead(4));
            Map<StreamId, HeadsLogEntry> first = new LinkedHashMap<>();
            first.put(streams.get(2), entry(streams.get(2), 7));
            first.put(streams.get(0), entry(streams.get(0), 5));
            first.put(streams.get(1), entry(streams.get(1), 9));
            assertThat(append(log(one), first)).isTrue();
            assertThat(append(log(other), Map.of(streams.get(1), broken))).isTrue();
            List<HeadsLogEntry> all = new ArrayList<>(first.values());
            all.add(broken);
            assertThat(log(other).entries(0, 10)).isEqualTo(all);
            assertThat(log(one).entries(1, 2)).isEqualTo(all.subList(1, 3));
            assertThat(log(one).entries(4, 2)).isEmpty();
            assertThat(log(one).last(streams.get(1))).contains(broken);
            assertThat(log(one).last(streams.get(2))).contains(entry(streams.get(2), 7));
            assertThat(log(one).last(streams.get(1), 4)).contains(broken);
            assertThat(log(one).last(streams.get(1), 3)).contains(first.get(streams.get(1)));
            assertThat(log(one).last(streams.get(1), 2)).isEmpty();
            assertThat(log(one).lastBreak(streams.get(1))).contains(new EnteredBreak(3, broken));
            assertThat(log(one).lastBreak(streams.get(2))).isEmpty();
            assertThat(log(one).lastBreak()).contains(new EnteredBreak(3, broken));
            assertThat(log(one).rightEdge())
                    .isEqualTo(edge(all))
                    .isEqualTo(log(other).rightEdge());
        });
    }

    @Test
    void all_that_is_kept_of_a_stream_comes_together() {
        atNewPlace((one, other) -> {
            StreamId broken = newStream();
            StreamId entered = newStream();
            HeadsLogEntry mark = new HeadsLogEntry(HeadsLogEntry.Kind.BREAK, VesHashes.stream(broken), treeHead(4));
            assertThat(one.history().kept(broken)).isEqualTo(KeptHistory.NONE);
            assertThat(append(log(one), Map.of(broken, mark))).isTrue();
            assertThat(append(log(one), Map.of(broken, entry(broken, 9)))).isTrue();
            assertThat(append(log(one), Map.of(entered, entry(entered, 7)))).isTrue();
            one.history().keepCheckpoints(List.of(TreeCheck.kept(broken, 9, "log")));
            assertThat(other.history().kept(broken))
                    .isEqualTo(new KeptHistory(
                            Optional.of(new EnteredBreak(0, mark)),
                            Optional.of(TreeCheck.note("log", 9)),
                            Optional.of(entry(broken, 9))));
            assertThat(other.history().kept(entered))
                    .isEqualTo(new KeptHistory(Optional.empty(), Optional.empty(), Optional.of(entry(entered, 7))));
            assertThat(other.history().kept(newStream())).isEqualTo(KeptHistory.NONE);
        });
    }

    @Test
    void what_does_not_begin_at_the_end_is_not_stored() {
        atNewPlace((one, other) -> {
            StreamId stream = newStream();
            AppendedEntries early = grown(log(one).rightEdge(), List.of(entry(stream, 1)));
            assertThat(append(log(other), Map.of(stream, entry(stream, 2)))).isTrue();
            assertThat(log(one).append(early, Map.of(stream, entry(stream, 1)))).isFalse();
            AppendedEntries otherHistory = grown(edge(List.of(entry(stream, 3))), List.of(entry(stream, 4)));
            assertThat(log(one).append(otherHistory, Map.of(stream, entry(stream, 4))))
                    .isFalse();
            assertThat(log(one).entries(0, 10)).containsExactly(entry(stream, 2));
            assertThat(log(one).rightEdge()).isEqualTo(edge(List.of(entry(stream, 2))));
        });
    }

    @Test
    void of_several_at_once_one_appends() {
        atNewPlace((one, other) -> {
            List<HeadsLogEntry> stored = new ArrayList<>();
            for (int round = 1; round <= 10; round++) {
                AtEnd end = new AtEnd(log(one).rightEdge(), round);
                List<Boolean> won = Race.run(Stream.of(one, other, one, other)
                        .<Callable<Boolean>>map(store -> () -> end.append(log(store)))
                        .toList());
                assertThat(Collections.frequency(won, true)).isEqualTo(1);
                stored.addAll(log(one).entries(stored.size(), 10));
                assertThat(stored).hasSize(round);
            }
            assertThat(log(other).rightEdge()).isEqualTo(edge(stored));
        });
    }

    /** An append of one entry of a new stream, by those who have all read the same end. */
    private record AtEnd(CompactRange edge, long size) {

        private boolean append(HeadsLogStore log) {
            StreamId stream = newStream();
            HeadsLogEntry entry = entry(stream, size);
            return log.append(grown(edge, List.of(entry)), Map.of(stream, entry));
        }
    }

    @Test
    void streams_move_past_their_last_entry() {
        atNewPlace((one, other) -> {
            List<StreamId> streams = streams(4);
            streams.forEach(stream -> store(one, stream, 3));
            assertThat(log(one).moved(10)).containsExactlyInAnyOrderElementsOf(heads(streams, 3));
            assertThat(log(one).moved(2)).hasSize(2).isSubsetOf(heads(streams, 3));

            Map<StreamId, HeadsLogEntry> entries = new LinkedHashMap<>();
            streams.forEach(stream -> entries.put(stream, entry(stream, 3)));
            assertThat(append(log(one), entries)).isTrue();
            assertThat(log(other).moved(10)).isEmpty();

            store(other, streams.get(2), 2);
            assertThat(log(one).moved(10)).isEqualTo(heads(streams.subList(2, 3), 5));
            // A break may be of a smaller size than the head before it.
            assertThat(append(
                            log(one),
                            Map.of(
                                    streams.get(1),
                                    new HeadsLogEntry(
                                            HeadsLogEntry.Kind.BREAK, VesHashes.stream(streams.get(1)), treeHead(2)))))
                    .isTrue();
            assertThat(log(one).moved(10))
                    .containsExactlyInAnyOrder(new StreamHead(streams.get(1), 3), new StreamHead(streams.get(2), 5));
        });
    }

    @Test
    void the_tiles_prove_every_entry() {
        atNewPlace((one, other) -> {
            List<HeadsLogEntry> all = new ArrayList<>();
            for (int group : List.of(1, 200, 54, 1, 1, 400)) {
                Map<StreamId, HeadsLogEntry> entries = new LinkedHashMap<>();
                for (int i = 0; i < group; i++) {
                    StreamId stream = newStream();
                    entries.put(stream, entry(stream, i + 1L));
                }
                assertThat(append(log(group % 2 == 0 ? one : other), entries)).isTrue();
                all.addAll(entries.values());
            }
            TreeCheck tree =
                    new TreeCheck(all.stream().map(HeadsLogEntry::recordHash).toList());
            List<Long> places = List.of(0L, 1L, 200L, 255L, 256L, 257L, 511L, 512L, 656L);
            for (long size : List.of(1L, 255L, 256L, 257L, 512L, 513L, 657L)) {
                tree.assertProves(log(one).tiles(), size, places);
            }
            assertThat(log(one).rightEdge()).isEqualTo(edge(all));
        });
    }

    @Test
    void the_trees_of_streams_and_log_keep_apart() {
        atNewPlace((one, other) -> {
            StreamId stream = newStream();
            store(one, stream, 300);
            Map<StreamId, HeadsLogEntry> entries = new LinkedHashMap<>();
            streams(300).forEach(each -> entries.put(each, entry(each, 1)));
            assertThat(append(log(one), entries)).isTrue();
            List<HeadsLogEntry> all = new ArrayList<>(entries.values());
            new TreeCheck(all.stream().map(HeadsLogEntry::recordHash).toList())
                    .assertProves(log(other).tiles(), 300, List.of(0L, 299L));
            TreeCheck.assertEdge(other, stream);
        });
    }

    @Test
    void a_kept_checkpoint_never_gives_way_to_one_of_a_smaller_size() {
        atNewPlace((one, other) -> {
            for (long size : List.of(3L, 8L, 5L)) {
                log(one).keepCheckpoint(size, TreeCheck.note("log", size));
            }
            assertThat(log(other).checkpoint()).contains(TreeCheck.note("log", 8));
            assertThat(log(other).witnessed()).isEmpty();
            log(other).keepWitnessed(6, TreeCheck.note("witnessed", 6));
            log(other).keepWitnessed(4, TreeCheck.note("witnessed", 4));
            log(other).keepCheckpoint(8, TreeCheck.note("with-lines", 8));
            assertThat(log(one).checkpoint()).contains(TreeCheck.note("with-lines", 8));
            assertThat(log(one).witnessed()).contains(TreeCheck.note("witnessed", 6));
        });
    }

    @Test
    void a_tree_of_another_number_of_entries_is_not_stored() {
        StreamId stream = newStream();
        HeadsLogStore log = log(store());
        AppendedEntries two = grown(log.rightEdge(), List.of(entry(stream, 1), entry(stream, 2)));
        assertThatThrownBy(() -> log.append(two, Map.of(stream, entry(stream, 1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static HeadsLogStore log(EventStore store) {
        return store.history().headsLog();
    }

    private static boolean append(HeadsLogStore log, Map<StreamId, HeadsLogEntry> entries) {
        return log.append(grown(log.rightEdge(), List.copyOf(entries.values())), entries);
    }

    private static AppendedEntries grown(CompactRange edge, List<HeadsLogEntry> entries) {
        return AppendedEntries.ofRecords(
                edge, entries.stream().map(HeadsLogEntry::recordHash).toList());
    }

    private static CompactRange edge(List<HeadsLogEntry> entries) {
        return CompactRange.EMPTY.appendRecords(
                entries.stream().map(HeadsLogEntry::recordHash).toList());
    }

    private static void store(EventStore store, StreamId stream, int events) {
        List<AdmittedEvent> candidates =
                Stream.generate(() -> event(stream).candidate()).limit(events).toList();
        assertThat(store.append(List.of(batch(candidates)))).hasSize(1);
    }

    private static List<StreamId> streams(int count) {
        return IntStream.range(0, count).mapToObj(i -> newStream()).sorted().toList();
    }

    private static List<StreamHead> heads(List<StreamId> streams, long head) {
        return streams.stream().map(stream -> new StreamHead(stream, head)).toList();
    }

    private static HeadsLogEntry entry(StreamId stream, long size) {
        return new HeadsLogEntry(VesHashes.stream(stream), treeHead(size));
    }

    private static TreeHead treeHead(long size) {
        return new TreeHead(size, Hash.ZERO);
    }
}
