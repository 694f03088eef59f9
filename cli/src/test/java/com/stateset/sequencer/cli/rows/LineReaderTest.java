package com.stateset.sequencer.cli.rows;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    @Test
    void every_kind_of_line_end_counts() throws IOException {
        assertThat(lines("a\nb\r\nc\r\rd".getBytes(UTF_8), UTF_8))
                .extracting(InputLine::number, InputLine::text, InputLine::ending, InputLine::position)
                .containsExactly(
                        tuple(1L, "a", "\n", 2L),
                        tuple(2L, "b", "\r\n", 5L),
                        tuple(3L, "c", "\r", 7L),
                        tuple(4L, "", "\r", 8L),
                        tuple(5L, "d", "", 9L));
    }

    @Test
    void a_file_without_anything_has_no_lines() throws IOException {
        assertThat(lines(new byte[0], UTF_8)).isEmpty();
    }

    @Test
    void a_byte_order_mark_is_not_part_of_the_first_line() throws IOException {
        assertThat(lines("\uFEFFa\nb".getBytes(UTF_8), UTF_8))
                .extracting(InputLine::text)
                .containsExactly("a", "b");
    }

    @Test
    void a_stray_byte_spoils_its_own_line_only() throws IOException {
        List<InputLine> lines = lines("a\nK\u00F6ln\nb\n".getBytes(ISO_8859_1), UTF_8);

        assertThat(lines)
                .extracting(InputLine::number, InputLine::problem)
                .containsExactly(tuple(1L, null), tuple(2L, "the line is not valid UTF-8"), tuple(3L, null));
    }

    @Test
    void another_encoding_can_be_named() throws IOException {
        assertThat(lines("K\u00F6ln".getBytes(ISO_8859_1), ISO_8859_1))
                .extracting(InputLine::text, InputLine::problem)
                .containsExactly(tuple("K\u00F6ln", null));
    }

    @Test
    void utf16_is_refused_instead_of_misread() {
        assertThatThrownBy(() -> lines("a\nb".getBytes(UTF_16), UTF_8))
                .isInstanceOf(UnusableInputException.class)
                .hasMessage("the file is UTF-16; convert it to UTF-8 first");
    }

    @Test
    void a_line_that_is_too_long_does_not_hide_the_next() throws IOException {
        String tooLong = "x".repeat(LineReader.MAX_LENGTH + 1);

        assertThat(lines((tooLong + "\nnext").getBytes(UTF_8), UTF_8))
                .extracting(InputLine::number, line -> line.text().length(), InputLine::problem)
                .containsExactly(tuple(1L, 200, "the line is longer than 4194304 bytes"), tuple(2L, 4, null));
    }

    @Test
    void lines_that_cross_the_buffer_are_whole() throws IOException {
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            file.append("line ").append(i).append(i % 2 == 0 ? "\r\n" : "\n");
        }

        List<InputLine> lines = lines(file.toString().getBytes(UTF_8), UTF_8);

        assertThat(lines)
                .hasSize(30_000)
                .allSatisfy(line -> assertThat(line.text()).isEqualTo("line " + (line.number() - 1)));
    }

    private static List<InputLine> lines(byte[] file, Charset charset) throws IOException {
        List<InputLine> lines = new ArrayList<>();
        try (LineReader reader = new LineReader(new ByteArrayInputStream(file), charset)) {
            for (InputLine line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        return lines;
    }
}
