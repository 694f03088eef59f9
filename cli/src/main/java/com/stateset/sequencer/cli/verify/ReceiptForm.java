package com.stateset.sequencer.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.proof.Receipt;
import java.util.UUID;

/** A receipt as agents get it: PROTOCOL section 5. */
final class ReceiptForm {

    private ReceiptForm() {}

    static Receipt read(Fields fields) {
        return fields.valueOf(receipt -> new Receipt(
                receipt.uuid("sequencerId"),
                receipt.uuid("eventId"),
                receipt.number("sequenceNumber"),
                receipt.time("sequencedAt"),
                receipt.hash("receiptHash"),
                receipt.smallNumber("sequencerKeyVersion"),
                receipt.signatureOrNull("sequencerSignature")));
    }

    /** Returns the receipt that comes with an event that was read with {@code receipts=true}. */
    static Receipt ofEvent(Fields fields, SequencedEvent event, UUID sequencerId) {
        Fields bundle = fields.has("receipt_signature_bundle") ? fields.object("receipt_signature_bundle") : null;
        return new Receipt(
                sequencerId,
                event.event().eventId(),
                event.sequenceNumber(),
                event.sequencedAt(),
                fields.hash("receipt_hash"),
                event.sequencerKeyVersion(),
                bundle == null ? null : bundle.signatureOrNull("ed25519_signature"));
    }

    static ObjectNode write(Receipt receipt) {
        return Json.object()
                .put("sequencerId", receipt.sequencerId().toString())
                .put("eventId", receipt.eventId().toString())
                .put("sequenceNumber", receipt.sequenceNumber())
                .put("sequencedAt", Json.time(receipt.sequencedAt()))
                .put("receiptHash", receipt.receiptHash().toHex())
                .put("signatureAlg", receipt.signature() == null ? "none" : "ed25519")
                .put("sequencerSignature", CommitmentForm.hex(receipt.signature()))
                .put("sequencerKeyVersion", receipt.sequencerKeyVersion());
    }
}
