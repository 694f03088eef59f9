package com.stateset.sequencer.sqlite.read;

import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.PayloadState;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of rows that have {@link #COLUMNS}.
 *
 * <p>A row is not trusted. Values check themselves when they are made, what is stored twice must agree, and
 * what does not add up is reported with the number of the event, never returned. The hashes are not
 * computed anew here: verifying a stream does that.
 *
 * <p>Immutable and thread-safe. Absent values are null in the row: the command, the base version, a
 * signature, and the cipher hash, which is zeros for nearly every event.
 *
 * @param stream the stream that the rows are of; it stands in no column of theirs
 */
record SequencedEventMapper(StreamId stream) implements RowMapper<SequencedEvent> {

    static final String COLUMNS = """
            sequence_number, event_id, sequenced_at, leaf_hash, sequencer_key_version, \
            command_id, source_agent, entity_type, entity_id, entity_version, base_version, \
            event_type, created_at, ves_version, agent_key_id, agent_signature, \
            payload_hash, payload_plain_hash, payload_cipher_hash, payload_kind, payload_state, payload, \
            metadata, tags""";

    @Override
    public SequencedEvent map(ResultSet row, StatementContext context) throws SQLException {
        try {
            return new SequencedEvent(
                    event(row),
                    row.getLong("sequence_number"),
                    BinaryForm.instant(row.getLong("sequenced_at")),
                    row.getLong("entity_version"),
                    Hash.of(row.getBytes("leaf_hash")),
                    row.getInt("sequencer_key_version"));
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException(
                    "the stored event " + row.getLong("sequence_number") + " of stream " + stream + " is damaged", e);
        }
    }

    /** The kind that is stored must be the one that the hashes make; a payload is read as its state says, erased ones as absent. */
    private Event event(ResultSet row) throws SQLException {
        PayloadHashes hashes = hashes(row).requireKind(row.getInt("payload_kind"));
        byte[] commandId = row.getBytes("command_id");
        return new Event(
                stream,
                BinaryForm.uuid(row.getBytes("event_id")),
                commandId == null ? null : BinaryForm.uuid(commandId),
                new EntityRef(row.getString("entity_type"), row.getString("entity_id")),
                row.getString("event_type"),
                new CreatedAt(row.getString("created_at")),
                BinaryForm.uuid(row.getBytes("source_agent")),
                baseVersion(row),
                PayloadState.read(row.getInt("payload_state"), hashes, row.getBytes("payload")),
                hashes,
                authorship(row),
                metadata(row),
                tags(row));
    }

    /** In the order and form that they were admitted in: the same list again, not sorted anew. */
    private static Tags tags(ResultSet row) throws SQLException {
        String json = row.getString("tags");
        return json == null ? Tags.NONE : Tags.ofJson(json);
    }

    private static EventMetadata metadata(ResultSet row) throws SQLException {
        String json = row.getString("metadata");
        return json == null ? EventMetadata.NONE : EventMetadata.ofJson(json);
    }

    /** Zero is a version to demand, namely none; null is no demand. */
    private static @Nullable Long baseVersion(ResultSet row) throws SQLException {
        long version = row.getLong("base_version");
        return row.wasNull() ? null : version;
    }

    /** The cipher hash of a clear payload is zeros, as in the signed form; null in the row saves 32 bytes of nearly every event. */
    private static PayloadHashes hashes(ResultSet row) throws SQLException {
        byte[] cipherHash = row.getBytes("payload_cipher_hash");
        return new PayloadHashes(
                Hash.of(row.getBytes("payload_hash")),
                Hash.of(row.getBytes("payload_plain_hash")),
                cipherHash == null ? Hash.ZERO : Hash.of(cipherHash));
    }

    private static Authorship authorship(ResultSet row) throws SQLException {
        byte[] signature = row.getBytes("agent_signature");
        long keyId = row.getLong("agent_key_id");
        Authorship authorship = signature == null
                ? new Authorship.Unsigned()
                : new Authorship.Signed(keyId, Ed25519Signature.of(signature));
        // What follows from the signature is stored, too, and must not say anything else.
        if (authorship.agentKeyId() != keyId || authorship.vesVersion() != row.getInt("ves_version")) {
            throw new IllegalArgumentException("the version, the key id and the signature do not fit together");
        }
        return authorship;
    }
}
