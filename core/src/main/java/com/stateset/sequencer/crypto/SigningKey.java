package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An Ed25519 private key (RFC 8032): a seed of 32 bytes. Immutable and thread-safe; prints as its public key, never as itself.
 */
public final class SigningKey {

    /** The length of a seed, in bytes. */
    public static final int SEED_LENGTH = 32;

    private static final String FORM = "a signing key is 32 bytes, as 64 hex digits or in base64";

    private final byte[] seed;
    private final byte[] publicKey;
    private final Ed25519Library.MessageSigner signer;

    private SigningKey(byte[] owned) {
        Ed25519Library library = Ed25519Library.standard();
        this.seed = owned;
        this.publicKey = library.publicKey(seed);
        this.signer = library.signer(seed, publicKey);
    }

    /** Makes a new key from the platform's secure random numbers. */
    public static SigningKey generate() {
        byte[] seed = new byte[SEED_LENGTH];
        new SecureRandom().nextBytes(seed);
        return new SigningKey(seed);
    }

    /**
     * Returns the key of a seed, which is copied.
     *
     * @throws IllegalArgumentException if the seed is not 32 bytes long
     */
    public static SigningKey ofSeed(byte[] seed) {
        if (seed.length != SEED_LENGTH) {
            throw new IllegalArgumentException(FORM);
        }
        return new SigningKey(seed.clone());
    }

    /**
     * Parses a seed: 64 hex digits with or without {@code 0x}, or base64 with or without padding, ordinary or URL-safe.
     *
     * @throws IllegalArgumentException if the text is neither; the message does not repeat it
     */
    public static SigningKey parse(String text) {
        String trimmed = text.strip();
        String digits = trimmed.startsWith("0x") ? trimmed.substring(2) : trimmed;
        try {
            return ofSeed(
                    digits.length() == 2 * SEED_LENGTH
                            ? HexFormat.of().parseHex(digits)
                            : Base64.getDecoder()
                                    .decode(trimmed.replace('-', '+').replace('_', '/')));
        } catch (IllegalArgumentException e) {
            // The cause would quote characters of the secret.
            throw new IllegalArgumentException(FORM);
        }
    }

    /** The public half. */
    public Ed25519PublicKey publicKey() {
        return Ed25519PublicKey.of(publicKey);
    }

    /** Signs the 32 bytes of a hash. Deterministic: the same hash always gives the same signature. */
    public Ed25519Signature sign(Hash hash) {
        return sign(hash.toByteArray());
    }

    /**
     * Signs a text, such as a checkpoint. Deterministic. Everything else this key signs is a hash of 32 bytes; a text of that
     * length is refused, so that a signature over the one never passes for a signature over the other.
     *
     * @throws IllegalArgumentException if the text is 32 bytes long
     */
    public Ed25519Signature signText(byte[] text) {
        if (text.length == Hash.LENGTH) {
            throw new IllegalArgumentException("a text of " + Hash.LENGTH + " bytes could pass for a hash");
        }
        return sign(text);
    }

    private Ed25519Signature sign(byte[] message) {
        return Ed25519Signature.of(signer.sign(message));
    }

    /** Returns a copy of the seed, for keeping it somewhere safe. */
    public byte[] toSeed() {
        return seed.clone();
    }

    @Override
    public String toString() {
        return "the signing key of " + publicKey();
    }
}
