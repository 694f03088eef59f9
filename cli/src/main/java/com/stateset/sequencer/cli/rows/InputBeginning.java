package com.stateset.sequencer.cli.rows;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first line that is not blank, which says much about what is behind it. It is looked at without being used up, and no more is read
 * than it takes, since a pipe may have no more for now.
 *
 * @param line the line; empty if there is none
 * @param separator what stands between cells, if the line says nothing but that, as Excel writes it: {@code sep=;}
 */
record InputBeginning(String line, @Nullable Character separator) {

    private static final Pattern SEPARATOR = Pattern.compile("\"?sep=(.)\"?", Pattern.CASE_INSENSITIVE);

    /** How much is judged of an encoding. */
    private static final int JUDGED = 1024;

    /** A text in UTF-16 has a zero in at least so many bytes, or else it is in no alphabet that has line ends and commas. */
    private static final int FEWEST_ZEROS = 20;

    /**
     * Looks at the beginning.
     *
     * @throws UnusableInputException if it is UTF-16
     */
    static InputBeginning of(BufferedInputStream in, Charset charset) throws IOException {
        in.mark(InputPlace.LOOK_AHEAD);
        byte[] start = new byte[InputPlace.LOOK_AHEAD];
        int length = 0;
        String found = null;
        while (found == null && length < start.length) {
            int read = in.read(start, length, start.length - length);
            length += Math.max(0, read);
            found = firstLine(start, length, charset, read < 0 || length == start.length);
        }
        in.reset();
        requireNoUtf16(Arrays.copyOf(start, Math.min(length, JUDGED)));
        String line = found == null ? "" : found;
        Matcher separator = SEPARATOR.matcher(line);
        return new InputBeginning(line, separator.matches() ? separator.group(1).charAt(0) : null);
    }

    /** Null if there is none yet that is complete. */
    private static @Nullable String firstLine(byte[] start, int length, Charset charset, boolean atEnd)
            throws IOException {
        LineReader lines = new LineReader(new ByteArrayInputStream(start, 0, length), charset);
        for (InputLine line = lines.next(); line != null; line = lines.next()) {
            if (!line.text().isBlank() && (atEnd || !line.ending().isEmpty())) {
                return line.text();
            }
        }
        return atEnd ? "" : null;
    }

    /** In no other encoding of text is every other byte a zero, or many of them. */
    private static void requireNoUtf16(byte[] start) {
        int[] zeros = new int[2];
        for (int i = 0; i < start.length; i++) {
            zeros[i % 2] += start[i] == 0 ? 1 : 0;
        }
        if (Math.min(zeros[0], zeros[1]) == 0 && Math.max(zeros[0], zeros[1]) * FEWEST_ZEROS > start.length) {
            throw new UnusableInputException("the file is UTF-16 without a byte order mark; convert it to UTF-8 first,"
                    + " with iconv -f UTF-16" + (zeros[0] > 0 ? "BE" : "LE") + " -t UTF-8");
        }
    }
}
