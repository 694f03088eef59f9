package com.stateset.sequencer.outbox;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.spi.PayloadState;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.OutboxProfile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link OutboxRow}s of rows that have {@link #COLUMNS}. What does not add up is reported with the
 * number of the event. The payload's hashes are computed from what is stored, so an event that was changed
 * in the file no longer fits its signature.
 *
 * @param profile whose events they are
 * @param seal opens payloads
 */
record OutboxRowMapper(OutboxProfile profile, PayloadSeal seal) implements Session.RowReader<OutboxRow> {

    static final String COLUMNS = """
            position, place, event_id, command_id, entity_type, entity_id, event_type, created_at, base_version, \
            agent_key_id, agent_signature, state, unanswered, reason, message, replaced_by, sequence_number, \
            sequenced_at, sequencer_key_version, receipt_signature, \
            (select sequencer_id from sequencer_outbox) as sequencer_id, payload, \
            payload_state, payload_hash, payload_plain_hash, payload_cipher_hash, author, metadata, tags""";

    @Override
    public OutboxRow read(ResultSet row) throws SQLException {
        long position = row.getLong("position");
        try {
            Event event = event(row, position);
            return new OutboxRow(
                    position,
                    row.getLong("place"),
                    event,
                    OutboxRowState.of(row.getInt("state")),
                    row.getInt("unanswered"),
                    row.getBytes("author") == null,
                    rejection(row),
                    OutboxColumns.uuidOrNull(row, "replaced_by"),
                    OutboxColumns.longOrNull(row, "sequence_number"),
                    receipt(row, event));
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException("event " + position + " of the outbox is damaged", e);
        }
    }

    /** Of a plain payload that is there, the hashes are computed; of an erased or encrypted one, they are stored. */
    private Event event(ResultSet row, long position) throws SQLException {
        PayloadHashes hashes = hashes(row);
        if (row.getInt("payload_state") == PayloadState.ERASED.code()) {
            return event(row, new Payload.Erased(), hashes);
        }
        Payload stored = PayloadState.read(row.getInt("payload_state"), hashes, row.getBytes("payload"));
        Payload payload = seal.open(event(row, stored, hashes), "number " + position + " of the outbox");
        return event(row, payload, payload instanceof Payload.Clear clear ? PayloadHashes.of(clear.json()) : hashes);
    }

    /** Zeros where nothing is stored: of a clear payload, which is hashed when it is read. */
    private static PayloadHashes hashes(ResultSet row) throws SQLException {
        return new PayloadHashes(
                OutboxColumns.hashOrZero(row, "payload_hash"),
                OutboxColumns.hashOrZero(row, "payload_plain_hash"),
                OutboxColumns.hashOrZero(row, "payload_cipher_hash"));
    }

    private Event event(ResultSet row, Payload payload, PayloadHashes hashes) throws SQLException {
        return new Event(
                profile.stream(),
                BinaryForm.uuid(row.getBytes("event_id")),
                OutboxColumns.uuidOrNull(row, "command_id"),
                new EntityRef(row.getString("entity_type"), row.getString("entity_id")),
                row.getString("event_type"),
                new CreatedAt(row.getString("created_at")),
                author(row),
                OutboxColumns.longOrNull(row, "base_version"),
                payload,
                hashes,
                OutboxColumns.authorship(row),
                OutboxColumns.metadata(row),
                OutboxColumns.tags(row));
    }

    /** Null is this agent: nearly every row is its own, and the profile names it. */
    private UUID author(ResultSet row) throws SQLException {
        UUID other = OutboxColumns.uuidOrNull(row, "author");
        return other == null ? profile.agentId() : other;
    }

    /** The latest one; it stays with an event that waits to be sent again, so that its history can be shown. */
    private static LocalState.@Nullable Rejected rejection(ResultSet row) throws SQLException {
        String reason = row.getString("reason");
        return reason == null ? null : new LocalState.Rejected(reason, row.getString("message"));
    }

    /**
     * The receipt, put together from its columns; null if none has come.
     */
    private @Nullable Receipt receipt(ResultSet row, Event event) throws SQLException {
        byte[] signature = row.getBytes("receipt_signature");
        UUID sequencerId = OutboxColumns.uuidOrNull(row, "sequencer_id");
        if (signature == null || sequencerId == null) {
            return null;
        }
        long number = row.getLong("sequence_number");
        return new Receipt(
                sequencerId,
                event.eventId(),
                number,
                BinaryForm.instant(row.getLong("sequenced_at")),
                VesHashes.receipt(profile.stream(), event.eventId(), number, VesHashes.signing(event)),
                row.getInt("sequencer_key_version"),
                Ed25519Signature.of(signature));
    }
}
