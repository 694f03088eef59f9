package com.stateset.sequencer.postgres.history;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.testsupport.TestPostgres;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of heads as rows: one end, moved by one writer at a time, from which nothing is missing. */
class HeadsLogTableTest {

    private static final Hash ROOT = StateRoot.streamId(newStream().tenantId(), newStream().storeId());

    private String place;
    private DataSource dataSource;
    private PostgresEventStore store;
    private HeadsLogStore log;

    @BeforeEach
    void openAStore() {
        place = TestPostgres.shared().createDatabase();
        dataSource = Samples.dataSource(place);
        store = PostgresEventStore.connect(place);
        log = store.history().headsLog();
    }

    @AfterEach
    void dropTheDatabase() {
        store.close();
        TestPostgres.shared().dropDatabase(place);
    }

    @Test
    void of_writers_at_once_one_appends_and_the_others_are_told() {
        List<PostgresEventStore> stores = List.of(store, PostgresEventStore.connect(place));
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            HeadsLogStore each = stores.get(i % 2).history().headsLog();
            writers.add(() -> {
                int entered = 0;
                for (int n = 0; n < 20; n++) {
                    Map<StreamId, HeadsLogEntry> entries = heads(3, n + 1);
                    entered += each.append(after(each.rightEdge(), entries), entries) ? 3 : 0;
                }
                return entered;
            });
        }

        long entered = Race.run(writers).stream().mapToInt(each -> each).sum();

        assertThat(entered).isGreaterThanOrEqualTo(60);
        assertThat(log.rightEdge().size()).isEqualTo(entered);
        List<HeadsLogEntry> entries = log.entries(0, 1000);
        assertThat(entries).hasSize((int) entered);
        assertThat(CompactRange.EMPTY.appendRecords(
                        entries.stream().map(HeadsLogEntry::recordHash).toList()))
                .isEqualTo(log.rightEdge());
        stores.get(1).close();
    }

    @Test
    void tiles_over_several_levels_fold_to_the_right_edge() {
        for (int size : new int[] {255, 1, 300, 700}) {
            Map<StreamId, HeadsLogEntry> entries = heads(size, 7);
            assertThat(log.append(after(log.rightEdge(), entries), entries)).isTrue();
        }

        assertThat(new LogProver(log.tiles(), 1256).rightEdge()).isEqualTo(log.rightEdge());
        assertThat(log.entries(1250, 100)).hasSize(6);
        assertThat(log.entries(1256, 100)).isEmpty();
    }

    @Test
    void a_tree_that_begins_elsewhere_stores_nothing() {
        Map<StreamId, HeadsLogEntry> entries = heads(2, 1);
        Map<StreamId, HeadsLogEntry> others = heads(2, 1);
        assertThat(log.append(after(CompactRange.EMPTY, entries), entries)).isTrue();
        CompactRange end = log.rightEdge();

        assertThat(log.append(after(CompactRange.EMPTY, others), others)).isFalse();
        assertThat(log.append(after(after(CompactRange.EMPTY, others).after(), others), others))
                .as("of the same size and another root")
                .isFalse();

        assertThat(log.rightEdge()).isEqualTo(end);
        assertThat(log.entries(0, 10)).containsExactlyElementsOf(entries.values());
    }

    @Test
    void streams_are_named_until_their_head_has_an_entry() {
        List<StreamId> streams =
                Stream.generate(Samples::newStream).limit(5).sorted().toList();
        streams.forEach(each -> append(store, event(each).candidate()));
        assertThat(log.moved(10)).isEqualTo(streams.stream().map(each -> new StreamHead(each, 1)).toList());
        assertThat(log.moved(2)).hasSize(2);

        Map<StreamId, HeadsLogEntry> entries = new LinkedHashMap<>();
        streams.subList(1, 5).forEach(each -> entries.put(each, head(each, 1)));
        log.append(after(CompactRange.EMPTY, entries), entries);
        append(store, event(streams.get(3)).candidate());

        assertThat(log.moved(10))
                .containsExactly(new StreamHead(streams.get(0), 1), new StreamHead(streams.get(3), 2));
        assertThat(log.last(streams.get(1))).contains(head(streams.get(1), 1));
        assertThat(log.last(streams.get(0))).isEmpty();
    }

    /** A history that an administrator has accepted may be shorter: what is behind the break counts. */
    @Test
    void a_break_is_read_as_one_and_is_what_the_stream_goes_on_from() {
        StreamId stream = newStream();
        append(store, event(stream).candidate());
        HeadsLogEntry before = head(stream, 9);
        HeadsLogEntry broken = new HeadsLogEntry(
                HeadsLogEntry.Kind.BREAK, before.streamId(), new TreeHead(1, before.head().root()));
        for (HeadsLogEntry each : List.of(before, broken)) {
            log.append(after(log.rightEdge(), Map.of(stream, each)), Map.of(stream, each));
        }

        assertThat(log.last(stream)).contains(broken);
        assertThat(log.entries(0, 9)).containsExactly(before, broken);
        assertThat(log.moved(9)).isEmpty();
        append(store, event(stream).candidate());
        assertThat(log.moved(9)).containsExactly(new StreamHead(stream, 2));
    }

    @Test
    void rows_that_were_altered_are_called_damaged() {
        Map<StreamId, HeadsLogEntry> entries = heads(2, 1);
        log.append(after(CompactRange.EMPTY, entries), entries);
        for (String change : List.of(
                "heads_log set kind = 'OTHER'",
                "heads_log set tree_size = 0",
                "heads_log set root = '\\x00'")) {
            Samples.execute(dataSource, "update sequencer." + change);
            assertThatThrownBy(() -> log.entries(0, 1))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessage("the store's log of heads is damaged: entry 0 is none");
        }
        for (String change : List.of("right_edge = sha256('a')", "size = 3", "root = null")) {
            Samples.execute(dataSource, "update sequencer.heads_log_state set " + change);
            assertThatThrownBy(() -> log.rightEdge())
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageStartingWith("the store's log of heads is damaged: its right edge does not ");
        }
        Samples.execute(dataSource, "delete from sequencer.heads_log_state");
        assertThatThrownBy(() -> log.rightEdge())
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the store's log of heads is damaged: the row of its end is missing");
    }

    @Test
    void entries_that_do_not_belong_to_the_tree_are_refused() {
        Map<StreamId, HeadsLogEntry> entries = heads(2, 1);
        AppendedEntries tree = after(CompactRange.EMPTY, entries);
        Map<StreamId, HeadsLogEntry> swapped = Map.of(newStream(), head(newStream(), 1));

        assertThatThrownBy(() -> log.append(tree, heads(3, 1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.append(after(CompactRange.EMPTY, swapped), swapped))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(log.rightEdge()).isEqualTo(CompactRange.EMPTY);
    }

    private static Map<StreamId, HeadsLogEntry> heads(int streams, long size) {
        Map<StreamId, HeadsLogEntry> entries = new LinkedHashMap<>();
        Stream.generate(Samples::newStream).limit(streams).forEach(each -> entries.put(each, head(each, size)));
        return entries;
    }

    private static HeadsLogEntry head(StreamId stream, long size) {
        return new HeadsLogEntry(
                StateRoot.streamId(stream.tenantId(), stream.storeId()), new TreeHead(size, ROOT));
    }

    private static AppendedEntries after(CompactRange edge, Map<StreamId, HeadsLogEntry> entries) {
        return AppendedEntries.ofRecords(
                edge, entries.values().stream().map(HeadsLogEntry::recordHash).toList());
    }
}
