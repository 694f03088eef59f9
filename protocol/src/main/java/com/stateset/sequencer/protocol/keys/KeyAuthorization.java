package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.crypto.KeyProofs;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.protocol.json.TwoNames;
import org.jspecify.annotations.Nullable;

/**
 * {@code authorized_by}: the word of a key that the agent has already. {@code keyId} is also understood.
 *
 * @param keyId which one, an unsigned 32-bit number
 * @param signature its signature of {@link com.stateset.sequencer.event.VesHashes#keyProof}
 */
public record KeyAuthorization(
        @JsonProperty("key_id") long keyId,
        @JsonProperty("signature") Ed25519Signature signature) {

    /** Checks the range of the id. */
    public KeyAuthorization {
        KeyRevocation.requireKeyId(keyId);
    }

    @JsonCreator
    static KeyAuthorization read(
            @JsonProperty("key_id") @Nullable Long keyId,
            @JsonProperty("keyId") @Nullable Long keyIdToo,
            @JsonProperty("signature") @Nullable Ed25519Signature signature) {
        return new KeyAuthorization(
                TwoNames.required("key_id", keyId, "keyId", keyIdToo), TwoNames.required("signature", signature));
    }

    static @Nullable KeyAuthorization of(KeyProofs.@Nullable Authorization authorization) {
        return authorization == null ? null : new KeyAuthorization(authorization.keyId(), authorization.signature());
    }

    KeyProofs.Authorization toAuthorization() {
        return new KeyProofs.Authorization(keyId, signature);
    }
}
