package com.stateset.sequencer.postgres;

import com.stateset.sequencer.error.StoreFailedException;
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
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads an event from a row of {@code events} and the ids of its stream. */
final class EventMapper implements RowMapper<SequencedEvent> {

    @Override
    public SequencedEvent map(ResultSet row, StatementContext context) throws SQLException {
        try {
            return event(row);
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException(
                    "the stored event " + row.getLong("sequence_number") + " of stream "
                            + new StreamId(uuid(row, "tenant_id"), uuid(row, "store_id")) + " is damaged",
                    e);
        }
    }

    private static SequencedEvent event(ResultSet row) throws SQLException {
        if (row.getShort("payload_kind") != Event.PLAIN_PAYLOAD_KIND) {
            throw new IllegalArgumentException("there is no payload of kind " + row.getShort("payload_kind"));
        }
        byte[] cipherHash = row.getBytes("payload_cipher_hash");
        Event event = new Event(
                new StreamId(uuid(row, "tenant_id"), uuid(row, "store_id")),
                uuid(row, "event_id"),
                row.getObject("command_id", UUID.class),
                new EntityRef(row.getString("entity_type"), row.getString("entity_id")),
                row.getString("event_type"),
                new CreatedAt(row.getString("created_at")),
                uuid(row, "source_agent"),
                row.getObject("base_version", Long.class),
                PayloadColumns.of(row.getShort("payload_state"), row.getBytes("payload")),
                new PayloadHashes(
                        Hash.of(row.getBytes("payload_hash")),
                        Hash.of(row.getBytes("payload_plain_hash")),
                        cipherHash == null ? Hash.ZERO : Hash.of(cipherHash)),
                authorship(row));
        return new SequencedEvent(
                event,
                row.getLong("sequence_number"),
                row.getObject("sequenced_at", OffsetDateTime.class).toInstant(),
                row.getLong("entity_version"),
                Hash.of(row.getBytes("leaf_hash")),
                row.getInt("sequencer_key_version"));
    }

    private static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private static Authorship authorship(ResultSet row) throws SQLException {
        byte[] signature = row.getBytes("agent_signature");
        long keyId = row.getLong("agent_key_id");
        Authorship authorship = signature == null
                ? new Authorship.Unsigned()
                : new Authorship.Signed(keyId, Ed25519Signature.of(signature));
        // What follows from the signature is stored, too, and must not say anything else.
        if (authorship.agentKeyId() != keyId || authorship.vesVersion() != row.getShort("ves_version")) {
            throw new IllegalArgumentException("the version, the key id and the signature do not fit together");
        }
        return authorship;
    }
}
