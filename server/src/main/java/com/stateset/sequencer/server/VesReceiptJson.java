package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.IngestReceipt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.proof.Receipt;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Writes what became of a batch of signed events as PROTOCOL section 5 answers it. Existing agents count what they sent:
 * duplicates are accepted here, and counted again as duplicates.
 */
final class VesReceiptJson {

    private VesReceiptJson() {}

    static void write(JsonGenerator json, UUID batchId, IngestReceipt receipt, List<Receipt> receipts)
            throws IOException {
        Supplier<LongStream> numbers = () -> receipts.stream().mapToLong(Receipt::sequenceNumber);
        List<Outcome.Rejected> rejections = receipt.rejections();
        json.writeStartObject();
        json.writeStringField("batchId", batchId.toString());
        json.writeNumberField("eventsAccepted", receipts.size());
        json.writeNumberField("eventsDuplicate", receipt.duplicates());
        json.writeNumberField("eventsRejected", rejections.size());
        ReceiptJson.writeNumber(json, "sequenceStart", numbers.get().min());
        ReceiptJson.writeNumber(json, "sequenceEnd", numbers.get().max());
        json.writeNumberField("headSequence", receipt.head());
        RejectionJson.writeAll(json, rejections);
        json.writeArrayFieldStart("receipts");
        for (Receipt each : receipts) {
            writeReceipt(json, each);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeReceipt(JsonGenerator json, Receipt receipt) throws IOException {
        Ed25519Signature signature = receipt.signature();
        json.writeStartObject();
        json.writeStringField("sequencerId", receipt.sequencerId().toString());
        json.writeStringField("eventId", receipt.eventId().toString());
        json.writeNumberField("sequenceNumber", receipt.sequenceNumber());
        json.writeStringField("sequencedAt", Timestamp.text(receipt.sequencedAt()));
        json.writeStringField("receiptHash", receipt.receiptHash().toHex());
        json.writeStringField("signatureAlg", SignatureAlgorithm.name(signature != null));
        json.writeStringField("sequencerSignature", signature == null ? null : signature.toHex());
        json.writeNumberField("sequencerKeyVersion", receipt.sequencerKeyVersion());
        json.writeEndObject();
    }
}
