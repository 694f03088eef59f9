package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.merkle.Hash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A valid event that asks for a place in its stream. What speaks against it counts only if it is not a replay of what the log
 * holds.
 *
 * @param event the event
 * @param signingHash its {@link com.stateset.sequencer.event.VesHashes#signing signing hash}
 * @param signatureProblem why its signature does not count; null if it does, or there is none
 * @param commandProblem why its command is refused; null if nothing speaks against it so far
 * @param chainProblem why its chain is refused: in a chained batch, an earlier event of its entity was no valid one; null otherwise
 */
public record AdmittedEvent(
        Event event,
        Hash signingHash,
        @Nullable Rejection signatureProblem,
        @Nullable Rejection commandProblem,
        @Nullable Rejection chainProblem) {

    public AdmittedEvent {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(signingHash, "signingHash");
    }

    /** An event of a batch that is not chained. */
    public AdmittedEvent(
            Event event, Hash signingHash, @Nullable Rejection signatureProblem, @Nullable Rejection commandProblem) {
        this(event, signingHash, signatureProblem, commandProblem, null);
    }

    /** Whether anything speaks against the event unless it is a replay. */
    public boolean hasProblem() {
        return signatureProblem != null || commandProblem != null || chainProblem != null;
    }
}
