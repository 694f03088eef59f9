package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.result.ResultIterator;

/**
 * Some of a query's events.
 *
 * @param events the first of them
 * @param full whether there was no room for more
 */
record Page(List<SequencedEvent> events, boolean full) {

    /** A page with as many payload bytes as this takes no more events. So a page needs little memory, however large they are. */
    static final long PAYLOAD_BYTES = 16L * 1024 * 1024;

    static Page read(ResultIterable<SequencedEvent> query, int limit) {
        List<SequencedEvent> events = new ArrayList<>();
        long bytes = 0;
        try (ResultIterator<SequencedEvent> rows = query.iterator()) {
            while (events.size() < limit && bytes < PAYLOAD_BYTES) {
                if (!rows.hasNext()) {
                    return new Page(events, false);
                }
                SequencedEvent event = rows.next();
                events.add(event);
                bytes += length(event.event().payload());
            }
        }
        return new Page(events, true);
    }

    /** The last event's sequence number; there must be one. */
    long lastSequenceNumber() {
        return events.get(events.size() - 1).sequenceNumber();
    }

    private static long length(Payload payload) {
        if (payload instanceof Payload.Clear clear) {
            return clear.json().length();
        }
        return payload instanceof Payload.Encrypted encrypted ? encrypted.envelope().length : 0;
    }
}
