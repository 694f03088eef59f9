package com.stateset.sequencer.verify;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.VesHashes;

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
