package com.stateset.sequencer.cli.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.stateset.sequencer.cli.rows.CellReader.Cells;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvCellsTest {

    @Test
    void quoted_cells_may_hold_delimiters_quotes_and_line_ends() throws IOException {
        assertThat(csv("1,\"a,b\",\"say \"\"x\"\"\"\r\n2,\"two\r\nlines\",\r\n3,,z"))
                .extracting(row -> row.source().line(), Cells::values, Cells::problem)
                .containsExactly(
                        tuple(1L, List.of("1", "a,b", "say \"x\""), null),
                        tuple(2L, List.of("2", "two\r\nlines", ""), null),
                        tuple(4L, List.of("3", "", "z"), null));
    }

    @Test
    void the_text_of_a_row_is_what_stands_in_the_file() throws IOException {
        assertThat(csv("1,\"a\"\r\n2,\"two\r\nlines\"\r\n3,c"))
                .extracting(row -> row.source().text(), row -> row.source().position())
                .containsExactly(tuple("1,\"a\"", 7L), tuple("2,\"two\nlines\"", 23L), tuple("3,c", 26L));
    }

    @Test
    void a_quote_in_the_middle_of_a_plain_cell_is_just_a_character() throws IOException {
        assertThat(csv("1,12\" vinyl\n2,x"))
                .extracting(Cells::values)
                .containsExactly(List.of("1", "12\" vinyl"), List.of("2", "x"));
    }

    @Test
    void blank_lines_count_as_lines_but_not_as_rows() throws IOException {
        assertThat(csv("\n1,a\n\n   \r\n2,b\n\n"))
                .extracting(row -> row.source().line(), Cells::values)
                .containsExactly(tuple(2L, List.of("1", "a")), tuple(5L, List.of("2", "b")));
    }

    @Test
    void a_row_of_empty_cells_is_a_row() throws IOException {
        assertThat(cells(new CsvCells(lines("a\tb\n\t\n"), '\t')))
                .extracting(Cells::values)
                .containsExactly(List.of("a", "b"), List.of("", ""));
    }

    @Test
    void wrong_quotes_spoil_their_own_row_only() throws IOException {
        assertThat(csv("1,a\n\"2\"x,b\n3,c\n"))
                .extracting(row -> row.source().line(), row -> row.source().text(), Cells::problem)
                .containsExactly(
                        tuple(1L, "1,a", null),
                        tuple(
                                2L,
                                "\"2\"x,b",
                                "the quotes are wrong: Unexpected character after closing quote: 'x' (0x78)"),
                        tuple(3L, "3,c", null));
    }

    @Test
    void an_open_quote_does_not_swallow_the_rest_of_the_file() throws IOException {
        assertThat(csv("1,a\n2,\"b\n3,c\n4,d"))
                .extracting(row -> row.source().line(), Cells::values, Cells::problem)
                .containsExactly(
                        tuple(1L, List.of("1", "a"), null),
                        tuple(2L, List.of(), "a quote that opens on this line is never closed"),
                        tuple(3L, List.of("3", "c"), null),
                        tuple(4L, List.of("4", "d"), null));
    }

    @Test
    void an_endless_cell_is_given_up_and_its_lines_read_as_rows() throws IOException {
        int lines = 100_000;
        String line = "7,a line of some fifty characters, more or less, ok\n";

        List<Cells> rows = csv("1,\"open\n" + line.repeat(lines));

        assertThat(rows).hasSize(lines + 1);
        assertThat(rows.get(0).problem()).isEqualTo("a quote that opens on this line is never closed");
        assertThat(rows.get(lines).source().line()).isEqualTo(lines + 1L);
        assertThat(rows).filteredOn(row -> row.problem() != null).hasSize(1);
    }

    @Test
    void rows_longer_than_a_parsers_buffer_are_whole() throws IOException {
        String cell = "x".repeat(300_000);

        assertThat(csv("1,\"" + cell + "\"\n\"2\"y" + cell + "\n3,c"))
                .extracting(row -> row.source().line(), row -> row.values().size(), row -> row.problem() == null)
                .containsExactly(tuple(1L, 2, true), tuple(2L, 0, false), tuple(3L, 2, true));
    }

    @Test
    void white_space_between_columns_may_be_of_any_width() throws IOException {
        String file = " 00004 0001 19970101  2   29.33\r\n\r\n 00004\t0001 19970118  2   29.73\r\n";

        assertThat(cells(new WhitespaceCells(lines(file))))
                .extracting(row -> row.source().line(), row -> row.source().text(), Cells::values)
                .containsExactly(
                        tuple(
                                1L,
                                " 00004 0001 19970101  2   29.33",
                                List.of("00004", "0001", "19970101", "2", "29.33")),
                        tuple(
                                3L,
                                " 00004\t0001 19970118  2   29.73",
                                List.of("00004", "0001", "19970118", "2", "29.73")));
    }

    private static List<Cells> csv(String file) throws IOException {
        return cells(new CsvCells(lines(file), ','));
    }

    private static LineReader lines(String file) throws IOException {
        return new LineReader(new ByteArrayInputStream(file.getBytes(UTF_8)), UTF_8);
    }

    private static List<Cells> cells(CellReader reader) throws IOException {
        List<Cells> rows = new ArrayList<>();
        try (reader) {
            for (Cells row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }
}
