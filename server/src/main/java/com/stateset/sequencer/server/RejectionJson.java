package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.event.Outcome;
import java.io.IOException;
import java.util.List;

/** Writes why events were not accepted; readers of either style find the event's id. */
final class RejectionJson {

    private RejectionJson() {}

    static void writeAll(JsonGenerator json, List<Outcome.Rejected> rejections) throws IOException {
        json.writeArrayFieldStart("rejections");
        for (Outcome.Rejected rejection : rejections) {
            write(json, rejection);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Outcome.Rejected rejected) throws IOException {
        json.writeStartObject();
        json.writeStringField("event_id", rejected.eventId().toString());
        json.writeStringField("eventId", rejected.eventId().toString());
        json.writeStringField("reason", rejected.rejection().reason());
        json.writeStringField("message", rejected.rejection().message());
        json.writeEndObject();
    }
}
