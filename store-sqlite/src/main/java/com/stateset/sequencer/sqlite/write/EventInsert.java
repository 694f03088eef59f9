package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.PayloadState;
import com.stateset.sequencer.spi.PlannedEvent;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Inserts events, within a write transaction. For one thread at a time.
 *
 * <p>Rows are collected by the driver and go in together. Between {@link #add} and {@link #execute} they
 * belong to the transaction under way: when that fails, {@link #discard} must be called before the
 * statement is used again, or the next transaction would insert them. {@link WriteSession#rollback} does
 * that.
 *
 * <p>Numbers and versions are unique by the schema's indexes. A plan that gave one twice would be
 * refused here, never stored.
 *
 * <p>Numbers are bound as objects: the driver's {@code setLong} and {@code setInt} make a new one for each value, while most are the
 * same in every row, or small.
 */
final class EventInsert {

    private final PreparedStatement insert;
    private final PreparedStatement insertTag;
    private boolean tagged;

    EventInsert(Connection connection) throws SQLException {
        this.insert = connection.prepareStatement("""
                insert into events (
                    stream_id, sequence_number, event_id, sequenced_at, leaf_hash, sequencer_key_version,
                    command_id, source_agent, entity_type, entity_id, entity_version, base_version,
                    event_type, created_at, ves_version, agent_key_id, agent_signature,
                    payload_hash, payload_plain_hash, payload_cipher_hash, payload_kind, payload_state, payload, metadata, tags)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """);
        this.insertTag = connection.prepareStatement(
                "insert into event_tags (stream_id, tag, sequence_number) values (?, ?, ?)");
    }

    /**
     * Takes a row for the next {@link #execute}.
     *
     * @param streamKey the stream's short key
     * @param row the event with the number, version and hash that the plan gave it
     * @param sequencedAt the moment of the append, in microseconds since 1970
     */
    void add(Long streamKey, PlannedEvent row, Long sequencedAt) throws SQLException {
        Event event = row.event();
        insert.setObject(1, streamKey);
        insert.setObject(2, row.sequenceNumber());
        insert.setBytes(3, BinaryForm.bytes(event.eventId()));
        insert.setObject(4, sequencedAt);
        insert.setBytes(5, row.leafHash().toByteArray());
        insert.setObject(6, row.sequencerKeyVersion());
        insert.setBytes(7, bytes(event.commandId()));
        insert.setBytes(8, BinaryForm.bytes(event.sourceAgent()));
        insert.setString(9, event.entity().type());
        insert.setString(10, event.entity().id());
        insert.setObject(11, row.entityVersion());
        insert.setObject(12, event.baseVersion());
        insert.setString(13, event.eventType());
        insert.setString(14, event.createdAt().text());
        bind(event.authorship());
        insert.setBytes(18, event.payloadHashes().payloadHash().toByteArray());
        insert.setBytes(19, event.payloadHashes().plainHash().toByteArray());
        insert.setBytes(20, bytes(event.payloadHashes().cipherHash()));
        insert.setObject(21, event.payloadHashes().kind());
        bind(row.storedPayload());
        EventMetadata metadata = event.metadata();
        insert.setString(24, metadata.isEmpty() ? null : metadata.toJson());
        insert.setString(25, event.tags().isEmpty() ? null : event.tags().toJson());
        insert.addBatch();
        addTags(streamKey, event.tags(), row.sequenceNumber());
    }

    /** An entry for each tag, in the transaction of the event: a query by tags must not miss what a reader already sees. */
    private void addTags(Long streamKey, Tags tags, Long sequenceNumber) throws SQLException {
        for (String tag : tags.values()) {
            insertTag.setObject(1, streamKey);
            insertTag.setString(2, tag);
            insertTag.setObject(3, sequenceNumber);
            insertTag.addBatch();
            tagged = true;
        }
    }

    /** Inserts the rows taken so far. */
    void execute() throws SQLException {
        insert.executeBatch();
        if (tagged) {
            tagged = false;
            insertTag.executeBatch();
        }
    }

    /** Forgets the rows taken so far. */
    void discard() throws SQLException {
        insert.clearBatch();
        insertTag.clearBatch();
        tagged = false;
    }

    private void bind(Authorship authorship) throws SQLException {
        insert.setObject(15, authorship.vesVersion());
        insert.setObject(16, authorship.agentKeyId());
        boolean signed = authorship instanceof Authorship.Signed;
        insert.setBytes(17, signed ? authorship.signature().toByteArray() : null);
    }

    private void bind(Payload payload) throws SQLException {
        insert.setObject(22, PayloadState.of(payload).code());
        insert.setBytes(23, PayloadState.bytes(payload));
    }

    private static byte @Nullable [] bytes(@Nullable UUID uuid) {
        return uuid == null ? null : BinaryForm.bytes(uuid);
    }

    /** The zero hash stands in nearly every row, and is stored as null. */
    private static byte @Nullable [] bytes(Hash hash) {
        return hash.equals(Hash.ZERO) ? null : hash.toByteArray();
    }
}
