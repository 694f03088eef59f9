package com.stateset.sequencer.projection.spi;

import com.stateset.sequencer.merkle.Hash;
import org.jspecify.annotations.Nullable;

/**
 * How far a build is in a stream, and in which history.
 *
 * @param sequenceNumber the last event that is done with; 0 at the beginning
 * @param leafHash that event's leaf; the zero hash at the beginning
 * @param committedTo the end of the last commitment that was no further; 0 for none
 * @param stateRoot that commitment's state root; null for none
 */
public record Checkpoint(
        long sequenceNumber,
        Hash leafHash,
        long committedTo,
        @Nullable Hash stateRoot) {

    /** Before the first event. */
    public static final Checkpoint START = new Checkpoint(0, Hash.ZERO, 0, null);
}
