package com.stateset.sequencer.cli.rows;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file to read, and what the user says about it.
 *
 * @param place where it is
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
        InputPlace place,
        Charset charset,
        @Nullable InputFormat format,
        @Nullable Character delimiter,
        List<String> columns,
        boolean header,
        String defaultCreatedAt,
        UUID agent,
        @Nullable TableMapping mapping) {

    public InputFile {
        requireAscii(charset);
        columns = List.copyOf(columns);
    }

    /**
     * Opens the file.
     *
     * @throws UnusableInputException if the file is not what the user says
     */
    public RowReader open(RowIds ids) throws IOException {
        BufferedInputStream in = place.open();
        try {
            return reader(in, ids);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private RowReader reader(BufferedInputStream in, RowIds ids) throws IOException {
        InputBeginning beginning = InputBeginning.of(in, charset);
        InputFormat actual = format != null ? format : InputFormat.guess(place.name(), beginning);
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
        CellReader cells = actual == InputFormat.TABLE ? new WhitespaceCells(lines) : csv(lines, beginning);
        return TableRows.of(cells, columns, header || columns.isEmpty(), mapping, ids);
    }

    /** A line that names the separator is no row; what is said on the command line counts more. */
    private CellReader csv(LineReader lines, InputBeginning beginning) throws IOException {
        Character named = beginning.separator();
        if (named != null) {
            InputLine line = lines.next();
            while (line != null && line.text().isBlank()) {
                line = lines.next();
            }
        }
        char guessed = named != null ? named : InputFormat.guessDelimiter(beginning.line());
        return new CsvCells(lines, delimiter != null ? delimiter : guessed);
    }

    private static void requireAscii(Charset charset) {
        if (!charset.decode(ByteBuffer.wrap(new byte[] {'a', '\n'})).toString().equals("a\n")) {
            throw new UnusableInputException("--encoding is " + charset
                    + ", in which lines cannot be told apart byte by byte; convert the file to UTF-8 first, with iconv -f "
                    + charset + " -t UTF-8");
        }
    }
}
