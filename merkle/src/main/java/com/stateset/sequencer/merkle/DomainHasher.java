package com.stateset.sequencer.merkle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Turns typed fields into a SHA-256 hash, in the encodings of VES: numbers big-endian, a UUID as its 16 bytes, a string as
 * its UTF-8 bytes behind their 32-bit count.
 *
 * <pre>{@code
 * Hash leaf = hasher.begin(Domain.LEAF).uuid(tenant).uuid(store).u64(sequence).hash(signing).bytes(signature).finish();
 * }</pre>
 *
 * <p>One hasher makes any number of hashes, one after the other; it allocates nothing but the {@link Hash} it returns.
 * Not thread-safe: give each thread its own.
 */
public final class DomainHasher {

    private static final int BUFFER_SIZE = 1024;
    private static final int LAST_ASCII = 0x7f;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest digest = sha256();
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private int filled;

    /** Makes a hasher with a digest and a buffer of its own. */
    public DomainHasher() {}

    /** Starts a new hash in {@code domain}, dropping whatever was begun and not finished. */
    public DomainHasher begin(Domain domain) {
        return begin().bytes(domain.prefix());
    }

    /** Starts a new hash without a prefix: for the plain SHA-256 of some bytes. */
    public DomainHasher begin() {
        digest.reset();
        filled = 0;
        return this;
    }

    /**
     * Adds an unsigned 32-bit number.
     *
     * @throws IllegalArgumentException if {@code value} is not in 0..2^32-1
     */
    public DomainHasher u32(long value) {
        if (value >>> 32 != 0) {
            throw new IllegalArgumentException(value + " is not an unsigned 32-bit number");
        }
        reserve(Integer.BYTES);
        INTS.set(buffer, filled, (int) value);
        filled += Integer.BYTES;
        return this;
    }

    /** Adds a 64-bit number. */
    public DomainHasher u64(long value) {
        reserve(Long.BYTES);
        LONGS.set(buffer, filled, value);
        filled += Long.BYTES;
        return this;
    }

    /** Adds the 16 bytes of a UUID. */
    public DomainHasher uuid(UUID value) {
        return u64(value.getMostSignificantBits()).u64(value.getLeastSignificantBits());
    }

    /** Adds a string: the count of its UTF-8 bytes as an unsigned 32-bit number, then the bytes. */
    public DomainHasher string(String value) {
        int length = value.length();
        if (length > BUFFER_SIZE - Integer.BYTES) {
            return encoded(value);
        }
        reserve(Integer.BYTES + length);
        if (!copyAscii(value, buffer, filled + Integer.BYTES)) {
            return encoded(value);
        }
        u32(length);
        filled += length;
        return this;
    }

    /** Most strings are ASCII, and need no copy to be encoded. Of one that is not, what was written means nothing. */
    private static boolean copyAscii(String value, byte[] target, int offset) {
        int bits = 0;
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            bits |= character;
            target[offset + i] = (byte) character;
        }
        return bits <= LAST_ASCII;
    }

    private DomainHasher encoded(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return u32(utf8.length).bytes(utf8);
    }

    /** Adds the 32 bytes of a hash. */
    public DomainHasher hash(Hash value) {
        reserve(Hash.LENGTH);
        value.copyTo(buffer, filled);
        filled += Hash.LENGTH;
        return this;
    }

    /** Adds bytes as they are. */
    public DomainHasher bytes(byte[] value) {
        if (value.length > BUFFER_SIZE) {
            flush();
            digest.update(value);
        } else {
            reserve(value.length);
            System.arraycopy(value, 0, buffer, filled, value.length);
            filled += value.length;
        }
        return this;
    }

    /** Adds the remaining bytes of {@code value}, whose position moves to its limit. */
    public DomainHasher bytes(ByteBuffer value) {
        while (value.hasRemaining()) {
            reserve(1);
            int length = Math.min(value.remaining(), BUFFER_SIZE - filled);
            value.get(buffer, filled, length);
            filled += length;
        }
        return this;
    }

    /** Returns the hash of everything added since {@code begin}. */
    public Hash finish() {
        byte[] result = new byte[Hash.LENGTH];
        finish(result);
        return Hash.wrap(result);
    }

    /** Returns the first 16 bytes of the hash of everything added since {@code begin}. */
    public UUID finishUuid() {
        finish(buffer);
        return new UUID((long) LONGS.get(buffer, 0), (long) LONGS.get(buffer, Long.BYTES));
    }

    private void finish(byte[] target) {
        flush();
        try {
            digest.digest(target, 0, Hash.LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 did not make " + Hash.LENGTH + " bytes", e);
        }
    }

    private void reserve(int count) {
        if (filled + count > BUFFER_SIZE) {
            flush();
        }
    }

    private void flush() {
        digest.update(buffer, 0, filled);
        filled = 0;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
