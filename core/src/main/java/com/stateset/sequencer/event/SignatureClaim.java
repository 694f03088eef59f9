package com.stateset.sequencer.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a signed event says about its signature, as sent and not yet checked. Hashes and signature are hex, with or without
 * {@code 0x}.
 *
 * @param vesVersion the version of the protocol that it was signed by
 * @param agentKeyId which of the agent's keys signed
 * @param payloadKind 0 for a plaintext payload, 1 for one that is encrypted end to end
 * @param payloadPlainHash the hash of the payload that the signature covers
 * @param payloadCipherHash the hash of the encrypted payload that the signature covers; null for the zero hash
 * @param signature Ed25519 over the signing hash
 * @param scheme what kind of signature it is: 0 or 1 for Ed25519
 */
public record SignatureClaim(
        long vesVersion,
        long agentKeyId,
        long payloadKind,
        String payloadPlainHash,
        @Nullable String payloadCipherHash,
        String signature,
        long scheme) {

    public SignatureClaim {
        Objects.requireNonNull(payloadPlainHash, "payloadPlainHash");
        Objects.requireNonNull(signature, "signature");
    }

    /** Makes a claim of an Ed25519 signature. */
    public SignatureClaim(
            long vesVersion,
            long agentKeyId,
            long payloadKind,
            String payloadPlainHash,
            @Nullable String payloadCipherHash,
            String signature) {
        this(vesVersion, agentKeyId, payloadKind, payloadPlainHash, payloadCipherHash, signature, 0);
    }

    /** Whether the signature is said to be one that can be checked here. */
    public boolean isEd25519() {
        return scheme == 0 || scheme == 1;
    }
}
