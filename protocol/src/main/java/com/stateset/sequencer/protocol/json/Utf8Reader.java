package com.stateset.sequencer.protocol.json;

import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** The characters of valid UTF-8, decoded straight into what they are read into. For one thread. */
final class Utf8Reader extends Reader {

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final ByteBuffer source;

    Utf8Reader(byte[] utf8) {
        this(utf8, 0);
    }

    /** Reads from a character's first byte on. */
    Utf8Reader(byte[] utf8, int start) {
        this.source = ByteBuffer.wrap(utf8, start, utf8.length - start);
    }

    /** How many characters begin with a byte: none with one that goes on with another, and of four bytes a pair of surrogates. */
    static int characters(byte first) {
        boolean goesOn = (first & 0b1100_0000) == 0b1000_0000;
        boolean ofFour = (first & 0b1111_1000) == 0b1111_0000;
        return goesOn ? 0 : ofFour ? 2 : 1;
    }

    /** @throws IllegalArgumentException if there is no room for a pair of surrogates */
    @Override
    public int read(char[] target, int start, int length) {
        if (length < 2) {
            throw new IllegalArgumentException("there is room for " + length + " characters, and a pair has two");
        }
        if (!source.hasRemaining()) {
            return -1;
        }
        CharBuffer characters = CharBuffer.wrap(target, start, length);
        decoder.decode(source, characters, true);
        return length - characters.remaining();
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
