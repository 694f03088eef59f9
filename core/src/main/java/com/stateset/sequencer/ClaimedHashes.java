package com.stateset.sequencer;

import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The hashes that an author sent with an event, and the signature: well-formed, to be compared with what the payload gives. All
 * are null where the author sent none.
 */
record ClaimedHashes(
        @Nullable Hash payloadHash,
        @Nullable Hash plainHash,
        @Nullable Hash cipherHash,
        @Nullable Ed25519Signature signature) {

    /** Of an event that was sent without any. */
    private static final ClaimedHashes NONE = new ClaimedHashes(null, null, null, null);

    /** Reads what was sent; malformed hex is that hash's or that signature's rejection. */
    static ClaimedHashes of(NewEvent sent) throws RefusedException {
        Hash payloadHash = hash(sent.payloadHash(), "payload_hash", Rejection.InvalidPayloadHash::new);
        SignatureClaim claim = sent.signature();
        if (claim == null) {
            return payloadHash == null ? NONE : new ClaimedHashes(payloadHash, null, null, null);
        }
        return new ClaimedHashes(
                payloadHash,
                hash(claim.payloadPlainHash(), "payload_plain_hash", Rejection.InvalidPayloadHash::new),
                hash(claim.payloadCipherHash(), "payload_cipher_hash", Rejection.InvalidCipherHash::new),
                signature(claim.signature()));
    }

    /**
     * Compares with the payload's own hashes. Of an encrypted payload only the hash of the ciphertext can be computed; {@code
     * payload_plain_hash} is its author's word, which its recipients check.
     *
     * @param actual the hashes computed of the payload
     */
    void check(PayloadHashes actual, NewEvent sent) throws RefusedException {
        if (payloadHash != null
                && !payloadHash.equals(actual.payloadHash())
                && !payloadHash.equals(hashAsSent(sent.payload()))) {
            throw new RefusedException(new Rejection.InvalidPayloadHash("payload_hash is not the hash of the payload"));
        }
        if (plainHash != null && !plainHash.equals(actual.plainHash())) {
            throw new RefusedException(
                    new Rejection.InvalidPayloadHash("payload_plain_hash is not the hash of the payload"));
        }
        if (cipherHash != null && !cipherHash.equals(actual.cipherHash())) {
            throw new RefusedException(new Rejection.InvalidCipherHash(
                    actual.isEncrypted()
                            ? "payload_cipher_hash is not the hash of payload_encrypted in this event"
                            : "payload_cipher_hash must be 32 zero bytes for a plaintext payload"));
        }
    }

    /** The hashes of an encrypted payload, as its author has them. */
    PayloadHashes ofEncrypted() throws RefusedException {
        if (plainHash == null || cipherHash == null || cipherHash.equals(Hash.ZERO)) {
            throw new RefusedException(
                    new Rejection.InvalidCipherHash("payload_cipher_hash must be there for an encrypted payload"));
        }
        return PayloadHashes.encrypted(plainHash, cipherHash);
    }

    /** Agents of the original hash the payload with its numbers as they wrote them; that form is accepted too. */
    private static Hash hashAsSent(byte[] payloadText) {
        return VesHashes.plain(CanonicalJson.withNumbersAsSent(payloadText));
    }

    private static @Nullable Hash hash(@Nullable String hex, String field, Function<String, Rejection> rejection)
            throws RefusedException {
        if (hex == null) {
            return null;
        }
        try {
            return Hash.parse(hex);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(rejection.apply(field + " is not 64 hex digits"));
        }
    }

    private static Ed25519Signature signature(String hex) throws RefusedException {
        try {
            return Ed25519Signature.parse(hex);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(new Rejection.InvalidSignature("agent_signature is not 128 hex digits"));
        }
    }

    /** An event is refused before the log is asked: a way out of the checks, without the cost of a stack trace. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Rejection rejection;

        RefusedException(Rejection rejection) {
            super(rejection.message(), null, false, false);
            this.rejection = rejection;
        }

        Rejection rejection() {
            return rejection;
        }
    }
}
