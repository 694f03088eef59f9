package com.stateset.sequencer.postgres.history;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresFixture;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogProver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams from before there were trees, and those that versions from before still write to, get their trees. */
class TreeFillerTest extends OwnDatabase {

    private OlderWriter older;
    private EventStore store;
    private StreamId stream;

    @BeforeEach
    void openAStoreBesideAnOlderWriter() {
        older = new OlderWriter(dataSource());
        store = open();
        stream = newStream();
        append(store, event(stream).candidate());
    }

    @Test
    void the_next_append_fills_up_a_stream_from_before() {
        older.append(stream, 299);
        forgetTree();

        assertThat(append(store, event(stream).candidate())).containsExactly("accepted 301");

        HeadTrees.assertOfLeaves(dataSource(), stream, 301);
    }

    @Test
    void asking_for_the_edge_fills_up_a_stream_from_before() {
        older.append(stream, 299);
        forgetTree();

        CompactRange edge = store.history().rightEdge(stream);

        assertThat(edge.size()).isEqualTo(300);
        HeadTrees.assertOfLeaves(dataSource(), stream, 300);
        assertThat(open().history().rightEdge(stream)).isEqualTo(edge);
    }

    @Test
    void a_stream_of_one_event_from_before_is_filled_up() {
        forgetTree();

        assertThat(append(open(), event(stream).candidate())).containsExactly("accepted 2");

        HeadTrees.assertOfLeaves(dataSource(), stream, 2);
    }

    @Test
    void writers_of_both_versions_take_turns() {
        int head = 1;
        for (int i = 1; i <= 12; i++) {
            older.append(stream, 60);
            head += 60;
            if (i % 4 == 0) {
                older.append(stream, 1);
                head++;
            }
            assertThat(append(store, event(stream).candidate())).containsExactly("accepted " + ++head);
            assertThat(append(store, event(stream).candidate())).containsExactly("accepted " + ++head);
            HeadTrees.assertOfLeaves(dataSource(), stream, head);
        }
    }

    /** More than are read at once, over the borders of three levels: 256 x 256 events complete a node of level 2. */
    @Test
    void a_long_stream_from_before_has_all_tiles() {
        older.append(stream, 65_529);
        forgetTree();
        assertThat(store.history().rightEdge(stream).size()).isEqualTo(65_530);
        HeadTrees.assertOfLeaves(dataSource(), stream, 65_530);

        for (int i = 0; i < 8; i++) {
            append(store, event(stream).candidate(), event(stream).candidate());
        }

        HeadTrees.assertOfLeaves(dataSource(), stream, 65_546);
        assertThat(HeadTrees.nodes(dataSource(), stream))
                .hasSize(257)
                .last()
                .asString()
                .startsWith("2 0 ");
        assertTilesAreOf(store.history().rightEdge(stream), 65_546);
        forgetTree();
        older.append(stream, 300);
        assertThat(append(store, event(stream).candidate())).containsExactly("accepted 65847");
        HeadTrees.assertOfLeaves(dataSource(), stream, 65_847);
    }

    private void assertTilesAreOf(CompactRange edge, long size) {
        LogProver prover = new LogProver(store.history().tiles(stream), size);
        assertThat(prover.rightEdge()).isEqualTo(edge);
        for (long index : new long[] {0, 255, 256, 65_529, 65_535, 65_536, size - 1}) {
            assertThat(prover.inclusion(index).size()).isEqualTo(size);
        }
    }

    /** One holds the lock and fills up, the other finds it done. */
    @Test
    void a_stream_is_filled_up_by_many_at_once() {
        older.append(stream, 999);
        forgetTree();
        List<Callable<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            EventStore each = open();
            tasks.add(() -> each.history().rightEdge(stream).size());
            tasks.add(() -> each.append(List.of(batch(event(stream).candidate())))
                    .get(0)
                    .head());
        }

        assertThat(Race.run(tasks)).allMatch(size -> size >= 1000 && size <= 1004);

        HeadTrees.assertOfLeaves(dataSource(), stream, 1004);
    }

    /** No tree is made around a hole: the event was there once. */
    @Test
    void a_missing_event_stops_the_stream() {
        older.append(stream, 9);
        Samples.execute(
                dataSource(),
                "delete from sequencer.events where sequence_number = 7 and stream_id in " + HeadTrees.keyOf(stream));
        String row = HeadTrees.row(dataSource(), stream);

        assertThatThrownBy(() -> append(store, event(stream).candidate()))
                .isInstanceOfSatisfying(StreamStoppedException.class, stopped -> {
                    assertThat(stopped.stream()).isEqualTo(stream);
                    assertThat(stopped.difference()).isEqualTo("its head is 10, but event 7 is missing");
                });
        assertThatThrownBy(() -> store.history().rightEdge(stream)).isInstanceOf(StreamStoppedException.class);
        assertThat(HeadTrees.row(dataSource(), stream)).isEqualTo(row);
    }

    @Test
    void a_head_beyond_the_events_stops_the_stream() {
        Samples.execute(
                dataSource(),
                "update sequencer.stream_heads set head = 4 where stream_id in " + HeadTrees.keyOf(stream));

        assertThatThrownBy(() -> append(store, event(stream).candidate()))
                .isInstanceOfSatisfying(
                        StreamStoppedException.class,
                        stopped -> assertThat(stopped.difference()).isEqualTo("its head is 4, but event 2 is missing"));
    }

    /** Leaves the stream as it was before the columns of the tree were added. */
    private void forgetTree() {
        new PostgresFixture().storeEdge(place(), stream, CompactRange.EMPTY, null);
    }
}
