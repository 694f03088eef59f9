package com.stateset.sequencer.encryption;

import com.stateset.sequencer.bouncycastle.BouncyCastle;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** An X25519 public key (RFC 7748): 32 bytes. Immutable; equal by content; printed as 64 lower-case hex digits. */
public final class X25519PublicKey {

    /** The length of every key, in bytes. */
    public static final int LENGTH = 32;

    /** What the library is for: the JDK has no HPKE. */
    static final String PURPOSE = "end-to-end encryption (HPKE)";

    private static final String FORM = "an encryption key is 64 hex digits";

    /** Whether it agrees with a point depends on the point's order alone, since all scalars are multiples of 8. */
    private static final byte[] ANY_SCALAR = new byte[LENGTH];

    private final byte[] bytes;

    private X25519PublicKey(byte[] owned) {
        this.bytes = owned;
    }

    /**
     * Copies 32 bytes into a key. Points of small order are refused: what is encrypted for them is encrypted for the whole world.
     *
     * @throws IllegalArgumentException if {@code bytes} is not 32 bytes long, or such a point
     */
    public static X25519PublicKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("an encryption key is " + LENGTH + " bytes, not " + bytes.length);
        }
        BouncyCastle.require(PURPOSE);
        if (!X25519.calculateAgreement(ANY_SCALAR, 0, bytes, 0, new byte[LENGTH], 0)) {
            throw new IllegalArgumentException("the encryption key is a point of small order");
        }
        return new X25519PublicKey(bytes.clone());
    }

    /**
     * Parses 64 hex digits of either case, with or without a leading {@code 0x}.
     *
     * @throws IllegalArgumentException if {@code hex} is anything else, or a point of small order
     */
    public static X25519PublicKey parse(String hex) {
        String digits = hex.startsWith("0x") ? hex.substring(2) : hex;
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(FORM, e);
        }
        return of(bytes);
    }

    /** Returns a copy of the 32 bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** Returns 64 lower-case hex digits. */
    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof X25519PublicKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
