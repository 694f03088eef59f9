package com.stateset.sequencer.event;

import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.Hash;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The hashes of a payload (PROTOCOL section 3); they outlive it.
 *
 * @param payloadHash SHA-256 of the canonical payload; of a payload encrypted end to end, once more {@code plainHash}
 * @param plainHash the same in the domain {@code VES_PAYLOAD_PLAIN_V1}; this one is signed. Of a payload encrypted end to end it is salted,
 *     and only a recipient can check it
 * @param cipherHash of a payload encrypted end to end; zero for every other
 */
public record PayloadHashes(Hash payloadHash, Hash plainHash, Hash cipherHash) {

    /** {@code payload_kind} of plain JSON. */
    public static final int PLAIN_KIND = 0;

    /** {@code payload_kind} of a payload encrypted end to end, for recipients of its author's choice (PROTOCOL section 7). */
    public static final int ENCRYPTED_KIND = 1;

    /** The domain of the hash that is signed. */
    static final Domain PLAIN = Domain.of("VES_PAYLOAD_PLAIN_V1");

    public PayloadHashes {
        Objects.requireNonNull(payloadHash, "payloadHash");
        Objects.requireNonNull(plainHash, "plainHash");
        Objects.requireNonNull(cipherHash, "cipherHash");
    }

    /** Returns the hashes of a payload that is encrypted end to end. */
    public static PayloadHashes encrypted(Hash plainHash, Hash cipherHash) {
        return new PayloadHashes(plainHash, plainHash, cipherHash);
    }

    /** Whether the payload is encrypted end to end: then, and only then, there is a hash of the ciphertext. */
    public boolean isEncrypted() {
        return !cipherHash.equals(Hash.ZERO);
    }

    /** {@code payload_kind}: {@link #ENCRYPTED_KIND} or {@link #PLAIN_KIND}. */
    public int kind() {
        return isEncrypted() ? ENCRYPTED_KIND : PLAIN_KIND;
    }

    /**
     * Returns these hashes, if they are of a payload of this kind; for reading what was stored.
     *
     * @throws IllegalArgumentException if they are not
     */
    public PayloadHashes requireKind(int kind) {
        if (kind != kind()) {
            throw new IllegalArgumentException("payload_kind " + kind + " and payload_cipher_hash do not fit together");
        }
        return this;
    }

    /** Computes the hashes of a plain payload, by one view of its bytes. */
    public static PayloadHashes of(CanonicalJson payload) {
        ByteBuffer bytes = payload.asByteBuffer();
        Hash payloadHash = ThreadHasher.get().begin().bytes(bytes).finish();
        Hash plainHash = ThreadHasher.get().begin(PLAIN).bytes(bytes.rewind()).finish();
        return new PayloadHashes(payloadHash, plainHash, Hash.ZERO);
    }
}
