package com.stateset.sequencer.event;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * An erasure in its place in the stream.
 *
 * @param erasure what was erased, by whom and why
 * @param sequenceNumber the record's place: the entity's events before it are erased, those behind it are not
 * @param recordedAt when it took that place
 */
public record RecordedErasure(Erasure erasure, long sequenceNumber, Instant recordedAt) {

    public RecordedErasure {
        Objects.requireNonNull(erasure, "erasure");
        Objects.requireNonNull(recordedAt, "recordedAt");
    }

    /**
     * Reads a record of one sequencer; empty if the event is none, or another wrote it. Servers from before there were records have let
     * in events of that entity from their clients, and one of these erases nothing and excuses nothing.
     *
     * @param sequencerId who sequences the stream
     */
    public static Optional<RecordedErasure> of(SequencedEvent event, UUID sequencerId) {
        return event.event().sourceAgent().equals(sequencerId) ? of(event) : Optional.empty();
    }

    /** Reads a record, of whichever sequencer; empty if the event has not its form. */
    public static Optional<RecordedErasure> of(SequencedEvent event) {
        return Erasure.of(event.event())
                .map(erasure -> new RecordedErasure(erasure, event.sequenceNumber(), event.sequencedAt()));
    }

    /** Whether it has erased the payload of an event of the same stream. */
    public boolean covers(SequencedEvent event) {
        return event.sequenceNumber() < sequenceNumber && event.event().entity().equals(erasure.entity());
    }
}
