package com.stateset.sequencer.event;

import java.util.Arrays;
import java.util.HexFormat;

/** An Ed25519 public key (RFC 8032): 32 bytes. Immutable; equal by content; printed as 64 lower-case hex digits. */
public final class Ed25519PublicKey {

    /** The length of every public key, in bytes. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private Ed25519PublicKey(byte[] owned) {
        this.bytes = owned;
    }

    /**
     * Copies 32 bytes into a key. Whether they are a point of the curve shows when a signature is verified.
     *
     * @throws IllegalArgumentException if {@code bytes} is not 32 bytes long
     */
    public static Ed25519PublicKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a public key is " + LENGTH + " bytes, not " + bytes.length);
        }
        return new Ed25519PublicKey(bytes.clone());
    }

    /**
     * Parses 64 hex digits of either case, with or without a leading {@code 0x}.
     *
     * @throws IllegalArgumentException if {@code hex} is anything else
     */
    public static Ed25519PublicKey parse(String hex) {
        return new Ed25519PublicKey(HexBytes.parse("a public key", hex, LENGTH));
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
        return other instanceof Ed25519PublicKey that && Arrays.equals(bytes, that.bytes);
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
