package com.stateset.sequencer.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Receipt;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A receipt.
 *
 * @param sequencerId who gave it
 * @param eventId the event
 * @param sequenceNumber its place
 * @param sequencedAt when it took that place
 * @param receiptHash what is signed
 * @param sequencerSignature the signature; null where no key signs
 * @param sequencerKeyVersion the version of the key that signs; absent counts as 0, for none
 */
@JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
@JsonPropertyOrder({"sequencerId", "eventId", "sequenceNumber", "sequencedAt", "receiptHash", "signatureAlg"})
public record WireReceipt(
        UUID sequencerId,
        UUID eventId,
        long sequenceNumber,
        Instant sequencedAt,
        Hash receiptHash,
        @Nullable Ed25519Signature sequencerSignature,
        @Nullable Integer sequencerKeyVersion) {

    /** Returns the form of a receipt. */
    public static WireReceipt of(Receipt receipt) {
        return new WireReceipt(
                receipt.sequencerId(),
                receipt.eventId(),
                receipt.sequenceNumber(),
                receipt.sequencedAt(),
                receipt.receiptHash(),
                receipt.signature(),
                receipt.sequencerKeyVersion());
    }

    /** Returns the receipt. */
    public Receipt toReceipt() {
        return new Receipt(
                sequencerId,
                eventId,
                sequenceNumber,
                sequencedAt,
                receiptHash,
                sequencerKeyVersion == null ? 0 : sequencerKeyVersion,
                sequencerSignature);
    }

    @JsonProperty("signatureAlg")
    String signatureAlg() {
        return SequencerInfo.algorithm(sequencerSignature != null);
    }
}
