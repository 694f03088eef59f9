package com.stateset.sequencer.cli.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputFileTest {

    private static final String EVENT =
            "{\"entity_type\":\"t\",\"entity_id\":\"1\",\"event_type\":\"e\",\"payload\":1}\n";
    private static final TableMapping ORDERS = new TableMapping(
            Template.parse("order"),
            Template.parse("{no}"),
            Template.parse("placed"),
            null,
            null,
            null,
            ReadRows.EPOCH,
            ReadRows.AGENT);

    @TempDir
    private Path directory;

    @Test
    void a_compressed_file_is_the_file_that_was_compressed() throws IOException {
        Path plain = Files.writeString(directory.resolve("a.csv"), "no,total\n1,10\n2,20\n");
        Path compressed = Files.write(directory.resolve("b.csv.gz"), gzip("no,total\n1,10\n2,20\n"));

        List<Row> rows = rows(file(compressed, ORDERS));

        assertThat(rows).hasSize(2);
        assertThat(ReadRows.event(rows.get(1)).eventId())
                .isEqualTo(ReadRows.event(rows(file(plain, ORDERS)).get(1)).eventId());
        assertThat(new InputPlace(compressed).size()).isEqualTo(-1);
        assertThat(new InputPlace(plain).size()).isEqualTo(Files.size(plain));
    }

    @Test
    void files_that_were_compressed_one_after_the_other() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip(EVENT));
        both.write(gzip(EVENT));

        assertThat(rows(file(Files.write(directory.resolve("a"), both.toByteArray()), null)))
                .hasSize(2);
    }

    @Test
    void a_damaged_header_of_a_later_part_is_not_the_end() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip(EVENT));
        int second = both.size();
        both.write(gzip(EVENT));
        both.write(gzip(EVENT));
        for (int at = second; at < second + 3; at++) {
            byte[] damaged = both.toByteArray();
            damaged[at] ^= 4;
            requireDamaged(damaged);
        }
        for (int more = 1; more < 40; more++) {
            requireDamaged(Arrays.copyOf(gzip(EVENT), gzip(EVENT).length + more));
        }
    }

    private void requireDamaged(byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("a"), content);
        for (int size : new int[] {1, 7, 20, 64, 1 << 16}) {
            try (InputStream in = new GzipMembers(new BufferedInputStream(Files.newInputStream(file), size), size)) {
                assertThatThrownBy(in::readAllBytes).isInstanceOf(ZipException.class);
            }
        }
        assertThatThrownBy(() -> rows(file(file, null))).hasMessageContaining("compressed");
    }

    @Test
    void parts_of_a_compressed_file_are_whole_however_they_are_read() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip(EVENT));
        both.write(gzip(EVENT));
        for (int size = 1; size < both.size() + 2; size++) {
            InputStream slow = new ByteArrayInputStream(both.toByteArray()) {
                @Override
                public int available() {
                    return 0;
                }
            };
            try (InputStream in = new GzipMembers(new BufferedInputStream(slow, size), size)) {
                assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo(EVENT + EVENT);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sep=;\r\n", "\uFEFFsep=;\n", "\"sep=;\"\n", "\n\nSEP=;\n"})
    void a_line_of_excel_names_the_separator(String line) throws IOException {
        Path file = Files.writeString(directory.resolve("a.csv"), line + "no;a,b,c,d\n1;x\n");

        List<Row> rows = rows(file(file, ORDERS));

        assertThat(rows).hasSize(1);
        assertThat(ReadRows.payload(rows.get(0))).isEqualTo("{\"no\":\"1\",\"a,b,c,d\":\"x\"}");
    }

    @Test
    void a_tab_is_a_separator_too_and_tells_that_it_is_a_table() throws IOException {
        Path file = Files.writeString(directory.resolve("export"), "sep=\t\nno\ttotal\n1\t2\n");

        assertThat(ReadRows.event(rows(file(file, ORDERS)).get(0)).entityId()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void utf_16_without_a_mark_is_named(String charset) throws IOException {
        Path file = Files.write(directory.resolve("a.csv"), "Nr;Größe\r\n1;Ä\r\n".getBytes(Charset.forName(charset)));

        assertThatThrownBy(() -> rows(file(file, ORDERS)))
                .isInstanceOf(UnusableInputException.class)
                .hasMessage("the file is UTF-16 without a byte order mark; convert it to UTF-8 first, with iconv -f "
                        + charset + " -t UTF-8");
    }

    @Test
    void an_encoding_of_more_bytes_is_named() {
        assertThatThrownBy(() -> new InputFile(
                        new InputPlace(Path.of("a")),
                        StandardCharsets.UTF_16LE,
                        null,
                        null,
                        List.of(),
                        false,
                        ReadRows.EPOCH,
                        ReadRows.AGENT,
                        null))
                .hasMessageContaining("--encoding is UTF-16LE, in which lines cannot be told apart byte by byte");
    }

    @Test
    void a_zero_in_a_line_spoils_that_line_alone() throws IOException {
        Path file = Files.writeString(directory.resolve("a.ndjson"), EVENT + "\u0000\n" + EVENT);

        assertThat(rows(file(file, null)))
                .hasSize(3)
                .satisfiesExactly(
                        row -> assertThat(row).isInstanceOf(Row.Read.class),
                        row -> assertThat(row).isInstanceOf(Row.Unreadable.class),
                        row -> assertThat(row).isInstanceOf(Row.Read.class));
    }

    @Test
    @Timeout(60)
    void a_row_in_a_pipe_is_read_before_there_are_more() throws Exception {
        Path pipe = directory.resolve("pipe");
        Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assertThat(made.waitFor(10, TimeUnit.SECONDS)).isTrue();
        CountDownLatch read = new CountDownLatch(1);
        Thread writer = new Thread(() -> write(pipe, read));
        writer.start();
        try (RowReader rows = file(pipe, null).open(ReadRows.IDS)) {
            assertThat(rows.next()).isInstanceOf(Row.Read.class);
            read.countDown();
            assertThat(rows.next()).isNull();
        }
        writer.join();
    }

    /** Keeps the pipe open until the row was read. */
    private static void write(Path pipe, CountDownLatch read) {
        try (OutputStream out = Files.newOutputStream(pipe)) {
            out.write(EVENT.getBytes(StandardCharsets.UTF_8));
            out.flush();
            assertThat(read.await(50, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputFile file(Path path, @Nullable TableMapping mapping) {
        return new InputFile(
                new InputPlace(path),
                StandardCharsets.UTF_8,
                null,
                null,
                List.of(),
                false,
                ReadRows.EPOCH,
                ReadRows.AGENT,
                mapping);
    }

    private static List<Row> rows(InputFile file) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (RowReader reader = file.open(ReadRows.IDS)) {
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
