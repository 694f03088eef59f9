package com.stateset.sequencer.event;

import java.util.Arrays;
import java.util.HexFormat;

/** An Ed25519 signature (RFC 8032): 64 bytes. Immutable; equal by content. */
public final class Ed25519Signature {

    /** The length of every signature, in bytes. */
    public static final int LENGTH = 64;

    private final byte[] bytes;

    private Ed25519Signature(byte[] owned) {
        this.bytes = owned;
    }

    /**
     * Copies 64 bytes into a signature.
     *
     * @throws IllegalArgumentException if {@code bytes} is not 64 bytes long
     */
    public static Ed25519Signature of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a signature is " + LENGTH + " bytes, not " + bytes.length);
        }
        return new Ed25519Signature(bytes.clone());
    }

    /**
     * Parses 128 hex digits of either case, with or without a leading {@code 0x}.
     *
     * @throws IllegalArgumentException if {@code hex} is anything else
     */
    public static Ed25519Signature parse(String hex) {
        return new Ed25519Signature(HexBytes.parse("a signature", hex, LENGTH));
    }

    /** Returns a copy of the 64 bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    byte[] bytes() {
        return bytes;
    }

    /** Returns 128 lower-case hex digits. */
    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ed25519Signature that && Arrays.equals(bytes, that.bytes);
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
