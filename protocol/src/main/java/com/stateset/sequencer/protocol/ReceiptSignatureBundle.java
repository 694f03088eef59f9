package com.stateset.sequencer.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.proof.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * What signs an event's receipt.
 *
 * @param ed25519Signature the signature
 * @param sequencerKeyVersion the version of the key that signs
 */
public record ReceiptSignatureBundle(
        @JsonProperty("ed25519_signature") Ed25519Signature ed25519Signature, int sequencerKeyVersion) {

    /** Null for a receipt of a time without a key. */
    static @Nullable ReceiptSignatureBundle of(Receipt receipt) {
        return receipt.signature() == null
                ? null
                : new ReceiptSignatureBundle(receipt.signature(), receipt.sequencerKeyVersion());
    }
}
