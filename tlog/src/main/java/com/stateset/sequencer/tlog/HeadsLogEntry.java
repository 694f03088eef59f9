package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * An entry of the log of heads, the one log of a sequencer that witnesses follow: the head of a stream under a checkpoint that
 * was signed, in 87 bytes, {@code "VES_TREEHEAD_V1" || stream id(32) || U64(size) || root(32)}. What witnesses say about the
 * log of heads they thereby say about every stream in it.
 *
 * <p>An entry that begins with {@code VES_TREEBREAK_1} instead says that an administrator has accepted another history of the
 * stream, one that need not extend what was signed before: a backup that was restored. Heads after it extend it. Who follows
 * the stream sees the break here and asks why.
 *
 * <p>Immutable.
 *
 * @param kind what the entry says of the head
 * @param streamId the stream
 * @param head its size and root; not that of an empty stream
 */
public record HeadsLogEntry(Kind kind, Hash streamId, TreeHead head) {

    private static final int PREFIX_LENGTH = 15;

    /** The length of an entry, in bytes: 87. */
    public static final int LENGTH = PREFIX_LENGTH + Hash.LENGTH + Long.BYTES + Hash.LENGTH;

    /** What an entry says of a head. */
    public enum Kind {
        /** It extends the stream's head before it. */
        HEAD("VES_TREEHEAD_V1"),
        /** It is where the stream goes on, though it need not extend the head before it. */
        BREAK("VES_TREEBREAK_1");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        /** The text that entries of the kind begin with, 15 ASCII characters. */
        private byte[] prefix() {
            return prefix.getBytes(StandardCharsets.US_ASCII);
        }

        private static Optional<Kind> of(byte[] entry) {
            return Arrays.stream(values())
                    .filter(kind -> Arrays.equals(kind.prefix(), 0, PREFIX_LENGTH, entry, 0, PREFIX_LENGTH))
                    .findFirst();
        }
    }

    /**
     * Checks the head.
     *
     * @throws IllegalArgumentException if its size is 0
     */
    public HeadsLogEntry {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(streamId, "streamId");
        if (head.size() == 0) {
            throw new IllegalArgumentException("the head of an empty stream is not entered");
        }
    }

    /** The entry of a head that extends the one before it. */
    public HeadsLogEntry(Hash streamId, TreeHead head) {
        this(Kind.HEAD, streamId, head);
    }

    /**
     * Reads an entry.
     *
     * @throws LogVerificationException if the bytes are not one, reason {@code MALFORMED_TILE}
     */
    public static HeadsLogEntry parse(byte[] entry) {
        Optional<Kind> kind = entry.length == LENGTH ? Kind.of(entry) : Optional.empty();
        if (kind.isEmpty()) {
            throw refusal("an entry of the heads log is " + LENGTH
                    + " bytes that begin with VES_TREEHEAD_V1 or VES_TREEBREAK_1");
        }
        ByteBuffer buffer = ByteBuffer.wrap(entry, PREFIX_LENGTH, LENGTH - PREFIX_LENGTH);
        Hash streamId = hash(buffer);
        long size = buffer.getLong();
        if (size <= 0) {
            throw refusal("the heads log has no head of size " + size);
        }
        return new HeadsLogEntry(kind.get(), streamId, new TreeHead(size, hash(buffer)));
    }

    /** Returns the 87 bytes. */
    public byte[] toByteArray() {
        return ByteBuffer.allocate(LENGTH)
                .put(kind.prefix())
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
