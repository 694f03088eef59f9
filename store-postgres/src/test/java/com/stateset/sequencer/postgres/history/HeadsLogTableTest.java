package com.stateset.sequencer.postgres.history;

import static com.stateset.sequencer.postgres.Samples.newStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.testsupport.TestPostgres;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
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

/** What is PostgreSQL's own about the log of heads: writers that do not wait for each other's reads, and rows that were altered. */
class HeadsLogTableTest {

    private static final Hash ROOT = VesHashes.stream(newStream());

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
    void rows_that_were_altered_are_called_damaged() {
        Map<StreamId, HeadsLogEntry> entries = heads(2, 1);
        log.append(after(CompactRange.EMPTY, entries), entries);
        for (String change : List.of(
                "heads_log set kind = 'OTHER'", "heads_log set tree_size = 0", "heads_log set root = '\\x00'")) {
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
        return new HeadsLogEntry(VesHashes.stream(stream), new TreeHead(size, ROOT));
    }

    private static AppendedEntries after(CompactRange edge, Map<StreamId, HeadsLogEntry> entries) {
        return AppendedEntries.ofRecords(
                edge, entries.values().stream().map(HeadsLogEntry::recordHash).toList());
    }
}
