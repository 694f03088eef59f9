package com.stateset.sequencer.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.ingest.Item.Refused;
import com.stateset.sequencer.cli.rows.Row;
import com.stateset.sequencer.cli.rows.RowReader;
import com.stateset.sequencer.cli.rows.RowText;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A file is written here as one letter per row: {@code .} has no command, {@code x} cannot be read, the others name one. */
class CommandUnitsTest {

    private static final int MAX_EVENTS = 4;
    private static final long MAX_BYTES = 100_000;

    @Test
    void batches_are_cut_by_count() throws IOException {
        assertThat(batches(".....", 2)).containsExactly("..", "..", ".");
    }

    @Test
    void a_batch_is_not_cut_within_a_command() throws IOException {
        assertThat(batches(".aab.bbb", 2)).containsExactly(".", "aa", "b.", "bbb");
        assertThat(batches("aaaa.", 3)).containsExactly("aaaa", ".");
    }

    @Test
    void a_command_that_fits_into_no_request_is_refused_as_a_whole() throws IOException {
        assertThat(batches(".aaaaaa.", 10)).containsExactly(".------.");
    }

    @Test
    void a_row_that_cannot_be_read_is_refused_and_the_others_go_on() throws IOException {
        assertThat(batches(".x.", 10)).containsExactly(".-.");
        assertThat(batches("xx", 10)).containsExactly("--");
    }

    @Test
    void a_command_that_an_unreadable_row_may_belong_to_waits() throws IOException {
        assertThat(batches("aax.", 10)).containsExactly("---.");
        assertThat(batches(".xaa.bb", 10)).containsExactly(".---.bb");
        assertThat(batches("aaxa.", 10)).containsExactly("----.");
        assertThat(batches("aaxbb.cc", 10)).containsExactly("-----.cc");
        assertThat(batches("aa.x.bb", 10)).containsExactly("aa.-.bb");
    }

    @Test
    void a_bad_row_that_names_its_command_spoils_no_other() throws IOException {
        assertThat(batches("bbAaa.", 10)).containsExactly("bb---.");
        assertThat(batches("aaAbb.", 10)).containsExactly("---bb.");
    }

    @Test
    void batches_are_cut_by_bytes_and_too_large_events_refused() throws IOException {
        List<Row> rows = List.of(row(1, '.', 60_000), row(2, '.', 60_000), row(3, '.', 200_000), row(4, '.', 10));

        assertThat(batches(rows, 10)).containsExactly(".", ".-.");
    }

    @Test
    void there_is_nothing_in_an_empty_file() throws IOException {
        assertThat(batches("", 10)).isEmpty();
    }

    private static List<String> batches(String file, int size) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < file.length(); i++) {
            rows.add(row(i + 1, file.charAt(i), 10));
        }
        return batches(rows, size);
    }

    /** Writes batches as letters again; a refused row is a dash. */
    private static List<String> batches(List<Row> rows, int size) throws IOException {
        StreamId stream = new StreamId(new UUID(1, 1), new UUID(2, 2));
        BatchFiller batches =
                new BatchFiller(new CommandUnits(reader(rows), stream, MAX_EVENTS, MAX_BYTES), size, MAX_BYTES);
        List<String> written = new ArrayList<>();
        long line = 0;
        for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
            StringBuilder letters = new StringBuilder();
            for (Item item : batch.items()) {
                line++;
                assertThat(item.source().line()).isEqualTo(line);
                letters.append(item instanceof Refused ? "-" : item.source().text());
            }
            written.add(letters.toString());
        }
        assertThat(line).isEqualTo(rows.size());
        return written;
    }

    private static Row row(long line, char letter, int payloadLength) {
        RowText source = new RowText(line, String.valueOf(letter), line);
        UUID command = letter == '.' || letter == 'x' ? null : new UUID(3, Character.toLowerCase(letter));
        if (letter == 'x' || Character.isUpperCase(letter)) {
            return new Row.Unreadable(source, "bad", command);
        }
        return new Row.Read(
                source,
                NewEvent.builder()
                        .entity("t", "i")
                        .eventType("e")
                        .payload("\"" + "x".repeat(payloadLength) + "\"")
                        .commandId(command)
                        .build(),
                null);
    }

    private static RowReader reader(List<Row> rows) {
        Iterator<Row> remaining = rows.iterator();
        return new RowReader() {
            @Override
            public @Nullable Row next() {
                return remaining.hasNext() ? remaining.next() : null;
            }

            @Override
            public void close() {}
        };
    }
}
