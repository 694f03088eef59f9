package com.stateset.sequencer.cli.rows;

import com.stateset.sequencer.event.StreamId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Names the events of rows that carry no id of their own, always the same: name-based UUIDs with SHA-1 (RFC 9562 version 5).
 *
 * <pre>
 *   namespace = uuid5(c4301c72-8457-59f9-9608-b654f09f5482, "TENANT/STORE")      both in lower case
 *   event id  = uuid5(namespace, "row/LINE/TEXT")     a row is known by its line number and its text
 *             | uuid5(namespace, "key/KEY")           or by a key made of its columns
 * </pre>
 *
 * <p>The file's name is not part of it, so a renamed file adds nothing; the line number is, so two equal rows are two events.
 */
public final class RowIds {

    /** {@code uuid5(DNS, "import.sequencer.stateset.com")}. */
    private static final UUID IMPORTS = UUID.fromString("c4301c72-8457-59f9-9608-b654f09f5482");

    private final UUID namespace;

    /** Names rows that go to {@code stream}. */
    public RowIds(StreamId stream) {
        this.namespace = version5(IMPORTS, stream.tenantId() + "/" + stream.storeId());
    }

    UUID ofRow(RowText row) {
        return version5(namespace, "row/" + row.line() + "/" + row.text());
    }

    UUID ofKey(String key) {
        return version5(namespace, "key/" + key);
    }

    /** RFC 9562 section 5.5: the first 128 bits of the hash, with version and variant set. */
    static UUID version5(UUID namespace, String name) {
        MessageDigest sha1 = sha1();
        sha1.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .flip());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        long high = hash.getLong();
        long low = hash.getLong();
        return new UUID((high & ~0xF000L) | 0x5000L, (low & ~(0b11L << 62)) | (0b10L << 62));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
