package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.merkle.Hash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A valid event that asks for a place in its stream.
 *
 * @param event the event
 * @param signingHash its {@link com.stateset.sequencer.event.VesHashes#signing signing hash}
 * @param unlessReplay why it is rejected, unless it turns out to be a replay of what the log holds; null if nothing speaks
 *     against it
 */
public record Candidate(
        Event event, Hash signingHash, @Nullable Rejection unlessReplay) {

    public Candidate {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(signingHash, "signingHash");
    }
}
