package com.stateset.sequencer.sync;

import com.stateset.sequencer.merkle.Hash;
import java.util.Objects;

/**
 * How far a replica reaches.
 *
 * @param sequenceNumber the last event it holds; 0 for none
 * @param leafHash that event's leaf; zero for none
 * @param sequencerKeyVersion the version of the key that signed its receipt; 0 for none
 */
public record Cursor(long sequenceNumber, Hash leafHash, int sequencerKeyVersion) {

    /** Before the first event. */
    public static final Cursor START = new Cursor(0, Hash.ZERO, 0);

    public Cursor {
        Objects.requireNonNull(leafHash, "leafHash");
    }
}
