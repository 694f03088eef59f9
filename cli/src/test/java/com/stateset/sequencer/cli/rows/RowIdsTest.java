package com.stateset.sequencer.cli.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The pinned ids were computed with another implementation of RFC 9562 (Python's {@code uuid.uuid5}). */
class RowIdsTest {

    private static final UUID TENANT = UUID.fromString("11111111-1111-4111-8111-111111111111");
    private static final UUID STORE = UUID.fromString("22222222-2222-4222-8222-222222222222");

    private final RowIds ids = new RowIds(new StreamId(TENANT, STORE));

    @Test
    void the_example_of_the_standard_holds() {
        UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        assertThat(RowIds.version5(dns, "www.example.com"))
                .hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2")
                .satisfies(id -> assertThat(id.version()).isEqualTo(5));
    }

    @Test
    void the_ids_never_change() {
        assertThat(ids.ofRow(new RowText(1, " 00004 0001 19970101  2   29.33", 33)))
                .hasToString("fd040304-f435-5b87-9188-c717602171ea");
        assertThat(ids.ofRow(new RowText(2, "K\u00F6ln,\"a\nb\"", 50)))
                .hasToString("760a07d2-d4c1-57ff-a003-29e2c17b2a70");
        assertThat(ids.ofKey("A-17")).hasToString("e2bc5751-3057-5e50-8678-3c106449f8b4");
    }

    @Test
    void equal_rows_on_different_lines_are_different_events() {
        assertThat(ids.ofRow(new RowText(1, "a,b", 4))).isNotEqualTo(ids.ofRow(new RowText(2, "a,b", 8)));
    }

    @Test
    void another_stream_has_other_ids() {
        RowIds others = new RowIds(new StreamId(TENANT, TENANT));

        assertThat(ids.ofRow(new RowText(1, "a,b", 4))).isNotEqualTo(others.ofRow(new RowText(1, "a,b", 4)));
    }

    @Test
    void a_key_is_never_taken_for_a_row() {
        assertThat(ids.ofKey("row/1/a")).isNotEqualTo(ids.ofRow(new RowText(1, "a", 2)));
    }
}
