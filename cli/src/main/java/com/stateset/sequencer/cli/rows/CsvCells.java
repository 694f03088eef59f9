package com.stateset.sequencer.cli.rows;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values (RFC 4180), with any delimiter.
 *
 * <p>After a row that breaks the rules of quoting, the next one starts on the next line, in a parser of its own. A quote that
 * is never closed would swallow the rest of the file: then only the line that opens it is bad, and the lines behind it are
 * read again as rows.
 */
final class CsvCells implements CellReader {

    private final RecordLines lines;
    private final CsvReader.CsvReaderBuilder parser;
    private @Nullable Iterator<CsvRecord> records;

    CsvCells(LineReader lines, char delimiter) {
        this.lines = new RecordLines(lines);
        this.parser = CsvReader.builder()
                .fieldSeparator(delimiter)
                .skipEmptyLines(false)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(2 * LineReader.MAX_LENGTH);
    }

    @Override
    public @Nullable Cells next() throws IOException {
        while (true) {
            Cells cells = nextRecord();
            if (cells == null || !isBlank(cells)) {
                return cells;
            }
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private @Nullable Cells nextRecord() throws IOException {
        lines.startRecord();
        try {
            if (records == null) {
                records = parser.ofCsvRecord(lines).iterator();
            }
            if (!records.hasNext()) {
                return null;
            }
            return new Cells(lines.source(), records.next().getFields(), lines.problem());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            records = null;
            return badRecord(e);
        }
    }

    private Cells badRecord(CsvParseException cause) {
        if (lines.ranOut()) {
            lines.giveBackAllButFirst();
            return new Cells(lines.source(), List.of(), "a quote that opens on this line is never closed");
        }
        String problem = lines.problem() != null ? lines.problem() : quotingProblem(cause);
        return new Cells(lines.source(), List.of(), problem);
    }

    private static String quotingProblem(CsvParseException cause) {
        return "the quotes are wrong: " + String.valueOf(cause.getMessage()).replaceFirst(" \\(record .*", "");
    }

    private static boolean isBlank(Cells cells) {
        return cells.problem() == null
                && cells.values().size() == 1
                && cells.values().get(0).isBlank();
    }
}
