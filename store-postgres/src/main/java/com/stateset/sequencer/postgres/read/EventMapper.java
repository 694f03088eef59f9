package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.rows.Damage;
import com.stateset.sequencer.postgres.rows.PayloadColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event from the ids of its stream and {@link #COLUMNS}, by their places: looking for names in every
 * row takes a fifth of a replay's time. All rows of a result are of one stream, whose name is read once.
 *
 * <p><b>What damage looks like.</b> Values are read into the same types that an event is made of when it is
 * appended, and these refuse what no event can have: a hash of another length than 32 bytes, a payload that does not fit its state. Where two columns say the same, such as the version and the
 * signature, they must agree. The refusal becomes a {@link com.stateset.sequencer.error.StoreFailedException}
 * that names the stream and the number. Whether the payload has its hash and the leaf is the event's is not
 * looked at here: that is what verifying is for, and it would cost every reader.
 */
final class EventMapper implements RowMapper<SequencedEvent> {

    /** The columns of {@code events e} that stand behind the tenant's and the store's id. */
    static final String COLUMNS = """
            e.event_id, e.command_id, e.entity_type, e.entity_id, e.event_type, e.created_at, e.source_agent, e.base_version,
            e.payload_state, e.payload, e.payload_hash, e.payload_plain_hash, e.payload_cipher_hash, e.agent_key_id,
            e.agent_signature, e.sequence_number, e.sequenced_at, e.entity_version, e.leaf_hash, e.sequencer_key_version,
            e.payload_kind, e.ves_version""";

    private static final int SEQUENCE_NUMBER = 18;

    @Override
    public SequencedEvent map(ResultSet row, StatementContext context) throws SQLException {
        return sequenced(stream(row), row);
    }

    @Override
    public RowMapper<SequencedEvent> specialize(ResultSet rows, StatementContext context) {
        return new OfOneStream();
    }

    private static StreamId stream(ResultSet row) throws SQLException {
        return new StreamId(uuid(row, 1), uuid(row, 2));
    }

    /**
     * The event and its place. Only what the values themselves refuse is damage; an {@link SQLException} is the
     * connection's.
     */
    private static SequencedEvent sequenced(StreamId stream, ResultSet row) throws SQLException {
        try {
            return new SequencedEvent(
                    event(stream, row),
                    row.getLong(SEQUENCE_NUMBER),
                    row.getObject(19, OffsetDateTime.class).toInstant(),
                    row.getLong(20),
                    Hash.of(row.getBytes(21)),
                    row.getInt(22));
        } catch (IllegalArgumentException e) {
            throw Damage.ofEvent(stream, row.getLong(SEQUENCE_NUMBER), e);
        }
    }

    private static Event event(StreamId stream, ResultSet row) throws SQLException {
        if (row.getInt(23) != Event.PLAIN_PAYLOAD_KIND) {
            throw new IllegalArgumentException("there is no payload of kind " + row.getInt(23));
        }
        return new Event(
                stream,
                uuid(row, 3),
                row.getObject(4, UUID.class),
                new EntityRef(row.getString(5), row.getString(6)),
                row.getString(7),
                new CreatedAt(row.getString(8)),
                uuid(row, 9),
                row.getObject(10, Long.class),
                PayloadColumns.of(row.getShort(11), row.getBytes(12)),
                hashes(row),
                authorship(row));
    }

    private static PayloadHashes hashes(ResultSet row) throws SQLException {
        byte[] cipherHash = row.getBytes(15);
        return new PayloadHashes(
                Hash.of(row.getBytes(13)),
                Hash.of(row.getBytes(14)),
                cipherHash == null ? Hash.ZERO : Hash.of(cipherHash));
    }

    /** What follows from the signature is stored, too, and must not say anything else. */
    private static Authorship authorship(ResultSet row) throws SQLException {
        byte[] signature = row.getBytes(17);
        long keyId = row.getLong(16);
        Authorship authorship = signature == null
                ? new Authorship.Unsigned()
                : new Authorship.Signed(keyId, Ed25519Signature.of(signature));
        if (authorship.agentKeyId() != keyId || authorship.vesVersion() != row.getInt(24)) {
            throw new IllegalArgumentException("the version, the key id and the signature do not fit together");
        }
        return authorship;
    }

    private static UUID uuid(ResultSet row, int column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    /** Reads the ids of the stream from the first row only. For one result. */
    private static final class OfOneStream implements RowMapper<SequencedEvent> {

        private @Nullable StreamId stream;

        @Override
        public SequencedEvent map(ResultSet row, StatementContext context) throws SQLException {
            StreamId known = stream;
            if (known == null) {
                known = EventMapper.stream(row);
                stream = known;
            }
            return sequenced(known, row);
        }
    }
}
