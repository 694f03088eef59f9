package com.stateset.sequencer.merkle;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 hash: 32 bytes. Immutable; equal by content; printed as 64 lower-case hex digits. */
public final class Hash {

    /** The length of every hash, in bytes. */
    public static final int LENGTH = 32;

    /** 32 zero bytes: the protocol's "no hash here". */
    public static final Hash ZERO = new Hash(new byte[LENGTH]);

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] bytes;

    private Hash(byte[] owned) {
        this.bytes = owned;
    }

    /**
     * Copies 32 bytes into a hash.
     *
     * @throws IllegalArgumentException if {@code bytes} is not 32 bytes long
     */
    public static Hash of(byte[] bytes) {
        requireLength(bytes.length);
        return new Hash(bytes.clone());
    }

    /**
     * Parses 64 hex digits of either case, with or without a leading {@code 0x}.
     *
     * @throws IllegalArgumentException if {@code hex} is anything else
     */
    public static Hash parse(String hex) {
        String digits = hex.startsWith("0x") ? hex.substring(2) : hex;
        if (digits.length() != 2 * LENGTH) {
            throw new IllegalArgumentException("a hash is " + 2 * LENGTH + " hex digits, not " + digits.length());
        }
        return new Hash(HEX.parseHex(digits));
    }

    /** Makes {@code owned} the content of a hash without copying it; the caller must not keep it. */
    static Hash wrap(byte[] owned) {
        requireLength(owned.length);
        return new Hash(owned);
    }

    /** Returns a copy of the 32 bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /**
     * Writes the 32 bytes into {@code target} from {@code offset} on.
     *
     * @throws IndexOutOfBoundsException if they do not fit
     */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, LENGTH);
    }

    /** Returns 64 lower-case hex digits. */
    public String toHex() {
        return HEX.formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(bytes).getInt();
    }

    @Override
    public String toString() {
        return toHex();
    }

    private static void requireLength(int length) {
        if (length != LENGTH) {
            throw new IllegalArgumentException("a hash is " + LENGTH + " bytes, not " + length);
        }
    }
}
