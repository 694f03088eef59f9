package com.stateset.sequencer.protocol.ingest;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.UUID;

/** An event as its author sends it: {@code UnsignedEnvelope} or {@code SignedEnvelope}. */
public interface Envelope {

    /** Returns the event's id. */
    UUID eventId();

    /** Returns the tenant of the event's stream. */
    UUID tenantId();

    /** Returns the store of the event's stream. */
    UUID storeId();

    /** Returns the stream that the event is for. */
    default StreamId stream() {
        return new StreamId(tenantId(), storeId());
    }

    /** Returns the event as a sequencer takes it; what is wrong with its content is found there. */
    NewEvent toNewEvent();
}
