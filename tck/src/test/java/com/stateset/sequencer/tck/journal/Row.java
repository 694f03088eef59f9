package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.SequencedEvent;
import java.time.Instant;

/** Rows with one thing changed, as only a broken store makes them. */
final class Row {

    private Row() {}

    static SequencedEvent withNumber(SequencedEvent row, long number) {
        return new SequencedEvent(
                row.event(), number, row.sequencedAt(), row.entityVersion(), row.leafHash(), row.sequencerKeyVersion());
    }

    static SequencedEvent withVersion(SequencedEvent row, long version) {
        return new SequencedEvent(
                row.event(),
                row.sequenceNumber(),
                row.sequencedAt(),
                version,
                row.leafHash(),
                row.sequencerKeyVersion());
    }

    static SequencedEvent sequencedAt(SequencedEvent row, Instant moment) {
        return new SequencedEvent(
                row.event(),
                row.sequenceNumber(),
                moment,
                row.entityVersion(),
                row.leafHash(),
                row.sequencerKeyVersion());
    }

    static SequencedEvent withEvent(SequencedEvent row, Event event) {
        return new SequencedEvent(
                event,
                row.sequenceNumber(),
                row.sequencedAt(),
                row.entityVersion(),
                row.leafHash(),
                row.sequencerKeyVersion());
    }

    static Event withoutDemands(Event event) {
        return new Event(
                event.stream(),
                event.eventId(),
                null,
                event.entity(),
                event.eventType(),
                event.createdAt(),
                event.sourceAgent(),
                null,
                event.payload(),
                event.payloadHashes(),
                event.authorship());
    }

    static Event createdAtTheSameMoment(Event event) {
        return new Event(
                event.stream(),
                event.eventId(),
                event.commandId(),
                event.entity(),
                event.eventType(),
                new CreatedAt(event.createdAt().text().replace("Z", "+00:00")),
                event.sourceAgent(),
                event.baseVersion(),
                event.payload(),
                event.payloadHashes(),
                event.authorship());
    }
}
