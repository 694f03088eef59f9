package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import java.util.UUID;

/**
 * The name of a sequencer's logs, from which the origin of each follows. An origin is the first line of a checkpoint and the
 * name of the key that signs it: one key signs for all streams, under another name and so another key id in each.
 *
 * <p>Immutable; printed as itself.
 *
 * @param value not empty, without white space, control characters or {@code +}
 */
public record LogName(String value) {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public LogName {
        LogText.requireName(value);
    }

    /** Returns the name of a sequencer's logs where none is configured: {@code ves.sequencer/<sequencer id>}. */
    public static LogName ofSequencer(UUID sequencerId) {
        return new LogName("ves.sequencer/" + sequencerId);
    }

    /** Returns the origin of a stream's log: {@code <name>/<stream id>}. */
    public String origin(Hash streamId) {
        return value + "/" + streamId.toHex();
    }

    /** Returns the origin of the log of heads: {@code <name>/heads}. */
    public String headsOrigin() {
        return value + "/heads";
    }

    @Override
    public String toString() {
        return value;
    }
}
