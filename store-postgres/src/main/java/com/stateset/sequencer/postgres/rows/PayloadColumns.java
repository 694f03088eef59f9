package com.stateset.sequencer.postgres.rows;

import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.json.CanonicalJson;
import org.jspecify.annotations.Nullable;

/** A payload as it stands in {@code payload_state} and {@code payload}. */
public final class PayloadColumns {

    private static final short CLEAR = 0;
    private static final short ENCRYPTED = 1;
    private static final short ERASED = 2;

    private PayloadColumns() {}

    public static short state(Payload payload) {
        if (payload instanceof Payload.Content) {
            return CLEAR;
        }
        return payload instanceof Payload.Encrypted ? ENCRYPTED : ERASED;
    }

    /** What goes into the column, as {@link BinaryArray} takes it; null for nothing. */
    public static @Nullable Object content(Payload payload) {
        if (payload instanceof Payload.Content content) {
            return content.json();
        }
        return payload instanceof Payload.Encrypted encrypted ? encrypted.envelope() : null;
    }

    /** What goes into the column, as bytes; null for nothing. */
    public static byte @Nullable [] bytes(Payload payload) {
        if (payload instanceof Payload.Content content) {
            return content.json().toByteArray();
        }
        return payload instanceof Payload.Encrypted encrypted ? encrypted.envelope() : null;
    }

    /**
     * Reads what a row says about its payload.
     *
     * @param hashes the payload's, which say whether it is encrypted end to end
     * @throws IllegalArgumentException if state and content do not fit together
     */
    public static Payload of(short state, PayloadHashes hashes, byte @Nullable [] content) {
        if (state == CLEAR && content != null) {
            return Payload.content(hashes, CanonicalJson.ofCanonical(content));
        }
        if (state == ENCRYPTED && content != null) {
            return new Payload.Encrypted(content);
        }
        if (state == ERASED && content == null) {
            return new Payload.Erased();
        }
        throw new IllegalArgumentException("there is no payload of state " + state);
    }
}
