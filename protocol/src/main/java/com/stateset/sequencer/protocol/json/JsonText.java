package com.stateset.sequencer.protocol.json;

import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text to be read, as it was sent and as a parser gets it: in UTF-8 both, so that what a message takes in memory is its bytes, and at
 * most two copies of them.
 *
 * <p>The JDK decodes, not Jackson, which would guess other encodings and let overlong forms pass. What would make a parser give up
 * the whole text, although it is one payload's own problem, is replaced in a copy, character by character: a parser counts those, and they
 * are found again by going through what was sent beside it, each byte once.
 * For one thread.
 */
final class JsonText {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final int PIECE = 4096;

    /** The highest bit of each of eight bytes. */
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private final byte[] sent;
    private final byte[] readable;
    private final boolean isAscii;
    private final boolean holdsLoneSurrogates;

    /** The last character that was looked for, and where its bytes begin in {@link #sent}. */
    private int character;

    private int offset;

    private JsonText(byte[] sent, byte[] readable, boolean isAscii, boolean holdsLoneSurrogates) {
        this.sent = sent;
        this.readable = readable;
        this.isAscii = isAscii;
        this.holdsLoneSurrogates = holdsLoneSurrogates;
    }

    /**
     * Takes a text over, without copying it.
     *
     * @throws InvalidMessageException if it is not UTF-8, empty, or begins with a byte order mark
     */
    static JsonText of(byte[] utf8) {
        boolean isAscii = isAscii(utf8);
        if (!isAscii) {
            requireValid(utf8);
        }
        if (utf8.length == 0) {
            throw problem("the body is empty");
        }
        int mark = Math.min(utf8.length, BYTE_ORDER_MARK.length);
        if (Arrays.equals(utf8, 0, mark, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length)) {
            throw problem("the body begins with a byte order mark, which JSON does not allow");
        }
        TextOutline outline = TextOutline.of(utf8);
        byte[] marked = outline.holdsEscapes() ? LoneSurrogates.marked(utf8) : utf8;
        byte[] readable = outline.levels() > DeepNesting.MAX_LEVELS ? DeepNesting.blanked(marked) : marked;
        return new JsonText(utf8, readable, isAscii, marked != utf8);
    }

    /** Looks at eight bytes at a time. */
    static boolean isAscii(byte[] text) {
        ByteBuffer bytes = ByteBuffer.wrap(text);
        long bits = 0;
        while (bytes.remaining() >= Long.BYTES) {
            bits |= bytes.getLong();
        }
        while (bytes.hasRemaining()) {
            bits |= bytes.get();
        }
        return (bits & NOT_ASCII) == 0;
    }

    private static void requireValid(byte[] utf8) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer source = ByteBuffer.wrap(utf8);
        CharBuffer piece = CharBuffer.allocate(PIECE);
        CoderResult result = decoder.decode(source, piece, true);
        while (result.isOverflow()) {
            result = decoder.decode(source, piece.clear(), true);
        }
        if (result.isError()) {
            throw problem("the body is not valid UTF-8 at byte " + source.position());
        }
    }

    /** The characters as sent, or with {@link LoneSurrogates} marked and {@link DeepNesting} blanked. */
    Reader characters() {
        return new Utf8Reader(readable);
    }

    /** Whether some surrogates are marked. */
    boolean holdsLoneSurrogates() {
        return holdsLoneSurrogates;
    }

    /**
     * Returns a part as it was sent, in UTF-8.
     *
     * @param from the part's first of the {@link #characters}, not before the end of the part that was returned last
     * @param to the first behind it
     */
    byte[] slice(long from, long to) {
        int start = offsetOf((int) from);
        return Arrays.copyOfRange(sent, start, offsetOf((int) to));
    }

    private int offsetOf(int wanted) {
        if (isAscii) {
            return wanted;
        }
        if (wanted < character) {
            throw new IllegalArgumentException("character " + wanted + " is before " + character);
        }
        while (character < wanted || (offset < sent.length && Utf8Reader.characters(sent[offset]) == 0)) {
            character += Utf8Reader.characters(sent[offset]);
            offset++;
        }
        return offset;
    }

    private static InvalidMessageException problem(String problem) {
        return new InvalidMessageException("$", problem);
    }
}
