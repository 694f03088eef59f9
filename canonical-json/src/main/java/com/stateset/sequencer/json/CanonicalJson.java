package com.stateset.sequencer.json;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON value in its canonical form (RFC 8785), as UTF-8: no white space, members in the order of their names' UTF-16
 * code units, shortest numbers, fewest escapes. Two texts that say the same become equal. Immutable.
 *
 * <p>Parsing is strict. Refused, with an {@link InvalidJsonException} that names the place:
 *
 * <ul>
 *   <li>what is not JSON (RFC 8259) in valid UTF-8, a byte order mark, text after the value;
 *   <li>a member name that stands twice in one object, however escaped;
 *   <li>a surrogate without its other half, escaped or not;
 *   <li>arrays and objects nested deeper than {@value JsonLimits#MAX_NESTING};
 *   <li>a number too large for a double, or so small that a double makes it zero;
 *   <li>a number whose value is an integer that is not equal, as a decimal, to its canonical text: {@code 9007199254740993}
 *       would become another number, and so would {@code 653247040368672768}, which is exactly a double but is written
 *       {@code 653247040368672800}. {@code 1E30} is fine: it is no double, but its canonical form has the same value;
 *   <li>a number of more than {@value JsonLimits#MAX_NUMBER_LENGTH} characters.
 * </ul>
 *
 * <p>Other numbers are rounded to the nearest double: {@code 0.10000000000000001} becomes {@code 0.1}. That is the one
 * change of value a text can undergo. Names, strings and the text itself may have any length.
 */
public final class CanonicalJson {

    private final byte[] utf8;

    private CanonicalJson(byte[] utf8) {
        this.utf8 = utf8;
    }

    /**
     * Parses a JSON text and brings it into canonical form.
     *
     * @param utf8 the text in UTF-8; not kept
     * @throws InvalidJsonException if the text is refused
     */
    public static CanonicalJson parse(byte[] utf8) {
        return new CanonicalJson(Canonicalizer.canonicalize(utf8, Form.RFC_8785));
    }

    /**
     * Parses a JSON text and brings it into canonical form. A lone surrogate anywhere in the string is refused, too.
     *
     * @throws InvalidJsonException if the text is refused
     */
    public static CanonicalJson parse(String text) {
        return new CanonicalJson(Canonicalizer.canonicalize(text, Form.RFC_8785));
    }

    /**
     * Returns the text's other accepted form (protocol section 3, {@code payload_hash}): compact, with RFC 8785's string
     * escapes, but with members in the order of their names' UTF-8 bytes and every number exactly as it was sent:
     * {@code 10.0} stays {@code 10.0}. Only good for comparing hashes: the result need not be canonical.
     *
     * @param utf8 the text in UTF-8; not kept
     * @throws InvalidJsonException in the same cases as {@link #parse(byte[])}
     */
    public static byte[] withNumbersAsSent(byte[] utf8) {
        return Canonicalizer.canonicalize(utf8, Form.NUMBERS_AS_SENT);
    }

    /**
     * Wraps bytes that are known to be canonical. For stores, which read back what {@link #toByteArray} gave them.
     *
     * @param canonicalUtf8 neither copied nor checked: the caller gives the array away and must not touch it again
     */
    public static CanonicalJson ofCanonical(byte[] canonicalUtf8) {
        return new CanonicalJson(canonicalUtf8);
    }

    /** Returns the bytes themselves, which must not be changed. */
    byte[] shared() {
        return utf8;
    }

    /** Returns the number of bytes. */
    public int length() {
        return utf8.length;
    }

    /** Returns a copy of the bytes. */
    public byte[] toByteArray() {
        return utf8.clone();
    }

    /** Returns a read-only view of the bytes, without copying them. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(utf8).asReadOnlyBuffer();
    }

    /**
     * Writes the bytes into {@code target} from {@code offset} on.
     *
     * @throws IndexOutOfBoundsException if they do not fit
     */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(utf8, 0, target, offset, utf8.length);
    }

    /**
     * Writes the bytes to {@code out}, without copying them. The stream must not change the array it is handed.
     *
     * @throws IOException if {@code out} throws it
     */
    public void writeTo(OutputStream out) throws IOException {
        out.write(utf8, 0, utf8.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CanonicalJson that && Arrays.equals(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    /** Returns the canonical text. */
    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
