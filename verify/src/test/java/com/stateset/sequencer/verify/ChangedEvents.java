package com.stateset.sequencer.verify;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;

/** Copies of events that differ in one respect. */
final class ChangedEvents {

    private ChangedEvents() {}

    /** Signed by the agent of {@link WrittenHistory}. */
    static Event signed(Event event) {
        Authorship notYet = new Authorship.Signed(1, Ed25519Signature.of(new byte[Ed25519Signature.LENGTH]));
        Ed25519Signature signature = WrittenHistory.AGENT.key().sign(VesHashes.signing(with(event, notYet)));
        return with(event, new Authorship.Signed(1, signature));
    }

    static Event with(Event event, Authorship authorship) {
        return with(event, event.eventType(), event.payload(), event.payloadHashes(), authorship);
    }

    static Event with(Event event, Payload payload, PayloadHashes hashes) {
        return with(event, event.eventType(), payload, hashes, event.authorship());
    }

    static Event withType(Event event, String type) {
        return with(event, type, event.payload(), event.payloadHashes(), event.authorship());
    }

    /** The record of an erasure in an event's place, by the same agent. */
    static Event record(Event event, EntityRef erased) {
        CanonicalJson payload =
                new Erasure(erased, "dpo", "why").toEvent(event.sourceAgent(), 0).canonicalPayload();
        return new Event(
                event.stream(),
                event.eventId(),
                null,
                Erasure.LOG,
                Erasure.EVENT_TYPE,
                event.createdAt(),
                event.sourceAgent(),
                null,
                Payload.clear(payload),
                PayloadHashes.of(payload),
                Authorship.UNSIGNED);
    }

    private static Event with(Event event, String type, Payload payload, PayloadHashes hashes, Authorship authorship) {
        return new Event(
                event.stream(),
                event.eventId(),
                event.commandId(),
                event.entity(),
                type,
                event.createdAt(),
                event.sourceAgent(),
                event.baseVersion(),
                payload,
                hashes,
                authorship);
    }
}
