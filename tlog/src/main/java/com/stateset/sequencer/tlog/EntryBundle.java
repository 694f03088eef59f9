package com.stateset.sequencer.tlog;

import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The form of an entry bundle (C2SP {@code tlog-tiles}): up to 256 entries, each behind its length in two bytes, big-endian.
 * In a stream's log each is {@code 0x0020} and 32 bytes, in the heads log {@code 0x0057} and 87. Pure functions; thread-safe.
 */
public final class EntryBundle {

    private static final int MAX_ENTRY = 0xffff;

    private EntryBundle() {}

    /**
     * Writes a bundle.
     *
     * @throws IllegalArgumentException if there are not 1 to 256 entries, or one is longer than 65,535 bytes
     */
    public static byte[] write(List<byte[]> entries) {
        if (entries.isEmpty() || entries.size() > TilePath.FULL_WIDTH) {
            throw new IllegalArgumentException("a bundle has 1 to 256 entries, not " + entries.size());
        }
        ByteBuffer bundle = ByteBuffer.allocate(
                entries.stream().mapToInt(entry -> Short.BYTES + entry.length).sum());
        for (byte[] entry : entries) {
            if (entry.length > MAX_ENTRY) {
                throw new IllegalArgumentException("an entry has at most 65535 bytes, not " + entry.length);
            }
            bundle.putShort((short) entry.length).put(entry);
        }
        return bundle.array();
    }

    /**
     * Reads a bundle of a known width whose entries all have one length.
     *
     * @return its entries, as many as it is wide
     * @throws LogVerificationException if it has another number of entries, or one of another length
     */
    public static List<byte[]> read(byte[] bundle, int width, int entryLength) {
        if (bundle.length != width * (Short.BYTES + entryLength)) {
            throw new LogVerificationException(
                    Reason.MALFORMED_TILE,
                    "a bundle of " + width + " entries of " + entryLength + " bytes has not " + bundle.length
                            + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bundle);
        List<byte[]> entries = new ArrayList<>(width);
        while (buffer.hasRemaining()) {
            int length = Short.toUnsignedInt(buffer.getShort());
            if (length != entryLength) {
                throw new LogVerificationException(
                        Reason.MALFORMED_TILE,
                        "entry " + entries.size() + " of a bundle has " + length + " bytes, not " + entryLength);
            }
            byte[] entry = new byte[length];
            buffer.get(entry);
            entries.add(entry);
        }
        return entries;
    }
}
