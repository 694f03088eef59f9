package com.stateset.sequencer.outbox;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.spi.PayloadState;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sync.PulledEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What was pulled, within a transaction. It was verified before it came here, and continues what is here
 * without a gap: the caller checks the one, the primary key and the cursor the other.
 *
 * <p>Rows are only added: neither their order nor what their hashes cover changes. Reads of several statements
 * need no transaction for that reason. The cipher hash of a payload that is not encrypted end to end is null.
 *
 * <p><b>What may go.</b> The payload of an erased event, whose hashes stay, so that leaf and signature can be checked as before; and rows as
 * a whole from the end on, when another history was accepted, or all of them, when another scope is followed. Both go in the
 * transaction that moves the cursor and the tree back.
 *
 * <p><b>A row is not trusted.</b> Who can write the file can write anything into it. Values check themselves when they are made, and
 * what does not add up is reported with the event's number.
 */
final class ReplicaTable {

    private static final String SELECT = """
            select sequence_number, event_id, sequenced_at, leaf_hash, sequencer_key_version, command_id, source_agent,
                entity_type, entity_id, entity_version, base_version, event_type, created_at, agent_key_id,
                agent_signature, payload_hash, payload_plain_hash, payload_cipher_hash, payload_state, payload,
                receipt_signature, metadata, tags
            from sequencer_replica_events
            """;

    private final Session session;
    private final StreamId stream;
    private final PayloadSeal seal;

    ReplicaTable(Session session, StreamId stream, PayloadSeal seal) {
        this.session = session;
        this.stream = stream;
        this.seal = seal;
    }

    /**
     * Adds one event.
     *
     * @param pulled the event that follows the last one here
     * @throws SQLException if an event with its number, id, or version of its entity is here already
     */
    void insert(PulledEvent pulled) throws SQLException {
        SequencedEvent sequenced = pulled.sequenced();
        Event event = sequenced.event();
        Payload payload = seal.seal(event);
        session.update(
                """
                insert into sequencer_replica_events (
                    sequence_number, event_id, sequenced_at, leaf_hash, sequencer_key_version, receipt_signature,
                    command_id, source_agent, entity_type, entity_id, entity_version, base_version, event_type,
                    created_at, agent_key_id, agent_signature, payload_hash, payload_plain_hash,
                    payload_cipher_hash, payload_state, payload, metadata, tags)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                sequenced.sequenceNumber(),
                event.eventId(),
                BinaryForm.micros(sequenced.sequencedAt()),
                sequenced.leafHash().toByteArray(),
                sequenced.sequencerKeyVersion(),
                OutboxColumns.bytes(pulled.receiptSignature()),
                event.commandId(),
                event.sourceAgent(),
                event.entity().type(),
                event.entity().id(),
                sequenced.entityVersion(),
                event.baseVersion(),
                event.eventType(),
                event.createdAt().text(),
                event.authorship().agentKeyId(),
                OutboxColumns.signature(event.authorship()),
                event.payloadHashes().payloadHash().toByteArray(),
                event.payloadHashes().plainHash().toByteArray(),
                event.payloadHashes().isEncrypted()
                        ? event.payloadHashes().cipherHash().toByteArray()
                        : null,
                PayloadState.of(payload).code(),
                PayloadState.bytes(payload),
                OutboxColumns.json(event.metadata()),
                OutboxColumns.json(event.tags()));
    }

    /** Events from a sequence number on, in order. */
    List<SequencedEvent> read(long from, int limit) throws SQLException {
        return session.query(
                SELECT + "where sequence_number >= ? order by sequence_number limit ?", this::event, from, limit);
    }

    /** The same with their receipts. */
    List<PulledEvent> held(long from, int limit) throws SQLException {
        return session.query(
                SELECT + "where sequence_number >= ? order by sequence_number limit ?", this::pulled, from, limit);
    }

    Optional<SequencedEvent> find(UUID eventId) throws SQLException {
        return session.first(SELECT + "where event_id = ?", this::event, eventId);
    }

    /** By the unique index over ids, without reading the row. */
    boolean holds(UUID eventId) throws SQLException {
        return session.number("select exists (select 1 from sequencer_replica_events where event_id = ?)", eventId)
                == 1;
    }

    /**
     * An entity's events behind the first {@code offset}, in order of their versions, which are dense
     * and begin at 1.
     */
    List<SequencedEvent> ofEntity(EntityRef entity, long offset, int limit) throws SQLException {
        return session.query(
                SELECT
                        + "where entity_type = ? and entity_id = ? and entity_version > ? order by entity_version limit ?",
                this::event,
                entity.type(),
                entity.id(),
                offset,
                limit);
    }

    /** An entity's last version in the replica; 0 if it has no event here. */
    long version(EntityRef entity) throws SQLException {
        return session.number(
                "select max(entity_version) from sequencer_replica_events where entity_type = ? and entity_id = ?",
                entity.type(),
                entity.id());
    }

    /** The receipt's hash is not stored: it follows from the event and its place, so that a stored one could only contradict them. */
    private PulledEvent pulled(ResultSet row) throws SQLException {
        SequencedEvent sequenced = event(row);
        Event event = sequenced.event();
        byte[] signature = row.getBytes("receipt_signature");
        return new PulledEvent(
                sequenced,
                VesHashes.receipt(stream, event.eventId(), sequenced.sequenceNumber(), VesHashes.signing(event)),
                signature == null ? null : Ed25519Signature.of(signature));
    }

    /**
     * Makes an event of a row.
     *
     * @throws StoreFailedException if the row holds what no event can have
     */
    private SequencedEvent event(ResultSet row) throws SQLException {
        long number = row.getLong("sequence_number");
        try {
            PayloadHashes hashes = new PayloadHashes(
                    Hash.of(row.getBytes("payload_hash")),
                    Hash.of(row.getBytes("payload_plain_hash")),
                    OutboxColumns.hashOrZero(row, "payload_cipher_hash"));
            Event event = new Event(
                    stream,
                    BinaryForm.uuid(row.getBytes("event_id")),
                    OutboxColumns.uuidOrNull(row, "command_id"),
                    new EntityRef(row.getString("entity_type"), row.getString("entity_id")),
                    row.getString("event_type"),
                    new CreatedAt(row.getString("created_at")),
                    BinaryForm.uuid(row.getBytes("source_agent")),
                    OutboxColumns.longOrNull(row, "base_version"),
                    PayloadState.read(row.getInt("payload_state"), hashes, row.getBytes("payload")),
                    hashes,
                    OutboxColumns.authorship(row),
                    OutboxColumns.metadata(row),
                    OutboxColumns.tags(row));
            Payload payload = seal.open(event, "number " + number);
            return new SequencedEvent(
                    event.withPayload(payload),
                    number,
                    BinaryForm.instant(row.getLong("sequenced_at")),
                    row.getLong("entity_version"),
                    Hash.of(row.getBytes("leaf_hash")),
                    row.getInt("sequencer_key_version"));
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException("event " + number + " of the replica is damaged", e);
        }
    }
}
