package com.stateset.sequencer.postgres.history;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.Eventually;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.postgres.WatchedDataSource;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The row of a head: its tree moves with it, and a row that was altered is not gone on from, by any path. */
class HeadTreeTest extends OwnDatabase {

    private WatchedDataSource connections;
    private EventStore store;
    private StreamId stream;

    @BeforeEach
    void openAWarmStore() {
        connections = new WatchedDataSource(dataSource());
        store = closedAfterwards(PostgresEventStore.over(connections));
        stream = newStream();
        for (int i = 0; i < 3; i++) {
            append(store, event(stream).candidate());
        }
    }

    @Test
    void every_way_of_appending_moves_the_tree_with_the_head() {
        StreamId second = newStream();
        for (int i = 0; i < 3; i++) {
            store.append(List.of(
                    Samples.batch(event(stream).candidate(), event(stream).candidate()),
                    Samples.batch(event(second).candidate())));
        }
        append(store, event(stream).command(UUID.randomUUID()).candidate());

        HeadTrees.assertOfLeaves(dataSource(), stream, 10);
        HeadTrees.assertOfLeaves(dataSource(), second, 3);
        assertThat(store.history().rightEdge(stream).size()).isEqualTo(10);
    }

    /** A group that completes nodes takes one round trip, like any other. */
    @Test
    void nodes_are_written_in_the_statement_that_moves_the_head() {
        StreamId second = newStream();
        append(store, event(second).candidate());
        append(store, event(second).candidate());
        int withNodes = 0;
        for (int i = 0; i < 8; i++) {
            connections.forget();
            store.append(List.of(batchOf(stream, 100)));
            assertThat(connections.sent()).hasSize(1);
            withNodes += connections.sent().get(0).contains("history_nodes") ? 1 : 0;
            connections.forget();
            store.append(List.of(batchOf(second, 100), batchOf(stream, 10)));
            assertThat(connections.sent()).hasSize(1);
        }

        assertThat(withNodes).isBetween(2, 4);
        HeadTrees.assertOfLeaves(dataSource(), stream, 883);
        HeadTrees.assertOfLeaves(dataSource(), second, 802);
    }

    private static AppendBatch batchOf(StreamId of, int events) {
        return Samples.batch(
                IntStream.range(0, events).mapToObj(i -> event(of).candidate()).toList());
    }

    @Test
    void two_stores_that_take_turns_keep_one_tree() {
        EventStore other = open();
        for (int i = 4; i <= 40; i++) {
            append(i % 3 == 0 ? other : store, event(stream).candidate());
        }

        HeadTrees.assertOfLeaves(dataSource(), stream, 40);
    }

    @Test
    void stores_that_append_at_once_keep_one_tree() {
        List<EventStore> stores = List.of(store, open(), open());
        List<Callable<Integer>> writers = stores.stream()
                .map(each -> (Callable<Integer>) () -> {
                    for (int i = 0; i < 100; i++) {
                        Eventually.answered(() -> each.append(List.of(batchOf(stream, 3))));
                    }
                    return 300;
                })
                .toList();

        assertThat(Race.run(writers)).isEqualTo(Collections.nCopies(3, 300));

        HeadTrees.assertOfLeaves(dataSource(), stream, 903);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tree_root = sha256(tree_root) | the right edge of its 3 events folds to ",
                "tree_root = null | but nothing is stored as their root",
                "head = 2 | its head is 2, but its tree is of 3 events",
                "head = 0 | its head is 0, but its tree is of 3 events",
                "tree_size = 2, head = 4, tree_root = null | right edge beside it has 64 bytes",
                "tree_size = 0, tree_root = null | right edge beside it has 64 bytes",
                "tree_size = 0, right_edge = '', tree_root = sha256(tree_root) | folds to nothing, but ",
                "right_edge = set_byte(right_edge, 0, get_byte(right_edge, 0) # 1), tree_root = null | folds to "
            })
    void an_altered_row_loses_the_fence_and_stops_the_stream(String change, String difference) {
        alter(change);
        String altered = HeadTrees.row(dataSource(), stream);
        connections.forget();

        assertThatThrownBy(() -> append(store, event(stream).candidate()))
                .isInstanceOfSatisfying(StreamStoppedException.class, stopped -> {
                    assertThat(stopped.stream()).isEqualTo(stream);
                    assertThat(stopped.difference()).contains(difference);
                });
        assertThat(connections.sent().get(0)).as("it was guessed").startsWith("with moment as");
        assertThatThrownBy(() -> append(open(), event(stream).candidate())).isInstanceOf(StreamStoppedException.class);
        assertThatThrownBy(() -> store.history().rightEdge(stream)).isInstanceOf(StreamStoppedException.class);
        assertThat(HeadTrees.row(dataSource(), stream)).as("left as it is").isEqualTo(altered);
        assertThat(Samples.ids(store, stream)).as("reading goes on").hasSizeLessThanOrEqualTo(3);
    }

    /** One of several streams stops the group, and nothing of it is stored; the others go on. */
    @Test
    void an_altered_row_stops_its_stream_alone() {
        StreamId second = newStream();
        append(store, event(second).candidate());
        append(store, event(second).candidate());
        alter("tree_root = sha256(tree_root)");

        assertThatThrownBy(() -> store.append(List.of(
                        Samples.batch(event(second).candidate()),
                        Samples.batch(event(stream).candidate()))))
                .isInstanceOfSatisfying(
                        StreamStoppedException.class,
                        stopped -> assertThat(stopped.stream()).isEqualTo(stream));
        assertThat(append(store, event(second).candidate())).containsExactly("accepted 3");
        HeadTrees.assertOfLeaves(dataSource(), second, 3);
    }

    /** Its root says that it is the history that the writer knows, so what the writer knows of it is right. */
    @Test
    void an_edge_altered_alone_is_put_right_by_a_warm_writer() {
        alter("right_edge = set_byte(right_edge, 0, get_byte(right_edge, 0) # 1)");

        assertThat(append(store, event(stream).candidate())).containsExactly("accepted 4");
        HeadTrees.assertOfLeaves(dataSource(), stream, 4);
    }

    /** What this store remembers is older than what the sequencer has seen: it looks, instead of stopping the stream. */
    @Test
    void a_store_that_is_behind_what_is_known_looks_again() {
        EventStore other = open();
        TreeHead known = other.append(List.of(Samples.batch(event(stream).candidate())))
                .get(0)
                .tree()
                .head();

        AppendBatch batch = new AppendBatch(stream, List.of(event(stream).candidate()), 0).known(known);

        assertThat(Samples.said(store.append(List.of(batch)).get(0))).containsExactly("accepted 5");
        HeadTrees.assertOfLeaves(dataSource(), stream, 5);
    }

    @Test
    void a_history_that_is_not_the_known_one_is_refused() {
        TreeHead other = new TreeHead(3, Hash.ZERO);
        TreeHead longer = new TreeHead(4, Hash.ZERO);
        for (TreeHead known : List.of(other, longer)) {
            AppendBatch batch = new AppendBatch(stream, List.of(event(stream).candidate()), 0).known(known);
            assertThatThrownBy(() -> store.append(List.of(batch))).isInstanceOf(StreamStoppedException.class);
        }

        assertThat(append(store, event(stream).candidate())).containsExactly("accepted 4");
        HeadTrees.assertOfLeaves(dataSource(), stream, 4);
    }

    private void alter(String change) {
        Samples.execute(
                dataSource(),
                "update sequencer.stream_heads set " + change + " where stream_id in " + HeadTrees.keyOf(stream));
    }
}
