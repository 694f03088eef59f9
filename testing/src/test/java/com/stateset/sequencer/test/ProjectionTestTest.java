package com.stateset.sequencer.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.jdbi.JdbiProjection;
import com.stateset.sequencer.test.Stock.Sold;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

class ProjectionTestTest {

    private static final EntityRef BOOK = new EntityRef("book", "nevermind");
    private static final String TENANT = TestSequencer.STREAM.tenantId().toString();
    private static final String STORE = TestSequencer.STREAM.storeId().toString();

    @Test
    void other_rows_are_shown_beside_the_expected_ones() {
        TableCheck table = ProjectionTest.of(new SoldCopies())
                .given(BOOK, Stock.TYPES, new Sold(2))
                .table("sold_copies");

        assertThatThrownBy(() -> table.containsExactly(
                        Map.of("tenant_id", TENANT, "store_id", STORE, "book", "nevermind", "copies", 3)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        the table sold_copies holds other rows
                                expected: {book=nevermind, copies=3, store_id=00000000-0000-0000-0000-000000000002, tenant_id=00000000-0000-0000-0000-000000000001}
                               but holds: {book=nevermind, copies=2, store_id=00000000-0000-0000-0000-000000000002, tenant_id=00000000-0000-0000-0000-000000000001}""");
        assertThatThrownBy(table::isEmpty).isInstanceOf(AssertionError.class).hasMessageContaining("expected: nothing");
    }

    @Test
    void a_table_that_has_seen_no_event_is_empty() {
        ProjectionTest.of(new SoldCopies()).table("sold_copies").isEmpty();
    }

    @Test
    void streams_are_told_apart() {
        StreamId other = new StreamId(new UUID(0, 9), new UUID(0, 9));

        assertThat(ProjectionTest.of(new SoldCopies())
                        .given(BOOK, Stock.TYPES, new Sold(2))
                        .in(other)
                        .given(BOOK, Stock.TYPES, new Sold(3))
                        .table("sold_copies")
                        .rows())
                .extracting(row -> row.get("copies"))
                .containsExactly(2L, 3L);
    }

    @Test
    void events_can_be_given_as_they_are() {
        NewEvent sold = Stock.TYPES.toEvent(BOOK, new Sold(2));

        assertThat(ProjectionTest.of(new SoldCopies())
                        .given(sold, sold)
                        .table("sold_copies")
                        .rows())
                .extracting(row -> row.get("copies"))
                .containsExactly(2L);
    }

    @Test
    void an_unknown_table_is_refused() {
        assertThatThrownBy(() -> ProjectionTest.of(new SoldCopies()).table("sold"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the projection sold_copies has no table sold, but [sold_copies]");
    }

    @Test
    void an_event_that_the_projection_fails_at_is_named() {
        assertThatThrownBy(() -> ProjectionTest.of(new Notes() {
                            @Override
                            public void apply(SequencedEvent event, ProjectionState<Handle> state) {
                                throw new IllegalStateException("no such book");
                            }
                        })
                        .given(BOOK, Stock.TYPES, new Sold(2))
                        .table("notes"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("the projection notes fails at an event", "behind event: 0", "no such book");
    }

    @Test
    void a_projection_that_cannot_be_rebuilt_is_found() {
        AtomicLong calls = new AtomicLong();
        assertThatThrownBy(() -> ProjectionTest.of(new Notes() {
                            @Override
                            public void apply(SequencedEvent event, ProjectionState<Handle> state) {
                                note(event, state, calls.incrementAndGet(), null);
                            }
                        })
                        .given(BOOK, Stock.TYPES, new Sold(2))
                        .table("notes"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "makes other rows when it is built a second time", "table: notes", "number=1", "number=2");
    }

    @Test
    void values_are_compared_whatever_their_java_types() {
        Map<String, Object> expected = new HashMap<>();
        expected.put("id", 1);
        expected.put("number", 7L);
        expected.put("bytes", new byte[] {1, (byte) 0xff});
        expected.put("remark", null);

        TableCheck table = ProjectionTest.of(new Notes() {
                    @Override
                    public void apply(SequencedEvent event, ProjectionState<Handle> state) {
                        note(event, state, 7, new byte[] {1, (byte) 0xff});
                    }
                })
                .given(BOOK, Stock.TYPES, new Sold(2))
                .table("notes")
                .containsExactly(expected);
        assertThat(table.rows().get(0)).containsEntry("bytes", "01ff").containsEntry("remark", null);
    }

    /** A table with columns of several types. */
    private abstract static class Notes implements JdbiProjection {

        @Override
        public String name() {
            return "notes";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public List<ProjectionTable> tables() {
            return List.of(ProjectionTable.of(
                            "notes", "id bigint not null, number bigint not null, bytes blob, remark text", "id")
                    .acrossStreams());
        }

        static void note(SequencedEvent event, ProjectionState<Handle> state, long number, byte[] bytes) {
            state.handle()
                    .execute(
                            "insert into " + state.table("notes") + " (id, number, bytes) values (?, ?, ?)",
                            event.sequenceNumber(),
                            number,
                            bytes == null ? null : Arrays.copyOf(bytes, bytes.length));
        }
    }
}
