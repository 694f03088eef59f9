package com.stateset.sequencer.crypto;

import com.stateset.sequencer.bouncycastle.BouncyCastle;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.NoteVerifier;
import java.security.Provider;

/**
 * Tells good Ed25519 signatures from bad ones, as PROTOCOL section 3 reads RFC 8032: the cofactorless equation {@code [S]B = R
 * + [k]A}, S below the order, A and R in canonical encoding, and A a key that {@link PublicKeyCheck} takes. Thread-safe.
 *
 * <p>Libraries agree on every signature that a correct signer makes; on odd ones they differ, and what one accepts another's
 * user cannot verify. So there is one verdict for all: the verifiers of this package have it whatever the library below, and
 * {@link #selfTest} finds out whether one of the application's own has it. Those that are made here print as the library that
 * does the work, such as {@code Bouncy Castle} or {@code AmazonCorrettoCryptoProvider 2.5.0}.
 */
@FunctionalInterface
public interface SignatureVerifier {

    /**
     * Whether {@code signature} is that of {@code key} over the 32 bytes of {@code hash}. Never throws, whatever it is given; a
     * library that itself breaks has reached no verdict, and those that are made here ask another one then, or pass its exception
     * on if there is none. Several threads call at once, for one batch, too, threads of the common pool among them: it must not wait for
     * what its caller holds.
     */
    boolean verify(Ed25519PublicKey key, Hash hash, Ed25519Signature signature);

    /**
     * Tries this verifier with the published edge cases, in some milliseconds.
     *
     * @throws IllegalArgumentException if its verdict on one of them is not the protocol's; the message names the first
     */
    default void selfTest() {
        for (EdgeCase edge : EdgeCase.ALL) {
            if (verify(edge.key(), edge.message(), edge.signature()) != edge.valid()) {
                throw new IllegalArgumentException("the signature verifier must " + (edge.valid() ? "accept" : "refuse")
                        + " this edge case of Ed25519 and does not: " + edge.name());
            }
        }
    }

    /**
     * The default: Amazon's Corretto provider if it is on the path and passes {@link #selfTest}; otherwise Bouncy Castle's if
     * that is there, and the JDK's. Their verdicts are the same.
     */
    static SignatureVerifier standard() {
        return Ed25519Library.standard().verifier();
    }

    /**
     * Bouncy Castle's, in plain Java.
     *
     * @throws IllegalStateException if Bouncy Castle is not on the path
     */
    static SignatureVerifier bouncyCastle() {
        BouncyCastle.require("this verifier");
        return new BouncyCastleLibrary().verifier();
    }

    /**
     * A verifier on a JCA provider's {@code Ed25519}, such as a native one that the application has on its path. Strict
     * whether the provider is or not. Where the provider breaks or does not take a valid key, Bouncy Castle answers if that is
     * there, otherwise the JDK; the first time, a warning says so.
     *
     * @throws IllegalArgumentException if the provider has no Ed25519, or cannot verify by it
     */
    static SignatureVerifier jca(Provider provider) {
        return new FallbackVerifier(
                new JcaVerifier(provider), Ed25519Library.ofJava().verifier());
    }

    /**
     * Whether {@code signature} is that of {@code key} over a text, as {@link SigningKey#signText} makes it; for checkpoints.
     * Throws as {@link #verify} does.
     */
    static boolean verifyText(Ed25519PublicKey key, byte[] text, Ed25519Signature signature) {
        return text.length != Hash.LENGTH
                && Ed25519Library.standard().verifier().verify(key, text, signature);
    }

    /** {@link #verifyText} for the notes of logs, whose keys and signatures are bare bytes. */
    static NoteVerifier ofNotes() {
        return (key, text, signature) -> verifyText(Ed25519PublicKey.of(key), text, Ed25519Signature.of(signature));
    }
}
