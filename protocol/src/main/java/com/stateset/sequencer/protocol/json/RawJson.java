package com.stateset.sequencer.protocol.json;

import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.InvalidJsonException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A JSON value as it stands in a text: its very bytes, in UTF-8. Its brackets and quotes match; whether it is strict JSON (PROTOCOL
 * section 2) is found out by {@link #toCanonical}. Immutable.
 *
 * <p>Read and written by {@link ProtocolJson} only, whose mapper knows how; to another mapper it is an object like any other.
 */
public final class RawJson {

    /** The value {@code null}. */
    public static final RawJson NULL = ofOwned("null".getBytes(StandardCharsets.US_ASCII));

    private final ByteBuffer utf8;

    private RawJson(ByteBuffer readOnly) {
        this.utf8 = readOnly;
    }

    /** Wraps a canonical value, without copying it. */
    public static RawJson of(CanonicalJson json) {
        return new RawJson(json.asByteBuffer());
    }

    /** Copies a JSON text that is to be sent as it stands: the caller must make sure that it is one value. */
    public static RawJson of(byte[] utf8) {
        return ofOwned(utf8.clone());
    }

    static RawJson ofOwned(byte[] utf8) {
        return new RawJson(ByteBuffer.wrap(utf8).asReadOnlyBuffer());
    }

    /** Returns how many bytes there are. */
    public int length() {
        return utf8.remaining();
    }

    /** Whether this is the value {@code null}. */
    public boolean isNull() {
        return utf8.equals(NULL.utf8);
    }

    /** Returns a copy of the bytes. */
    public byte[] toByteArray() {
        byte[] bytes = new byte[utf8.remaining()];
        utf8.duplicate().get(bytes);
        return bytes;
    }

    /** Returns a read-only view of the bytes. */
    public ByteBuffer asByteBuffer() {
        return utf8.duplicate();
    }

    /**
     * Returns the value in canonical form (RFC 8785).
     *
     * @throws InvalidJsonException if it is not strict JSON
     */
    public CanonicalJson toCanonical() {
        return CanonicalJson.parse(toByteArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawJson that && utf8.equals(that.utf8);
    }

    @Override
    public int hashCode() {
        return utf8.hashCode();
    }

    /** Returns the text. */
    @Override
    public String toString() {
        return StandardCharsets.UTF_8.decode(utf8.duplicate()).toString();
    }
}
