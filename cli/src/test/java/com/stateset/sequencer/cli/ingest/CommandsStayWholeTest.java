package com.stateset.sequencer.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.cli.ingest.Item.Refused;
import com.stateset.sequencer.cli.rows.Row;
import com.stateset.sequencer.cli.rows.RowReader;
import com.stateset.sequencer.cli.rows.RowText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A file is written here as one letter per row: {@code .} has no command, {@code x} cannot be read, the others name one. */
class CommandsStayWholeTest {

    private static final int MAX_EVENTS = 4;
    private static final long MAX_BYTES = 100_000;

    @Test
    void batchesAreCutByCount() throws IOException {
        assertThat(batches(".....", 2)).containsExactly("..", "..", ".");
    }

    @Test
    void aBatchIsNotCutWithinACommand() throws IOException {
        assertThat(batches(".aab.bbb", 2)).containsExactly(".", "aa", "b.", "bbb");
        assertThat(batches("aaaa.", 3)).containsExactly("aaaa", ".");
    }

    @Test
    void aCommandThatFitsIntoNoRequestIsRefusedAsAWhole() throws IOException {
        assertThat(batches(".aaaaaa.", 10)).containsExactly(".------.");
    }

    @Test
    void aRowThatCannotBeReadIsRefusedAndTheOthersGoOn() throws IOException {
        assertThat(batches(".x.", 10)).containsExactly(".-.");
        assertThat(batches("xx", 10)).containsExactly("--");
    }

    @Test
    void aCommandThatARowWithoutMeaningMayBelongToWaitsAsAWhole() throws IOException {
        assertThat(batches("aax.", 10)).containsExactly("---.");
        assertThat(batches(".xaa.bb", 10)).containsExactly(".---.bb");
        assertThat(batches("aaxa.", 10)).containsExactly("----.");
        assertThat(batches("aaxbb.cc", 10)).containsExactly("-----.cc");
        assertThat(batches("aa.x.bb", 10)).containsExactly("aa.-.bb");
    }

    @Test
    void aBadRowThatNamesItsCommandSpoilsNoOther() throws IOException {
        assertThat(batches("bbAaa.", 10)).containsExactly("bb---.");
        assertThat(batches("aaAbb.", 10)).containsExactly("---bb.");
    }

    @Test
    void batchesAreCutByBytesAndWhatIsTooLargeForAnyIsRefused() throws IOException {
        List<Row> rows = List.of(row(1, '.', 60_000), row(2, '.', 60_000), row(3, '.', 200_000), row(4, '.', 10));

        assertThat(batches(rows, 10)).containsExactly(".", ".-.");
    }

    @Test
    void thereIsNothingInAnEmptyFile() throws IOException {
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
        Batches batches = new Batches(new CommandUnits(reader(rows), stream, MAX_EVENTS, MAX_BYTES), size, MAX_BYTES);
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
                        .build());
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
