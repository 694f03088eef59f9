package com.stateset.sequencer.event;

import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.Hash;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The hashes of a payload (PROTOCOL section 3); they outlive it.
 *
 * @param payloadHash SHA-256 of the canonical payload
 * @param plainHash the same in the domain {@code VES_PAYLOAD_PLAIN_V1}; this one is signed
 * @param cipherHash of a payload encrypted end to end; zero for every other
 */
public record PayloadHashes(Hash payloadHash, Hash plainHash, Hash cipherHash) {

    /** The domain of the hash that is signed. */
    static final Domain PLAIN = Domain.of("VES_PAYLOAD_PLAIN_V1");

    public PayloadHashes {
        Objects.requireNonNull(payloadHash, "payloadHash");
        Objects.requireNonNull(plainHash, "plainHash");
        Objects.requireNonNull(cipherHash, "cipherHash");
    }

    /** Computes the hashes of a plain payload, by one view of its bytes. */
    public static PayloadHashes of(CanonicalJson payload) {
        ByteBuffer bytes = payload.asByteBuffer();
        Hash payloadHash = ThreadHasher.get().begin().bytes(bytes).finish();
        Hash plainHash = ThreadHasher.get().begin(PLAIN).bytes(bytes.rewind()).finish();
        return new PayloadHashes(payloadHash, plainHash, Hash.ZERO);
    }
}
