package com.stateset.sequencer.sqlite.support;

import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.json.CanonicalJson;
import org.jspecify.annotations.Nullable;

/** What the column {@code payload} holds; {@code payload_state} says it as a code. */
public enum PayloadState {
    CLEAR(0),
    ENCRYPTED(1),
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
     * @throws IllegalArgumentException if state and payload do not fit together
     */
    public static Payload read(int state, byte @Nullable [] bytes) {
        if (state == CLEAR.code && bytes != null) {
            return Payload.clear(CanonicalJson.ofCanonical(bytes));
        }
        if (state == ENCRYPTED.code && bytes != null) {
            return new Payload.Encrypted(bytes);
        }
        if (state == ERASED.code && bytes == null) {
            return new Payload.Erased();
        }
        throw new IllegalArgumentException("there is no payload of state " + state);
    }

    public static PayloadState of(Payload payload) {
        if (payload instanceof Payload.Clear) {
            return CLEAR;
        }
        return payload instanceof Payload.Encrypted ? ENCRYPTED : ERASED;
    }

    public static byte @Nullable [] bytes(Payload payload) {
        if (payload instanceof Payload.Clear clear) {
            return clear.json().toByteArray();
        }
        return payload instanceof Payload.Encrypted encrypted ? encrypted.envelope() : null;
    }
}
