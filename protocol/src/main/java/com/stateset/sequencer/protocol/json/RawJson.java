package com.stateset.sequencer.protocol.json;

import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.InvalidJsonException;
import com.stateset.sequencer.json.SentJson;
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
    public static final RawJson NULL = of(SentJson.ofOwned("null".getBytes(StandardCharsets.US_ASCII)));

    private final SentJson text;

    private RawJson(SentJson text) {
        this.text = text;
    }

    /** Wraps a canonical value, without copying it. */
    public static RawJson of(CanonicalJson json) {
        return of(SentJson.of(json));
    }

    /** Copies a JSON text that is to be sent as it stands: the caller must make sure that it is one value. */
    public static RawJson of(byte[] utf8) {
        return of(SentJson.ofOwned(utf8.clone()));
    }

    static RawJson of(SentJson text) {
        return new RawJson(text);
    }

    /** Returns how many bytes there are. */
    public int length() {
        return text.length();
    }

    /** Whether this is the value {@code null}. */
    public boolean isNull() {
        return equals(NULL);
    }

    /** Returns a copy of the bytes. */
    public byte[] toByteArray() {
        return text.toByteArray();
    }

    /** Returns a read-only view of the bytes. */
    public ByteBuffer asByteBuffer() {
        return text.asByteBuffer();
    }

    /** Returns the value as an event takes it, without copying it. */
    public SentJson asSent() {
        return text;
    }

    /**
     * Returns the value in canonical form (RFC 8785).
     *
     * @throws InvalidJsonException if it is not strict JSON
     */
    public CanonicalJson toCanonical() {
        return text.toCanonical();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawJson that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the text. */
    @Override
    public String toString() {
        return StandardCharsets.UTF_8.decode(text.asByteBuffer()).toString();
    }
}
