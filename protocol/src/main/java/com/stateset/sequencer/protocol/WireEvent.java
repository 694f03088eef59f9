package com.stateset.sequencer.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event in its place, as readers get it.
 *
 * @param envelope the event
 * @param sequenceNumber its place
 * @param sequencedAt when it took that place
 * @param receiptHash what its receipt signs
 * @param receiptSignatureBundle the receipt's signature; null where none was asked for, or no key signs
 */
@JsonPropertyOrder({"envelope", "sequence_number", "sequenced_at", "receipt_hash", "receipt_signature_scheme"})
public record WireEvent(
        WireEnvelope envelope,
        long sequenceNumber,
        Instant sequencedAt,
        Hash receiptHash,
        @Nullable ReceiptSignatureBundle receiptSignatureBundle) {

    /** Checks that the two sequence numbers are one. */
    public WireEvent {
        if (envelope.sequenceNumber() != sequenceNumber) {
            throw InvalidMessageException.ofMember("envelope.sequence_number", "is not the event's sequence number");
        }
    }

    /**
     * Returns the form of an event.
     *
     * @param receipt its receipt, if that is asked for
     */
    public static WireEvent of(SequencedEvent sequenced, @Nullable Receipt receipt) {
        Event event = sequenced.event();
        Hash receiptHash = VesHashes.receipt(
                event.stream(), event.eventId(), sequenced.sequenceNumber(), VesHashes.signing(event));
        return new WireEvent(
                WireEnvelope.of(sequenced),
                sequenced.sequenceNumber(),
                sequenced.sequencedAt(),
                receiptHash,
                receipt == null ? null : ReceiptSignatureBundle.of(receipt));
    }

    /**
     * Returns the event. Its leaf hash is computed, since it does not travel; the hashes of its payload are the ones that stand in the
     * envelope.
     *
     * @throws IllegalArgumentException if the parts do not make an event
     */
    public SequencedEvent toSequencedEvent() {
        Event event = envelope.toEvent();
        Hash leaf = VesHashes.leaf(
                event.stream(),
                sequenceNumber,
                VesHashes.signing(event),
                event.authorship().signature());
        return new SequencedEvent(
                event, sequenceNumber, sequencedAt, envelope.entityVersion(), leaf, sequencerKeyVersion());
    }

    /** Returns the receipt that comes with the event; unsigned where no signature came. */
    public Receipt toReceipt(UUID sequencerId) {
        return new Receipt(
                sequencerId,
                envelope.eventId(),
                sequenceNumber,
                sequencedAt,
                receiptHash,
                sequencerKeyVersion(),
                receiptSignatureBundle == null ? null : receiptSignatureBundle.ed25519Signature());
    }

    private int sequencerKeyVersion() {
        return receiptSignatureBundle == null ? 0 : receiptSignatureBundle.sequencerKeyVersion();
    }

    @JsonProperty("receipt_signature_scheme")
    int receiptSignatureScheme() {
        return 0;
    }
}
