package com.stateset.sequencer.crypto;

import com.stateset.sequencer.bouncycastle.BouncyCastle;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;

/**
 * What a library does for Ed25519: both ways, {@link BouncyCastleLibrary} and {@link JdkLibrary}, give the same bytes for the
 * same seed and message, and the same verdicts. Thread-safe.
 */
interface Ed25519Library {

    /** The public key of a seed of 32 bytes. */
    byte[] publicKey(byte[] seed);

    /** The signature over a message, deterministic (RFC 8032, section 5.1.6). */
    byte[] sign(byte[] seed, byte[] publicKey, byte[] message);

    /** The strict verifier on this library. */
    MessageVerifier verifier();

    /** The one that is used: Bouncy Castle's if it is there, as it is 6 to 15 times faster than the JDK's. */
    static Ed25519Library standard() {
        return Standard.LIBRARY;
    }

    /** Chosen once, when the first key or signature is looked at. */
    final class Standard {

        private static final Ed25519Library LIBRARY =
                BouncyCastle.PRESENT ? new BouncyCastleLibrary() : new JdkLibrary();

        private Standard() {}
    }

    /** Verifies messages of any length; a hash is one of 32 bytes. */
    interface MessageVerifier extends SignatureVerifier {

        /** Whether {@code signature} is that of {@code key} over {@code message}. Never throws. */
        boolean verify(Ed25519PublicKey key, byte[] message, Ed25519Signature signature);

        @Override
        default boolean verify(Ed25519PublicKey key, Hash hash, Ed25519Signature signature) {
            return verify(key, hash.toByteArray(), signature);
        }
    }
}
