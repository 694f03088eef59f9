package com.stateset.sequencer.projection.spi;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.UUID;

/**
 * A worker's hold on a stream of a build: a value that the worker shows with everything it wants stored.
 * The store compares it with what it has itself, so a claim that has become wrong does no harm.
 *
 * @param buildId which build
 * @param stream which stream
 * @param worker who holds it
 * @param fence how often it has changed hands: a holder of an older one is refused
 * @param checkpoint how far the build is there, as far as the worker knows: a claim that is wrong about it
 *     is refused
 */
public record Claim(long buildId, StreamId stream, UUID worker, long fence, Checkpoint checkpoint) {

    /** The same hold after the worker has moved the checkpoint to an event; what it says about commitments stays. */
    public Claim movedTo(SequencedEvent event) {
        Checkpoint moved = new Checkpoint(
                event.sequenceNumber(), event.leafHash(), checkpoint.committedTo(), checkpoint.stateRoot());
        return new Claim(buildId, stream, worker, fence, moved);
    }
}
