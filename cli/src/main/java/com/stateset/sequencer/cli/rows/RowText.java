package com.stateset.sequencer.cli.rows;

/**
 * A row as it stands in its file.
 *
 * @param line the number of its first line
 * @param text its text, without the line's end; a row of several lines has {@code \n} between them
 * @param position how many bytes of the file lie up to here, this row included
 */
public record RowText(long line, String text, long position) {

    static RowText of(InputLine line) {
        return new RowText(line.number(), line.text(), line.position());
    }
}
