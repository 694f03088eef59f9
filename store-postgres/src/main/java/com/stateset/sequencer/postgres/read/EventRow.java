package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.dcb.Tags;
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
import com.stateset.sequencer.postgres.rows.Damage;
import com.stateset.sequencer.spi.PayloadState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * Reads an event from {@link #COLUMNS}, by their places: looking for names in every row slows a replay down. The stream is known to the
 * reader: so would its two ids in every row.
 *
 * <p><b>What damage looks like.</b> Values are read into the same types that an event is made of when it is
 * appended, and these refuse what no event can have: a hash of another length than 32 bytes, a payload that does not fit its state. Where two columns say the same, such as the version and the
 * signature, they must agree. The refusal becomes a {@link com.stateset.sequencer.error.StoreFailedException}
 * that names the stream and the number. Whether the payload has its hash and the leaf is the event's is not
 * looked at here: that is what verifying is for, and it would cost every reader.
 */
final class EventRow {

    /** The columns of {@code events e}. */
    static final String COLUMNS = """
            e.event_id, e.command_id, e.entity_type, e.entity_id, e.event_type, e.created_at, e.source_agent, e.base_version,
            e.payload_state, e.payload, e.payload_hash, e.payload_plain_hash, e.payload_cipher_hash, e.agent_key_id,
            e.agent_signature, e.sequence_number, e.sequenced_at, e.entity_version, e.leaf_hash, e.sequencer_key_version,
            e.payload_kind, e.ves_version, e.metadata, e.tags""";

    private static final int SEQUENCE_NUMBER = 16;

    private EventRow() {}

    /**
     * Returns the event and its place. Only what the values themselves refuse is damage; an {@link SQLException} is the
     * connection's.
     */
    static SequencedEvent read(StreamId stream, ResultSet row) throws SQLException {
        try {
            return new SequencedEvent(
                    event(stream, row),
                    row.getLong(SEQUENCE_NUMBER),
                    row.getObject(17, OffsetDateTime.class).toInstant(),
                    row.getLong(18),
                    Hash.of(row.getBytes(19)),
                    row.getInt(20));
        } catch (IllegalArgumentException e) {
            throw Damage.ofEvent(stream, row.getLong(SEQUENCE_NUMBER), e);
        }
    }

    private static Event event(StreamId stream, ResultSet row) throws SQLException {
        PayloadHashes hashes = hashes(row).requireKind(row.getInt(21));
        return new Event(
                stream,
                uuid(row, 1),
                row.getObject(2, UUID.class),
                new EntityRef(row.getString(3), row.getString(4)),
                row.getString(5),
                new CreatedAt(row.getString(6)),
                uuid(row, 7),
                row.getObject(8, Long.class),
                PayloadState.read(row.getInt(9), hashes, row.getBytes(10)),
                hashes,
                authorship(row),
                metadata(row),
                tags(row));
    }

    /** The database's own form of the JSON: with spaces, and in another order. */
    private static EventMetadata metadata(ResultSet row) throws SQLException {
        String json = row.getString(23);
        return json == null ? EventMetadata.NONE : EventMetadata.ofJson(json);
    }

    private static Tags tags(ResultSet row) throws SQLException {
        String json = row.getString(24);
        return json == null ? Tags.NONE : Tags.ofJson(json);
    }

    private static PayloadHashes hashes(ResultSet row) throws SQLException {
        byte[] cipherHash = row.getBytes(13);
        return new PayloadHashes(
                Hash.of(row.getBytes(11)),
                Hash.of(row.getBytes(12)),
                cipherHash == null ? Hash.ZERO : Hash.of(cipherHash));
    }

    /** What follows from the signature is stored, too, and must not say anything else. */
    private static Authorship authorship(ResultSet row) throws SQLException {
        byte[] signature = row.getBytes(15);
        long keyId = row.getLong(14);
        Authorship authorship = signature == null
                ? new Authorship.Unsigned()
                : new Authorship.Signed(keyId, Ed25519Signature.of(signature));
        if (authorship.agentKeyId() != keyId || authorship.vesVersion() != row.getInt(22)) {
            throw new IllegalArgumentException("the version, the key id and the signature do not fit together");
        }
        return authorship;
    }

    private static UUID uuid(ResultSet row, int column) throws SQLException {
        return row.getObject(column, UUID.class);
    }
}
