package com.stateset.sequencer.event;

import com.stateset.sequencer.merkle.Hash;
import java.time.Instant;
import java.util.Objects;

/**
 * An event in its place in the stream.
 *
 * @param event what the author said
 * @param sequenceNumber its place, from 1 on
 * @param sequencedAt when it took that place, in whole microseconds; never earlier than that of any event before it
 * @param entityVersion how many events its entity has up to this one, this one included
 * @param leafHash the hash that a commitment holds for it
 * @param sequencerKeyVersion the version of the sequencer key that signs its receipt; 0 for none
 */
public record SequencedEvent(
        Event event,
        long sequenceNumber,
        Instant sequencedAt,
        long entityVersion,
        Hash leafHash,
        int sequencerKeyVersion) {

    public SequencedEvent {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(sequencedAt, "sequencedAt");
        Objects.requireNonNull(leafHash, "leafHash");
        if (sequenceNumber < 1) {
            throw new IllegalArgumentException("sequence number " + sequenceNumber + " is below 1");
        }
        if (entityVersion < 1) {
            throw new IllegalArgumentException("entity version " + entityVersion + " is below 1");
        }
        if (sequencerKeyVersion < 0) {
            throw new IllegalArgumentException("sequencer key version " + sequencerKeyVersion + " is negative");
        }
    }

    /** Returns this event with another form of its payload. */
    public SequencedEvent withPayload(Payload other) {
        return new SequencedEvent(
                event.withPayload(other), sequenceNumber, sequencedAt, entityVersion, leafHash, sequencerKeyVersion);
    }
}
