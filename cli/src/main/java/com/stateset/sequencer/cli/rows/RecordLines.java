package com.stateset.sequencer.cli.rows;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hands lines to a CSV parser, never more than one per read, and so knows which lines a record is made of: a parser asks for
 * another line only when the record is not complete. Not thread-safe.
 *
 * <p>FastCSV numbers lines itself ({@code CsvRecord.getStartingLineNumber}), but does not keep a record's text. That text is part of
 * the event's id, and stands in the file of rejected rows; and where quotes are wrong, the lines behind the first one are read again.
 */
final class RecordLines extends Reader {

    /** The most characters of one record. */
    private static final int MAX_RECORD = LineReader.MAX_LENGTH;

    private final LineReader lines;
    private final Deque<InputLine> givenBack = new ArrayDeque<>();
    private final List<InputLine> record = new ArrayList<>();
    private String current = "";
    private int next;
    private int length;
    private boolean ranOut;

    RecordLines(LineReader lines) {
        this.lines = lines;
    }

    /** Forgets what has been handed out, and what is left of its last line. */
    void startRecord() {
        record.clear();
        next = current.length();
        length = 0;
        ranOut = false;
    }

    /** Where the record stands that has been handed out since its start; of its lines, at least one has. */
    RowText source() {
        InputLine last = record.get(record.size() - 1);
        String text = record.size() == 1
                ? last.text()
                : record.stream().map(InputLine::text).collect(Collectors.joining("\n"));
        return new RowText(record.get(0).number(), text, last.position());
    }

    /** Returns why the record's text cannot be trusted, or null. */
    @Nullable
    String problem() {
        return record.stream()
                .map(InputLine::problem)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Whether the record would go on, but there is nothing more, or it has become too long. */
    boolean ranOut() {
        return ranOut;
    }

    /** Makes the record's first line the whole record; the others will be handed out again. */
    void giveBackAllButFirst() {
        while (record.size() > 1) {
            givenBack.addFirst(record.remove(record.size() - 1));
        }
    }

    @Override
    public int read(char[] target, int offset, int count) throws IOException {
        if (next == current.length() && !nextLine()) {
            ranOut = !record.isEmpty();
            return -1;
        }
        int taken = Math.min(count, current.length() - next);
        current.getChars(next, next + taken, target, offset);
        next += taken;
        return taken;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private boolean nextLine() throws IOException {
        InputLine line = length > MAX_RECORD ? null : givenBack.isEmpty() ? lines.next() : givenBack.removeFirst();
        if (line == null) {
            return false;
        }
        record.add(line);
        current = line.text() + line.ending();
        next = 0;
        length += current.length();
        return true;
    }
}
