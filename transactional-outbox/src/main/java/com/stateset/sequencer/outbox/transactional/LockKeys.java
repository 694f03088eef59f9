package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The 64-bit keys of PostgreSQL's advisory locks: the first bytes of a SHA-256 hash, the same in every process and release. Two that
 * meet by chance wait for each other for nothing, and no harm is done.
 */
final class LockKeys {

    static final long SCHEMA = hash("sequencer/transactional-outbox/schema");

    private LockKeys() {}

    static long ofRelay(StreamId stream) {
        return hash("sequencer/transactional-outbox/relay\0" + stream);
    }

    /** No name holds U+0000, so that no two entities are written alike. */
    static long ofEntity(StreamId stream, EntityRef entity) {
        return hash("sequencer/transactional-outbox/entity\0" + stream + '\0' + entity.type() + '\0' + entity.id());
    }

    private static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
