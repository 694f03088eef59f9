package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.IngestReceipt;
import com.stateset.sequencer.event.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** Writes what became of a batch of unsigned events as PROTOCOL section 5 answers it. */
final class ReceiptJson {

    private ReceiptJson() {}

    static void write(JsonGenerator json, UUID batchId, IngestReceipt receipt) throws IOException {
        List<Outcome.Rejected> rejections = receipt.rejections();
        json.writeStartObject();
        json.writeStringField("batch_id", batchId.toString());
        json.writeNumberField("events_accepted", receipt.accepted());
        json.writeNumberField("events_duplicate", receipt.duplicates());
        json.writeNumberField("events_rejected", rejections.size());
        writeNumber(json, "assigned_sequence_start", receipt.firstAccepted());
        writeNumber(json, "assigned_sequence_end", receipt.lastAccepted());
        json.writeNumberField("head_sequence", receipt.head());
        RejectionJson.writeAll(json, rejections);
        json.writeArrayFieldStart("results");
        for (Outcome outcome : receipt.outcomes()) {
            writeResult(json, outcome);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeResult(JsonGenerator json, Outcome outcome) throws IOException {
        json.writeStartObject();
        json.writeStringField("event_id", outcome.eventId().toString());
        json.writeStringField("status", status(outcome));
        if (outcome instanceof Outcome.Stored stored) {
            json.writeNumberField("sequence_number", stored.sequenceNumber());
        }
        json.writeEndObject();
    }

    private static String status(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted) {
            return "accepted";
        }
        return outcome instanceof Outcome.Duplicate ? "duplicate" : "rejected";
    }

    /** Writes a number, or null if there is none. */
    static void writeNumber(JsonGenerator json, String field, OptionalLong value) throws IOException {
        json.writeFieldName(field);
        if (value.isPresent()) {
            json.writeNumber(value.getAsLong());
        } else {
            json.writeNull();
        }
    }
}
