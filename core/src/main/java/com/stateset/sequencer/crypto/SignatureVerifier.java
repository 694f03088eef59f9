package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import java.security.Provider;

/**
 * Tells good Ed25519 signatures (RFC 8032) from bad ones. Thread-safe.
 *
 * <p>Libraries agree on every signature that a correct signer makes; on odd ones (points of small order, say) they may not.
 * Let one library decide what a log accepts.
 */
@FunctionalInterface
public interface SignatureVerifier {

    /** Whether {@code signature} is that of {@code key} over the 32 bytes of {@code hash}. Never throws. */
    boolean verify(Ed25519PublicKey key, Hash hash, Ed25519Signature signature);

    /** The default, in plain Java. */
    static SignatureVerifier bouncyCastle() {
        return BouncyCastleVerifier.INSTANCE;
    }

    /**
     * A verifier on a JCA provider's {@code Ed25519}, such as a native one that the application has on its path.
     *
     * @throws IllegalArgumentException if the provider has no Ed25519
     */
    static SignatureVerifier jca(Provider provider) {
        return new JcaVerifier(provider);
    }
}
