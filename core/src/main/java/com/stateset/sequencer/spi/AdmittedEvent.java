package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.merkle.Hash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A valid event that asks for a place in its stream. What speaks against it counts only if it is not a replay of what the log
 * holds.
 *
 * @param event the event, its payload readable
 * @param stored what is stored of its payload: the payload itself, or what it was sealed into
 * @param signingHash its {@link com.stateset.sequencer.event.VesHashes#signing signing hash}
 * @param signatureProblem why its signature does not count; null if it does, or there is none
 * @param commandProblem why its command is refused; null if nothing speaks against it so far
 * @param payloadProblem why its payload breaks a {@link com.stateset.sequencer.ingest.PayloadRule}; null if it does not
 * @param batchProblem why its batch's rule refuses it, as far as its admission could tell: another event of the batch was no valid one;
 *     null otherwise
 */
public record AdmittedEvent(
        Event event,
        Payload stored,
        Hash signingHash,
        @Nullable Rejection signatureProblem,
        @Nullable Rejection commandProblem,
        @Nullable Rejection payloadProblem,
        @Nullable Rejection batchProblem) {

    public AdmittedEvent {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(stored, "stored");
        Objects.requireNonNull(signingHash, "signingHash");
    }

    /** An event that its batch's rule leaves alone, whose payload is stored as it is. */
    public AdmittedEvent(
            Event event, Hash signingHash, @Nullable Rejection signatureProblem, @Nullable Rejection commandProblem) {
        this(event, event.payload(), signingHash, signatureProblem, commandProblem, null, null);
    }

    /** Returns this event with another form of its payload to store. */
    public AdmittedEvent storedAs(Payload form) {
        return new AdmittedEvent(
                event, form, signingHash, signatureProblem, commandProblem, payloadProblem, batchProblem);
    }

    /** Whether anything speaks against the event unless it is a replay. */
    public boolean hasProblem() {
        return signatureProblem != null || commandProblem != null || payloadProblem != null || batchProblem != null;
    }
}
