package com.stateset.sequencer.postgres.rows;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import java.util.UUID;

/**
 * Rows that no version of this library can have written as they are. The messages say where the row is and not
 * what is in it; the cause says what is wrong. Damage is never skipped, repaired or tried again: somebody has
 * to look at it.
 */
public final class Damage {

    private Damage() {}

    public static StoreFailedException ofEvent(StreamId stream, long sequenceNumber, IllegalArgumentException cause) {
        return new StoreFailedException(
                "the stored event " + sequenceNumber + " of stream " + stream + " is damaged", cause);
    }

    public static StoreFailedException ofAgentKey(UUID agentId, long keyId, IllegalArgumentException cause) {
        return new StoreFailedException("the stored key " + keyId + " of agent " + agentId + " is damaged", cause);
    }
}
