package com.stateset.sequencer.encryption;

import com.stateset.sequencer.bouncycastle.BouncyCastle;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** An X25519 private key (RFC 7748): 32 bytes. Immutable and thread-safe; prints as its public key, never as itself. */
public final class X25519PrivateKey {

    /** The length of every key, in bytes. */
    public static final int LENGTH = 32;

    private static final String FORM = "a private encryption key is 32 bytes, as 64 hex digits";

    private final byte[] secret;

    private X25519PrivateKey(byte[] owned) {
        BouncyCastle.require(X25519PublicKey.PURPOSE);
        this.secret = owned;
    }

    /** Makes a new key from the platform's secure random numbers. */
    public static X25519PrivateKey generate() {
        byte[] bytes = new byte[LENGTH];
        new SecureRandom().nextBytes(bytes);
        return new X25519PrivateKey(bytes);
    }

    /**
     * Copies 32 bytes into a key.
     *
     * @throws IllegalArgumentException if there are not 32 bytes
     */
    public static X25519PrivateKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException(FORM);
        }
        return new X25519PrivateKey(bytes.clone());
    }

    /**
     * Parses 64 hex digits, with or without {@code 0x}.
     *
     * @throws IllegalArgumentException if the text is anything else; the message does not repeat it
     */
    public static X25519PrivateKey parse(String text) {
        String trimmed = text.strip();
        try {
            return of(HexFormat.of().parseHex(trimmed.startsWith("0x") ? trimmed.substring(2) : trimmed));
        } catch (IllegalArgumentException e) {
            // The cause would quote characters of the secret.
            throw new IllegalArgumentException(FORM);
        }
    }

    /** The public half. */
    public X25519PublicKey publicKey() {
        byte[] publicKey = new byte[LENGTH];
        X25519.generatePublicKey(secret, 0, publicKey, 0);
        return X25519PublicKey.of(publicKey);
    }

    /** Returns a copy of the 32 bytes, for keeping them somewhere safe. */
    public byte[] toByteArray() {
        return secret.clone();
    }

    @Override
    public String toString() {
        return "the private key of " + publicKey();
    }
}
