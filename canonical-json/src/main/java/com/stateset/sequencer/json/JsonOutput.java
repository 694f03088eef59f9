package com.stateset.sequencer.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Growing UTF-8 JSON. Knows how to write strings and commas; what stands where is the caller's business.
 *
 * <p>RFC 8785 section 3.2.2.2 leaves no choice in strings: what must be escaped is ({@code "}, {@code \}, and the control
 * characters, with the short form where there is one, else in lower-case hex); nothing else is. Everything is encoded as it
 * stands, without normalisation, so two names that look alike and are not the same stay two.
 *
 * <p>The run of plain ASCII, which is nearly all of every text, is copied by one loop after one check of the capacity; what is left
 * over is written character by character. A surrogate without its other half cannot be encoded in UTF-8 at all, and is refused.
 */
final class JsonOutput {

    private static final int INITIAL_CAPACITY = 1024;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[INITIAL_CAPACITY];
    private int length;

    /** Holds the members of an object while they are put in order. */
    private byte[] asWritten = new byte[INITIAL_CAPACITY];

    int length() {
        return length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Forgets everything written, and an array that has grown larger than {@code kept}. */
    void clear(int kept) {
        length = 0;
        if (bytes.length > kept) {
            bytes = new byte[INITIAL_CAPACITY];
        }
        if (asWritten.length > kept) {
            asWritten = new byte[INITIAL_CAPACITY];
        }
    }

    /** Writes the comma that goes before the next value or member, if one does. The last byte tells. */
    void separate() {
        if (length > 0 && !opensSomething(bytes[length - 1])) {
            ascii(',');
        }
    }

    /** Whether a name has been written and its value has not. */
    boolean awaitsValue() {
        return length > 0 && bytes[length - 1] == ':';
    }

    private static boolean opensSomething(byte last) {
        return last == '[' || last == '{' || last == ':';
    }

    void ascii(char c) {
        reserve(1);
        bytes[length++] = (byte) c;
    }

    void ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    void ascii(char[] text, int from, int to) {
        reserve(to - from);
        for (int i = from; i < to; i++) {
            bytes[length++] = (byte) text[i];
        }
    }

    /** Writes a string with its quotes, escaped as RFC 8785 wants it. */
    void string(char[] text, int from, int to) throws Refusal {
        ascii('"');
        for (int i = plain(text, from, to); i < to; i = plain(text, i, to)) {
            i = special(text, i, to);
        }
        ascii('"');
    }

    /** Copies what is ASCII and needs no escape, and returns where that ends. */
    private int plain(char[] text, int from, int to) {
        reserve(to - from);
        byte[] target = bytes;
        int at = length;
        int i = from;
        for (; i < to; i++) {
            char c = text[i];
            if (c < ' ' || c > '\u007f' || c == '"' || c == '\\') {
                break;
            }
            target[at++] = (byte) c;
        }
        length = at;
        return i;
    }

    /** Writes the one character at {@code i}, and returns where the next one is. */
    private int special(char[] text, int i, int to) throws Refusal {
        char c = text[i];
        if (!Character.isSurrogate(c)) {
            encode(c);
            return i + 1;
        }
        if (i + 1 == to || !Character.isSurrogatePair(c, text[i + 1])) {
            throw new Refusal("holds the lone surrogate " + Echo.escape(c));
        }
        encode(Character.toCodePoint(c, text[i + 1]));
        return i + 2;
    }

    /** RFC 3629: one to four bytes, the first of which tells how many. An escape of a control character takes six. */
    private void encode(int codePoint) {
        reserve(6);
        if (codePoint < 0x80) {
            escape(codePoint);
        } else if (codePoint < 0x800) {
            bytes[length++] = (byte) (0xc0 | (codePoint >> 6));
            continuation(codePoint);
        } else if (codePoint < 0x1_0000) {
            bytes[length++] = (byte) (0xe0 | (codePoint >> 12));
            continuation(codePoint >> 6);
            continuation(codePoint);
        } else {
            bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
            continuation(codePoint >> 12);
            continuation(codePoint >> 6);
            continuation(codePoint);
        }
    }

    private void continuation(int bits) {
        bytes[length++] = (byte) (0x80 | (bits & 0x3f));
    }

    private void escape(int c) {
        bytes[length++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[length++] = (byte) c;
            case '\b' -> bytes[length++] = 'b';
            case '\t' -> bytes[length++] = 't';
            case '\n' -> bytes[length++] = 'n';
            case '\f' -> bytes[length++] = 'f';
            case '\r' -> bytes[length++] = 'r';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[c >> 4];
                bytes[length++] = HEX[c & 0xf];
            }
        }
    }

    /**
     * Writes the members of the object that is being closed anew, in the order of {@code members}.
     *
     * @param start where the first of them stands; the last one ends where the output ends
     */
    void rearrange(int start, Member[] members, int from, int to) {
        if (asWritten.length < length - start) {
            asWritten = new byte[bytes.length];
        }
        System.arraycopy(bytes, start, asWritten, 0, length - start);
        length = start;
        for (int i = from; i < to; i++) {
            separate();
            Member member = members[i];
            System.arraycopy(asWritten, member.start - start, bytes, length, member.length());
            length += member.length();
        }
    }

    private void reserve(int count) {
        if (count > bytes.length - length) {
            grow(count);
        }
    }

    /** Doubles, up to the largest array that JVMs give; beyond that the JVM says that there is no memory. */
    private void grow(int count) {
        long wanted = Math.max((long) length + count, 2L * bytes.length);
        bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Math.max((long) length + count, Integer.MAX_VALUE - 8)));
    }
}
