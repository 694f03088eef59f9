package com.stateset.sequencer.cli.rows;

import static com.stateset.sequencer.cli.rows.ReadRows.EPOCH;
import static com.stateset.sequencer.cli.rows.ReadRows.event;
import static com.stateset.sequencer.cli.rows.ReadRows.payload;
import static com.stateset.sequencer.cli.rows.ReadRows.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.NewEvent;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableRowsTest {

    @Test
    void a_row_is_mapped_column_by_column() throws IOException {
        TableMapping mapping =
                mapping("{kind}", "{no}-{line}", "{kind}.placed", "no,units=int,total=number", "day:yyyyMMdd");

        Row row = read("no,kind,units,total,day\n007,order,02,29.30,19970101", mapping);
        NewEvent event = event(row);

        assertThat(event.entityType()).isEqualTo("order");
        assertThat(event.entityId()).isEqualTo("007-2");
        assertThat(event.eventType()).isEqualTo("order.placed");
        assertThat(payload(row)).isEqualTo("{\"no\":\"007\",\"units\":2,\"total\":29.30}");
        assertThat(event.createdAt()).isEqualTo("1997-01-01T00:00:00Z");
        assertThat(event.sourceAgent()).isEqualTo(ReadRows.AGENT);
        assertThat(event.eventId()).isEqualTo(ReadRows.IDS.ofRow(new RowText(2, "007,order,02,29.30,19970101", 0)));
    }

    @Test
    void by_default_columns_are_strings_and_the_time_is_constant() throws IOException {
        Row row = read("no,note\n1,\"say \"\"x\"\"\tK\u00F6ln\"", mapping("order", "{no}", "placed", null, null));

        assertThat(payload(row)).isEqualTo("{\"no\":\"1\",\"note\":\"say \\\"x\\\"\\tK\u00F6ln\"}");
        assertThat(event(row).createdAt()).isEqualTo(EPOCH);
    }

    @ParameterizedTest
    @CsvSource({
        "int, 5, 5",
        "int, -05, -5",
        "int, +5, 5",
        "int, 000, 0",
        "int, '', null",
        "number, 10.0, 10.0",
        "number, .5, 0.5",
        "number, 5., 5",
        "number, -0.50, -0.50",
        "number, 1E3, 1E3",
        "number, 00.1e-2, 0.1e-2",
        "number, ' ', null",
        "bool, Yes, true",
        "bool, 0, false",
        "bool, '', null",
        "json, '[1, 2.0]', '[1, 2.0]'",
        "json, '', null",
        "string, '', '\"\"'",
        "string, 5, '\"5\"'"
    })
    void cells_are_written_as_they_are_given_as_far_as_json_allows(String type, String cell, String json)
            throws IOException {
        TableMapping mapping = mapping("t", "{line}", "e", "x=" + type, null);

        assertThat(payload(read("x,y\n\"" + cell + "\",1", mapping))).isEqualTo("{\"x\":" + json + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "int, 5.0, column x is not a whole number: '5.0'",
        "int, a, column x is not a whole number: 'a'",
        "number, '1,000.50', 'column x is not a number: ''1,000.50'''",
        "number, ., column x is not a number: '.'",
        "number, NaN, column x is not a number: 'NaN'",
        "number, 0x10, column x is not a number: '0x10'",
        "bool, maybe, column x is not true or false: 'maybe'"
    })
    void a_cell_of_another_type_makes_a_bad_row(String type, String cell, String reason) throws IOException {
        TableMapping mapping = mapping("t", "{line}", "e", "x=" + type, null);

        assertThat(reason(read("x,y\n\"" + cell + "\",1", mapping))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "when, 2026-01-02T03:04:05.60+01:00, 2026-01-02T03:04:05.60+01:00",
        "when:yyyyMMdd, 19970131, 1997-01-31T00:00:00Z",
        "when:dd.MM.uuuu HH:mm, 31.01.1997 23:59, 1997-01-31T23:59:00Z",
        "when:yyyy-MM-dd HH:mm:ss XXX, 2026-01-02 03:04:05 +02:00, 2026-01-02T01:04:05Z",
        "when:d-MMM-yyyy, 7-mar-2026, 2026-03-07T00:00:00Z",
        "when:seconds, 1000000000, 2001-09-09T01:46:40Z",
        "when:millis, 1000000000123, 2001-09-09T01:46:40.123Z"
    })
    void dates_of_many_kinds_become_rfc_3339(String createdAt, String cell, String expected) throws IOException {
        Row row = read("when,y\n" + cell + ",1", mapping("t", "{line}", "e", null, createdAt));

        assertThat(event(row).createdAt()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"19970231", "1997-01-01", "", "199701011"})
    void a_day_that_does_not_exist_makes_a_bad_row(String cell) throws IOException {
        Row row = read("when,y\n" + cell + ",1", mapping("t", "{line}", "e", null, "when:yyyyMMdd"));

        assertThat(reason(row)).isEqualTo("column when is not a date as --created-at has it: '" + cell + "'");
    }

    @Test
    void rows_with_more_or_fewer_cells_are_bad_and_the_others_are_not() throws IOException {
        List<Row> rows = ReadRows.table("a,b\n1,2\n3\n4,5,6\n7,8\n", List.of(), mapping("t", "{a}", "e", null, null));

        assertThat(rows.get(0)).isInstanceOf(Row.Read.class);
        assertThat(reason(rows.get(1))).isEqualTo("the row has 1 columns instead of 2 (a, b)");
        assertThat(reason(rows.get(2))).isEqualTo("the row has 3 columns instead of 2 (a, b)");
        assertThat(rows.get(2).source().line()).isEqualTo(4);
        assertThat(rows.get(3)).isInstanceOf(Row.Read.class);
    }

    @Test
    void a_table_without_header_gets_its_names_from_the_user() throws IOException {
        List<Row> rows = ReadRows.table("1,x\n2,y\n", List.of("no", "note"), mapping("t", "{no}", "e", "note", null));

        assertThat(rows).extracting(ReadRows::payload).containsExactly("{\"note\":\"x\"}", "{\"note\":\"y\"}");
    }

    @Test
    void a_column_wins_over_the_line_number() throws IOException {
        Row row = read("line,x\n77,1", mapping("t", "{line}", "e", null, null));

        assertThat(event(row).entityId()).isEqualTo("77");
    }

    @Test
    void a_key_makes_the_same_event_of_rows_anywhere() throws IOException {
        TableMapping mapping = new TableMapping(
                Template.parse("t"),
                Template.parse("{no}"),
                Template.parse("e"),
                null,
                null,
                Template.parse("{no}"),
                EPOCH,
                ReadRows.AGENT);

        List<Row> rows = ReadRows.table("no,x\n1,a\n2,b\n1,a\n", List.of(), mapping);

        assertThat(event(rows.get(0)).eventId())
                .isEqualTo(event(rows.get(2)).eventId())
                .isNotEqualTo(event(rows.get(1)).eventId());
    }

    @Test
    void columns_that_do_not_exist_are_named_before_anything_is_read() {
        assertThatThrownBy(() -> read("a,b\n1,2", mapping("t", "{c}", "e", null, null)))
                .isInstanceOf(UnusableInputException.class)
                .hasMessage("'{c}' names a column 'c'; the table has a, b");
        assertThatThrownBy(() -> read("a,b\n1,2", mapping("t", "{a}", "e", "a,d=int", null)))
                .hasMessage("--payload names a column 'd'; the table has a, b");
        assertThatThrownBy(() -> read("a,b\n1,2", mapping("t", "{a}", "e", null, "f:yyyy")))
                .hasMessage("--created-at names a column 'f'; the table has a, b");
        assertThatThrownBy(() -> read("a,a\n1,2", mapping("t", "{a}", "e", null, null)))
                .hasMessage("'{a}' names the column 'a', but the table has two of them");
        assertThatThrownBy(() -> read("", mapping("t", "{a}", "e", null, null)))
                .hasMessage("the file is empty; a header was expected");
    }

    @Test
    void options_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> Template.parse("{a"))
                .hasMessage("'{a' has a brace too many; columns are written {name}");
        assertThatThrownBy(() -> PayloadMapping.parse("a=integer"))
                .hasMessage("there is no column type 'integer'; there are string, int, number, bool, json");
        assertThatThrownBy(() -> CreatedAtColumn.parse("a:bogus"))
                .isInstanceOf(UnusableInputException.class)
                .hasMessageStartingWith("--created-at has 'bogus', which is no date-time pattern");
    }

    private static Row read(String file, TableMapping mapping) throws IOException {
        return ReadRows.table(file, List.of(), mapping).get(0);
    }

    private static TableMapping mapping(
            String entityType,
            String entityId,
            String eventType,
            @Nullable String payload,
            @Nullable String createdAt) {
        return new TableMapping(
                Template.parse(entityType),
                Template.parse(entityId),
                Template.parse(eventType),
                payload == null ? null : PayloadMapping.parse(payload),
                createdAt == null ? null : CreatedAtColumn.parse(createdAt),
                null,
                EPOCH,
                ReadRows.AGENT);
    }
}
