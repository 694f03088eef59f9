package com.stateset.sequencer.server.ingest;

import com.stateset.sequencer.protocol.cloudevents.CloudEvent;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import io.javalin.http.Context;
import java.util.List;

/**
 * CloudEvents that were sent, and what their places are called in a message about them. Immutable.
 *
 * @param mode how they were sent
 * @param events the events; one, but for a batch
 */
record SentCloudEvents(CloudEventMode mode, List<CloudEvent> events) {

    SentCloudEvents {
        events = List.copyOf(events);
    }

    /**
     * Reads what a call sends in a mode.
     *
     * @throws InvalidMessageException if the body, or the headers, do not have events
     */
    static SentCloudEvents read(CloudEventMode mode, Context call, byte[] body) {
        return new SentCloudEvents(mode, mode.events(call, body));
    }

    /** Returns what an attribute of an event is called. */
    String place(int index, String attribute) {
        return mode.place(index) + attribute;
    }

    /**
     * Returns the same events if they can be stored.
     *
     * @param signed whether they have to be signed
     * @throws InvalidMessageException if one has lost its payload, or lacks a signature
     */
    SentCloudEvents requireWhole(boolean signed) {
        for (int i = 0; i < events.size(); i++) {
            CloudEvent event = events.get(i);
            if (event.payloadState() != null) {
                throw new InvalidMessageException(
                        place(i, "payloadstate"),
                        "says that the payload is not there, and without it no event is stored");
            }
            if (signed && event.agentSignature() == null) {
                throw new InvalidMessageException(place(i, "agentsignature"), "is missing");
            }
        }
        return this;
    }
}
