package com.stateset.sequencer.cli.rows;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** TableColumns with any amount of white space between them. Nothing is quoted: no cell holds a blank or is empty. */
final class WhitespaceCells implements CellReader {

    private static final Pattern GAP = Pattern.compile("\\s+");

    private final LineReader lines;

    WhitespaceCells(LineReader lines) {
        this.lines = lines;
    }

    @Override
    public @Nullable Cells next() throws IOException {
        InputLine line = lines.next();
        while (line != null && line.text().isBlank()) {
            line = lines.next();
        }
        return line == null
                ? null
                : new Cells(RowText.of(line), List.of(GAP.split(line.text().strip())), line.problem());
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
