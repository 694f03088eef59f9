package com.stateset.sequencer.outbox;

import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads columns that may be null, and writes values that may be absent: JDBC returns 0 for a null number.
 */
final class OutboxColumns {

    private OutboxColumns() {}

    /** Reads a UUID of 16 bytes. */
    static @Nullable UUID uuidOrNull(ResultSet row, String column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? null : BinaryForm.uuid(bytes);
    }

    /** Reads a hash; zeros for null. */
    static Hash hashOrZero(ResultSet row, String column) throws SQLException {
        byte[] hash = row.getBytes(column);
        return hash == null ? Hash.ZERO : Hash.of(hash);
    }

    /** Reads a number. */
    static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    /** Reads who signed: the key id counts only beside a signature. */
    static Authorship authorship(ResultSet row) throws SQLException {
        byte[] signature = row.getBytes("agent_signature");
        return signature == null
                ? new Authorship.Unsigned()
                : new Authorship.Signed(row.getLong("agent_key_id"), Ed25519Signature.of(signature));
    }

    /** What is stored of a signature: 64 bytes, or null of an unsigned event. */
    static byte @Nullable [] signature(Authorship authorship) {
        return authorship instanceof Authorship.Signed signed
                ? signed.signature().toByteArray()
                : null;
    }

    /** Reads metadata. */
    static EventMetadata metadata(ResultSet row) throws SQLException {
        String json = row.getString("metadata");
        return json == null ? EventMetadata.NONE : EventMetadata.ofJson(json);
    }

    /** What is stored of metadata: JSON, or null for none. */
    static @Nullable String json(EventMetadata metadata) {
        return metadata.isEmpty() ? null : metadata.toJson();
    }

    /** Reads tags. */
    static Tags tags(ResultSet row) throws SQLException {
        String json = row.getString("tags");
        return json == null ? Tags.NONE : Tags.ofJson(json);
    }

    /** What is stored of tags: JSON, or null for none. */
    static @Nullable String json(Tags tags) {
        return tags.isEmpty() ? null : tags.toJson();
    }

    /** What is stored of a receipt's signature. */
    static byte @Nullable [] bytes(@Nullable Ed25519Signature signature) {
        return signature == null ? null : signature.toByteArray();
    }
}
