package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.outbox.connection.Session;
import java.sql.SQLException;
import java.util.List;

/**
 * Drops the payloads and the metadata of an erased entity, within the transaction that brings the record of its erasure into the replica.
 *
 * <p>What goes: the payloads of the entity's events before the record, in the replica; and of the own events, those that stand in the
 * log there, were replaced, or were given up. What stays: the hashes, so that leaves, root and signatures are checked as before; what
 * waits to be sent, which will stand behind the record; and what was rejected and not dealt with, which is in no log.
 *
 * <p><b>What must hold</b>: no reader sees the record and a payload that it erased. Pages of the file, and its log, still hold the text
 * then; that is noted in the same transaction, until {@link com.stateset.sequencer.outbox.connection.OutboxDatabase#writeAnew} has removed it, whichever process does so.
 */
final class PayloadErasure {

    private static final String OF_ENTITY = " where entity_type = ? and entity_id = ? and payload_state <> 2 and ";

    private final Session session;
    private final OutboxTables tables;

    PayloadErasure(Session session, OutboxTables tables) {
        this.session = session;
        this.tables = tables;
    }

    void apply(RecordedErasure record) throws SQLException {
        int dropped = dropPulled(record) + dropOwn(record);
        if (dropped > 0) {
            session.update("update sequencer_outbox set unclean = unclean + 1");
        }
    }

    private int dropPulled(RecordedErasure record) throws SQLException {
        EntityRef entity = record.erasure().entity();
        return session.update(
                "update sequencer_replica_events set payload_state = 2, payload = null, metadata = null" + OF_ENTITY
                        + "sequence_number < ?",
                entity.type(),
                entity.id(),
                record.sequenceNumber());
    }

    private int dropOwn(RecordedErasure record) throws SQLException {
        EntityRef entity = record.erasure().entity();
        List<OutboxRow> rows = session.query(
                "select " + OutboxRowMapper.COLUMNS + " from sequencer_outbox_events" + OF_ENTITY
                        + "(state in (5, 6) or (state = 4 and sequence_number < ?))",
                tables.events(session).mapper(),
                entity.type(),
                entity.id(),
                record.sequenceNumber());
        for (OutboxRow row : rows) {
            PayloadHashes hashes = row.event().payloadHashes();
            session.update(
                    """
                    update sequencer_outbox_events
                    set payload_state = 2, payload = x'', metadata = null, payload_hash = ?, payload_plain_hash = ?
                    where position = ?
                    """, hashes.payloadHash().toByteArray(), hashes.plainHash().toByteArray(), row.position());
        }
        return rows.size();
    }
}
