package com.stateset.sequencer.cli.rows;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines, each with its number, in bounded memory, and decodes each one by itself: a stray byte spoils one line only. A
 * byte order mark is left out. For encodings that contain ASCII. Not thread-safe.
 */
final class LineReader implements Closeable {

    /** The longest line that is read whole. */
    static final int MAX_LENGTH = 4 << 20;

    private static final int SHOWN_OF_TOO_LONG = 200;
    private static final byte[] UTF8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] UTF16_BIG_ENDIAN_MARK = {(byte) 0xFE, (byte) 0xFF};
    private static final byte[] UTF16_LITTLE_ENDIAN_MARK = {(byte) 0xFF, (byte) 0xFE};

    private final InputStream in;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final byte[] buffer = new byte[1 << 16];
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int next;
    private int end;
    private long bufferStart;
    private long number;
    private boolean tooLong;

    LineReader(InputStream in, Charset charset) throws IOException {
        this.in = in;
        this.charset = charset;
        this.decoder = charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        skipMark();
    }

    /** Returns the next line, or null at the end of the file. */
    @Nullable
    InputLine next() throws IOException {
        if (isAtEnd()) {
            return null;
        }
        content.reset();
        tooLong = false;
        while (!isAtEnd() && !isLineEnd(buffer[next])) {
            takeUpToLineEnd();
        }
        String ending = takeEnding();
        number++;
        return line(ending, bufferStart + next);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private InputLine line(String ending, long position) {
        byte[] bytes = content.toByteArray();
        if (tooLong) {
            String start = new String(bytes, 0, SHOWN_OF_TOO_LONG, charset);
            return new InputLine(number, start, ending, position, "the line is longer than " + MAX_LENGTH + " bytes");
        }
        try {
            return new InputLine(number, decoder.decode(ByteBuffer.wrap(bytes)).toString(), ending, position, null);
        } catch (CharacterCodingException e) {
            return new InputLine(
                    number, new String(bytes, charset), ending, position, "the line is not valid " + charset);
        }
    }

    private void takeUpToLineEnd() {
        int start = next;
        while (next < end && !isLineEnd(buffer[next])) {
            next++;
        }
        if (content.size() + (next - start) > MAX_LENGTH) {
            tooLong = true;
        } else {
            content.write(buffer, start, next - start);
        }
    }

    private String takeEnding() throws IOException {
        if (isAtEnd()) {
            return "";
        }
        if (buffer[next++] == '\n') {
            return "\n";
        }
        if (isAtEnd() || buffer[next] != '\n') {
            return "\r";
        }
        next++;
        return "\r\n";
    }

    private void skipMark() throws IOException {
        if (isAtEnd()) {
            return;
        }
        if (startsWith(UTF16_BIG_ENDIAN_MARK) || startsWith(UTF16_LITTLE_ENDIAN_MARK)) {
            throw new UnusableInputException("the file is UTF-16; convert it to UTF-8 first");
        }
        boolean marked = charset.equals(StandardCharsets.UTF_8) && startsWith(UTF8_MARK);
        next = marked ? UTF8_MARK.length : 0;
    }

    private boolean startsWith(byte[] mark) {
        return end >= mark.length && Arrays.equals(buffer, 0, mark.length, mark, 0, mark.length);
    }

    private boolean isAtEnd() throws IOException {
        if (next < end) {
            return false;
        }
        bufferStart += end;
        next = 0;
        end = Math.max(0, in.read(buffer));
        return end == 0;
    }

    private static boolean isLineEnd(byte b) {
        return b == '\n' || b == '\r';
    }
}
