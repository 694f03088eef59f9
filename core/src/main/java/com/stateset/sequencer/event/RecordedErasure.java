package com.stateset.sequencer.event;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

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

    /** Reads a record; empty if the event is none. */
    public static Optional<RecordedErasure> of(SequencedEvent event) {
        return Erasure.of(event.event())
                .map(erasure -> new RecordedErasure(erasure, event.sequenceNumber(), event.sequencedAt()));
    }

    /** Whether it has erased the payload of an event of the same stream. */
    public boolean covers(SequencedEvent event) {
        return event.sequenceNumber() < sequenceNumber && event.event().entity().equals(erasure.entity());
    }
}
