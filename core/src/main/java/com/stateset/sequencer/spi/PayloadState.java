package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.json.CanonicalJson;
import org.jspecify.annotations.Nullable;

/** What a store's column {@code payload} holds; {@code payload_state} says it as a code, the same in every store. */
public enum PayloadState {
    /** As its author sent it: in the clear, or encrypted end to end. */
    CLEAR(0),
    /** Encrypted by the operator of the log. */
    ENCRYPTED(1),
    /** Gone; the column is null. */
    ERASED(2);

    private final int code;

    PayloadState(int code) {
        this.code = code;
    }

    /** What {@code payload_state} holds. */
    public int code() {
        return code;
    }

    /**
     * Reads what a row says about its payload.
     *
     * @param hashes the payload's, which say whether it is encrypted end to end
     * @throws IllegalArgumentException if state and payload do not fit together
     */
    public static Payload read(int state, PayloadHashes hashes, byte @Nullable [] bytes) {
        if (state == CLEAR.code && bytes != null) {
            return Payload.content(hashes, CanonicalJson.ofCanonical(bytes));
        }
        if (state == ENCRYPTED.code && bytes != null) {
            return new Payload.Encrypted(bytes);
        }
        if (state == ERASED.code && bytes == null) {
            return new Payload.Erased();
        }
        throw new IllegalArgumentException("there is no payload of state " + state);
    }

    /** What of a payload is stored. */
    public static PayloadState of(Payload payload) {
        if (payload instanceof Payload.Content) {
            return CLEAR;
        }
        return payload instanceof Payload.Encrypted ? ENCRYPTED : ERASED;
    }

    /** What {@code payload} holds; null for nothing. */
    public static byte @Nullable [] bytes(Payload payload) {
        if (payload instanceof Payload.Content content) {
            return content.json().toByteArray();
        }
        return payload instanceof Payload.Encrypted encrypted ? encrypted.envelope() : null;
    }
}
