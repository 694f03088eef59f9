package com.stateset.sequencer;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import java.nio.charset.StandardCharsets;

/** Rows as one who has the database, and no key, would alter them. */
final class ForgedRow {

    private ForgedRow() {}

    /** The same event with another payload, and the leaf that goes with it. */
    static SequencedEvent altered(SequencedEvent row) {
        Event event = eventWith(row.event(), "{\"total\":1}");
        Event consistent = event.with(
                event.payload(), PayloadHashes.of(((Payload.Clear) event.payload()).json()), event.authorship());
        return with(
                row,
                consistent,
                VesHashes.leaf(
                        event.stream(),
                        row.sequenceNumber(),
                        VesHashes.signing(consistent),
                        consistent.authorship().signature()));
    }

    static Event eventWith(Event event, String payload) {
        return event.withPayload(Payload.clear(CanonicalJson.parse(payload.getBytes(StandardCharsets.UTF_8))));
    }

    static SequencedEvent with(SequencedEvent row, Event event, Hash leaf) {
        return new SequencedEvent(
                event, row.sequenceNumber(), row.sequencedAt(), row.entityVersion(), leaf, row.sequencerKeyVersion());
    }
}
