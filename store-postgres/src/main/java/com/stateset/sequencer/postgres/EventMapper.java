package com.stateset.sequencer.postgres;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads an event from a row of {@code events} and the ids of its stream. */
final class EventMapper implements RowMapper<SequencedEvent> {

    @Override
    public SequencedEvent map(ResultSet row, StatementContext context) throws SQLException {
        StreamId stream = StreamIdMapper.of(row);
        try {
            return new SequencedEvent(
                    event(stream, row),
                    row.getLong("sequence_number"),
                    Columns.instant(row, "sequenced_at"),
                    row.getLong("entity_version"),
                    Hash.of(row.getBytes("leaf_hash")),
                    row.getInt("sequencer_key_version"));
        } catch (IllegalArgumentException e) {
            throw Damage.ofEvent(stream, row.getLong("sequence_number"), e);
        }
    }

    private static Event event(StreamId stream, ResultSet row) throws SQLException {
        if (row.getInt("payload_kind") != Event.PLAIN_PAYLOAD_KIND) {
            throw new IllegalArgumentException("there is no payload of kind " + row.getInt("payload_kind"));
        }
        return new Event(
                stream,
                Columns.uuid(row, "event_id"),
                row.getObject("command_id", UUID.class),
                new EntityRef(row.getString("entity_type"), row.getString("entity_id")),
                row.getString("event_type"),
                new CreatedAt(row.getString("created_at")),
                Columns.uuid(row, "source_agent"),
                row.getObject("base_version", Long.class),
                PayloadColumns.of(row.getShort("payload_state"), row.getBytes("payload")),
                hashes(row),
                authorship(row));
    }

    private static PayloadHashes hashes(ResultSet row) throws SQLException {
        Hash cipherHash = Columns.hashOrNull(row, "payload_cipher_hash");
        return new PayloadHashes(
                Hash.of(row.getBytes("payload_hash")),
                Hash.of(row.getBytes("payload_plain_hash")),
                cipherHash == null ? Hash.ZERO : cipherHash);
    }

    /** What follows from the signature is stored, too, and must not say anything else. */
    private static Authorship authorship(ResultSet row) throws SQLException {
        byte[] signature = row.getBytes("agent_signature");
        long keyId = row.getLong("agent_key_id");
        Authorship authorship = signature == null
                ? new Authorship.Unsigned()
                : new Authorship.Signed(keyId, Ed25519Signature.of(signature));
        if (authorship.agentKeyId() != keyId || authorship.vesVersion() != row.getInt("ves_version")) {
            throw new IllegalArgumentException("the version, the key id and the signature do not fit together");
        }
        return authorship;
    }
}
