package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Hash;
import java.time.Instant;
import java.util.Objects;

/**
 * An event that a plan accepts: its place is known, the moment it takes that place is not yet.
 *
 * @param admitted the event
 * @param sequenceNumber its place in the stream, from 1
 * @param entityVersion its place in its entity's history, from 1
 * @param leafHash its leaf
 * @param sequencerKeyVersion the version of the key that signs its receipt; 0 for none
 */
public record PlannedEvent(
        AdmittedEvent admitted, long sequenceNumber, long entityVersion, Hash leafHash, int sequencerKeyVersion) {

    public PlannedEvent {
        Objects.requireNonNull(admitted, "admitted");
        Objects.requireNonNull(leafHash, "leafHash");
    }

    /** What to store, but for the payload: see {@link #storedPayload}. */
    public Event event() {
        return admitted.event();
    }

    /** What to store of the payload. */
    public Payload storedPayload() {
        return admitted.stored();
    }

    /** The same as reading it will give it, once it is stored, with its payload readable. */
    SequencedEvent sequenced(Instant moment) {
        return new SequencedEvent(event(), sequenceNumber, moment, entityVersion, leafHash, sequencerKeyVersion);
    }
}
