package com.stateset.sequencer.cli.rows;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file to read, and what the user says about it.
 *
 * @param path where it is
 * @param charset its encoding, one that contains ASCII
 * @param format guessed if absent
 * @param delimiter of CSV; guessed if absent
 * @param columns the names of a table's columns; if empty, its header has them
 * @param header whether a table with named columns has a header all the same
 * @param defaultCreatedAt for NDJSON lines that do not say when; RFC 3339 text
 * @param agent the source agent
 * @param mapping how a table's columns become events; needed for tables only
 */
public record InputFile(
        Path path,
        Charset charset,
        @Nullable InputFormat format,
        @Nullable Character delimiter,
        List<String> columns,
        boolean header,
        String defaultCreatedAt,
        UUID agent,
        @Nullable TableMapping mapping) {

    private static final int LOOK_AHEAD = 1 << 16;

    public InputFile {
        columns = List.copyOf(columns);
    }

    /**
     * Opens the file.
     *
     * @throws UnusableInputException if the file is not what the user says
     */
    public RowReader open(RowIds ids) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(path), LOOK_AHEAD);
        try {
            return reader(in, ids);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private RowReader reader(InputStream in, RowIds ids) throws IOException {
        String firstLine = firstLine(in);
        InputFormat actual = format != null ? format : InputFormat.guess(String.valueOf(path.getFileName()), firstLine);
        LineReader lines = new LineReader(in, charset);
        if (actual == InputFormat.NDJSON) {
            if (mapping != null) {
                throw new UnusableInputException(
                        "the file is NDJSON, whose lines are events already: leave out what is "
                                + "said about columns, or set --format");
            }
            return new NdjsonRows(lines, ids, defaultCreatedAt, agent);
        }
        if (mapping == null) {
            throw new UnusableInputException("the file is a table: say what its rows are about with "
                    + "--entity-type, --entity-id and --event-type, or set --format ndjson");
        }
        CellReader cells = actual == InputFormat.TABLE
                ? new WhitespaceCells(lines)
                : new CsvCells(lines, delimiter != null ? delimiter : InputFormat.guessDelimiter(firstLine));
        return TableRows.of(cells, columns, header || columns.isEmpty(), mapping, ids);
    }

    /** Looks at the first line that is not blank, within reason, without using it up. */
    private String firstLine(InputStream in) throws IOException {
        in.mark(LOOK_AHEAD);
        byte[] start = in.readNBytes(LOOK_AHEAD);
        in.reset();
        LineReader lines = new LineReader(new ByteArrayInputStream(start), charset);
        InputLine line = lines.next();
        while (line != null && line.text().isBlank()) {
            line = lines.next();
        }
        return line == null ? "" : line.text().strip();
    }
}
