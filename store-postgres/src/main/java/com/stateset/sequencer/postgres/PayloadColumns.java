package com.stateset.sequencer.postgres;

import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.json.CanonicalJson;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A payload as it stands in {@code payload_state} and {@code payload}. */
final class PayloadColumns {

    private static final short CLEAR = 0;
    private static final short ENCRYPTED = 1;
    private static final short ERASED = 2;

    private PayloadColumns() {}

    static short state(Payload payload) {
        if (payload instanceof Payload.Clear) {
            return CLEAR;
        }
        return payload instanceof Payload.Encrypted ? ENCRYPTED : ERASED;
    }

    /** What goes into the column, as {@link BinaryArray} takes it; null for nothing. */
    static @Nullable Object content(Payload payload) {
        if (payload instanceof Payload.Clear clear) {
            return clear.json();
        }
        return payload instanceof Payload.Encrypted encrypted ? encrypted.envelope() : null;
    }

    static Payload of(short state, byte @Nullable [] content) throws SQLException {
        return switch (state) {
            case CLEAR -> Payload.clear(CanonicalJson.ofCanonical(Objects.requireNonNull(content, "payload")));
            case ENCRYPTED -> new Payload.Encrypted(Objects.requireNonNull(content, "payload"));
            case ERASED -> new Payload.Erased();
            default -> throw new SQLException("payload_state " + state + " is none that this version knows");
        };
    }
}
