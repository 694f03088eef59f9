package com.stateset.sequencer.crypto;

import com.stateset.sequencer.bouncycastle.BouncyCastle;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;

/**
 * What a library does for Ed25519: all of them, {@link CorrettoLibrary}, {@link BouncyCastleLibrary} and {@link JdkLibrary},
 * give the same bytes for the same seed and message, and the same verdicts. Thread-safe.
 */
interface Ed25519Library {

    /** The public key of a seed of 32 bytes. */
    byte[] publicKey(byte[] seed);

    /** Signs with the key of a seed of 32 bytes, which is not copied and must not change. */
    MessageSigner signer(byte[] seed, byte[] publicKey);

    /** The strict verifier on this library; prints as the library's name. */
    MessageVerifier verifier();

    /**
     * The one that is used: Amazon's Corretto provider if it is there and works, as it is 3 to 5 times faster than Bouncy
     * Castle's; that one if it is there, as it is 6 to 15 times faster than the JDK's.
     */
    static Ed25519Library standard() {
        return Standard.LIBRARY;
    }

    /** The one that is used without a native one. */
    static Ed25519Library ofJava() {
        return BouncyCastle.PRESENT ? new BouncyCastleLibrary() : new JdkLibrary();
    }

    /** Chosen once, when the first key or signature is looked at. */
    final class Standard {

        private static final Ed25519Library LIBRARY = choose();

        private Standard() {}

        private static Ed25519Library choose() {
            Ed25519Library other = ofJava();
            return CorrettoLibrary.find(Standard.class.getClassLoader(), other).orElse(other);
        }
    }

    /** Signs messages of any length with one key. Thread-safe. */
    @FunctionalInterface
    interface MessageSigner {

        /** The signature over a message, deterministic (RFC 8032, section 5.1.6). */
        byte[] sign(byte[] message);
    }

    /** Verifies messages of any length; a hash is one of 32 bytes. */
    interface MessageVerifier extends SignatureVerifier {

        /**
         * Whether {@code signature} is that of {@code key} over {@code message}. No key, message or signature makes it throw; a
         * library that itself breaks does, for that is no verdict, unless there is another ({@link FallbackVerifier}).
         */
        boolean verify(Ed25519PublicKey key, byte[] message, Ed25519Signature signature);

        @Override
        default boolean verify(Ed25519PublicKey key, Hash hash, Ed25519Signature signature) {
            return verify(key, hash.toByteArray(), signature);
        }
    }
}
