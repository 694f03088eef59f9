package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * An entry of the log of heads, the one log of a sequencer that witnesses follow: the head of a stream under a checkpoint that
 * was signed, in 87 bytes, {@code "VES_TREEHEAD_V1" || stream id(32) || U64(size) || root(32)}. What witnesses say about the
 * log of heads they thereby say about every stream in it.
 *
 * <p>Immutable.
 *
 * @param streamId the stream
 * @param head its size and root; not that of an empty stream
 */
public record HeadsLogEntry(Hash streamId, TreeHead head) {

    private static final byte[] PREFIX = "VES_TREEHEAD_V1".getBytes(StandardCharsets.US_ASCII);

    /** The length of an entry, in bytes: 87. */
    public static final int LENGTH = PREFIX.length + Hash.LENGTH + Long.BYTES + Hash.LENGTH;

    /**
     * Checks the head.
     *
     * @throws IllegalArgumentException if its size is 0
     */
    public HeadsLogEntry {
        Objects.requireNonNull(streamId, "streamId");
        if (head.size() == 0) {
            throw new IllegalArgumentException("the head of an empty stream is not entered");
        }
    }

    /**
     * Reads an entry.
     *
     * @throws LogVerificationException if the bytes are not one, reason {@code MALFORMED_TILE}
     */
    public static HeadsLogEntry parse(byte[] entry) {
        ByteBuffer buffer = ByteBuffer.wrap(entry);
        if (entry.length != LENGTH || !Arrays.equals(PREFIX, 0, PREFIX.length, entry, 0, PREFIX.length)) {
            throw refusal("an entry of the heads log is " + LENGTH + " bytes that begin with VES_TREEHEAD_V1");
        }
        buffer.position(PREFIX.length);
        Hash streamId = hash(buffer);
        long size = buffer.getLong();
        if (size <= 0) {
            throw refusal("the heads log has no head of size " + size);
        }
        return new HeadsLogEntry(streamId, new TreeHead(size, hash(buffer)));
    }

    /** Returns the 87 bytes. */
    public byte[] toByteArray() {
        return ByteBuffer.allocate(LENGTH)
                .put(PREFIX)
                .put(streamId.toByteArray())
                .putLong(head.size())
                .put(head.root().toByteArray())
                .array();
    }

    /** Returns the entry's record hash. */
    public Hash recordHash() {
        return LogHashes.record(toByteArray());
    }

    private static Hash hash(ByteBuffer buffer) {
        byte[] bytes = new byte[Hash.LENGTH];
        buffer.get(bytes);
        return Hash.of(bytes);
    }

    private static LogVerificationException refusal(String message) {
        return new LogVerificationException(Reason.MALFORMED_TILE, message);
    }
}
