package com.stateset.sequencer.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.history.WireInclusion;
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
 * @param inclusion where the event stands in the tree whose head is in the same answer; null unless that was asked for
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
        @Nullable Integer sequencerKeyVersion,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WireInclusion inclusion) {

    /** Returns the form of a receipt. */
    public static WireReceipt of(Receipt receipt) {
        return of(receipt, null);
    }

    /** Returns the form of a receipt, with the proof that its event is in the tree. */
    public static WireReceipt of(Receipt receipt, @Nullable WireInclusion inclusion) {
        return new WireReceipt(
                receipt.sequencerId(),
                receipt.eventId(),
                receipt.sequenceNumber(),
                receipt.sequencedAt(),
                receipt.receiptHash(),
                receipt.signature(),
                receipt.sequencerKeyVersion(),
                inclusion);
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
