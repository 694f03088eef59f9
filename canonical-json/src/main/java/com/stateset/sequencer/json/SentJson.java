package com.stateset.sequencer.json;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as it was sent, in UTF-8. Whether it is strict JSON, and what its canonical form is, may have been found out when it was cut
 * out of a longer text, in one pass; if not, it is found out when it is asked for. Immutable.
 */
public final class SentJson {

    private final byte[] utf8;
    private final @Nullable CanonicalJson canonical;

    /** Takes the array over; {@code canonical} is its canonical form, if that is known. */
    private SentJson(byte[] utf8, @Nullable CanonicalJson canonical) {
        this.utf8 = utf8;
        this.canonical = canonical;
    }

    /** Wraps a canonical value, without copying it. */
    public static SentJson of(CanonicalJson json) {
        return new SentJson(json.shared(), json);
    }

    /**
     * Wraps a text, whatever it is.
     *
     * @param utf8 neither copied nor checked: the caller gives the array away and must not touch it again
     */
    public static SentJson ofOwned(byte[] utf8) {
        return new SentJson(utf8, null);
    }

    /**
     * Reads the value that begins at a place of a longer text, if nothing in it needs thought: no character beyond ASCII, no escape, no
     * exponent, at most 128 KiB. What stands behind it is not looked at.
     *
     * @param utf8 the text; not kept
     * @param start where the value's first character stands
     * @return the value, or null if there is none, or not such a one: then nothing is known of it
     */
    public static @Nullable SentJson plainAt(byte[] utf8, int start) {
        Buffers buffers = Buffers.take();
        try {
            int end = buffers.plain.endOfValueAt(utf8, start);
            return end < 0
                    ? null
                    : new SentJson(
                            Arrays.copyOfRange(utf8, start, end), CanonicalJson.ofCanonical(buffers.plain.found()));
        } finally {
            buffers.release();
        }
    }

    /** Returns the number of bytes, as it was sent. */
    public int length() {
        return utf8.length;
    }

    /** Returns a copy of the bytes, as they were sent. */
    public byte[] toByteArray() {
        return utf8.clone();
    }

    /** Returns a read-only view of the bytes, as they were sent, without copying them. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(utf8).asReadOnlyBuffer();
    }

    /**
     * Returns the value in canonical form (RFC 8785).
     *
     * @throws InvalidJsonException if it is not strict JSON
     */
    public CanonicalJson toCanonical() {
        return canonical == null ? CanonicalJson.parse(utf8) : canonical;
    }

    /** Whether it is the same text, byte by byte. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SentJson that && Arrays.equals(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }
}
