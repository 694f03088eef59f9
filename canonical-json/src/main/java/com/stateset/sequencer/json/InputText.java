package com.stateset.sequencer.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * The text to parse, as UTF-16 in an array that serves the next text as well.
 *
 * <p>The JDK decodes, not Jackson: Jackson would guess UTF-16 and UTF-32, skip a byte order mark and let overlong forms and
 * encoded surrogates pass. UTF-8 never takes fewer bytes than UTF-16 takes characters, so an array as long as the bytes always
 * suffices, and there is one call of the decoder.
 *
 * <p>The array is handed to Jackson, which only reads it, and to the messages of refusals. It must not be used after the call it
 * was filled for: the next one that gets these buffers overwrites it.
 */
final class InputText {

    /** What a thread keeps at most of each buffer, so that one huge text does not occupy memory forever. */
    static final int KEPT = 1 << 17;

    private static final int INITIAL_CAPACITY = 1024;

    private final CharsetDecoder utf8Decoder = StandardCharsets.UTF_8.newDecoder();
    private char[] chars = new char[INITIAL_CAPACITY];
    private int length;

    void decode(byte[] utf8) throws Refusal {
        length = 0;
        reserve(utf8.length);
        int ascii = copyAscii(utf8);
        if (ascii < utf8.length) {
            decodeFrom(ascii, utf8);
        } else {
            length = ascii;
        }
    }

    /** Most texts are nothing else; returns where that ends. */
    private int copyAscii(byte[] utf8) {
        int i = 0;
        while (i < utf8.length && utf8[i] >= 0) {
            chars[i] = (char) utf8[i];
            i++;
        }
        return i;
    }

    private void decodeFrom(int start, byte[] utf8) throws Refusal {
        ByteBuffer source = ByteBuffer.wrap(utf8).position(start);
        CharBuffer target = CharBuffer.wrap(chars).position(start);
        CoderResult result = utf8Decoder.reset().decode(source, target, true);
        if (result.isError()) {
            throw new Refusal("not valid UTF-8 at byte " + source.position());
        }
        length = target.position();
    }

    void copy(String text) throws Refusal {
        length = text.length();
        reserve(length);
        text.getChars(0, length, chars, 0);
        requireWholePairs();
    }

    /** A raw half and an escaped half would meet in the value as a pair, so this cannot be left to the value's own check. */
    private void requireWholePairs() throws Refusal {
        for (int i = 0; i < length; i++) {
            if (Character.isSurrogate(chars[i])) {
                if (!isPairAt(i)) {
                    throw new Refusal("the text holds a lone surrogate at index " + i);
                }
                i++;
            }
        }
    }

    private boolean isPairAt(int i) {
        return i + 1 < length && Character.isSurrogatePair(chars[i], chars[i + 1]);
    }

    char[] chars() {
        return chars;
    }

    int length() {
        return length;
    }

    /** Drops an array that one large text has made larger than {@code kept}. */
    void shrink(int kept) {
        if (chars.length > kept) {
            chars = new char[INITIAL_CAPACITY];
        }
    }

    private void reserve(int count) {
        if (chars.length < count) {
            chars = new char[Math.max(count, Math.min(2 * chars.length, KEPT))];
        }
    }
}
