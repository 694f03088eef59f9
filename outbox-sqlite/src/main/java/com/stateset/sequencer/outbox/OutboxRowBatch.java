package com.stateset.sequencer.outbox;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.spi.PayloadState;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * New rows of the outbox's events, inserted together by one prepared statement: for one transaction, and
 * one thread. An id that is there already is not inserted again, and nothing of its row changes.
 *
 * <p>The statement is its session's, and is used for one batch at a time; closing forgets what was added
 * and leaves it open, so that an exception between two rows cannot bring them into the next transaction.
 */
final class OutboxRowBatch implements AutoCloseable {

    static final String INSERT = """
            insert into sequencer_outbox_events (
                position, place, event_id, command_id, entity_type, entity_id, event_type, created_at,
                base_version, agent_key_id, agent_signature, state, unanswered, payload,
                payload_state, author, payload_hash, payload_plain_hash, payload_cipher_hash,
                metadata, tags)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (event_id) do nothing
            """;

    private final PreparedStatement insert;
    private final PayloadSeal seal;

    /** Collects rows for a statement that was prepared from {@link #INSERT}. */
    OutboxRowBatch(PreparedStatement insert, PayloadSeal seal) {
        this.insert = insert;
        this.seal = seal;
    }

    /**
     * Takes a row for the next {@link #insert}.
     *
     * @param position its number, not used before
     * @param place its number too, or that of the event that it replaces
     * @param event with the payload that its author has written
     */
    void add(long position, long place, Event event, OutboxRowState state) throws SQLException {
        add(position, place, event, state, null);
    }

    /**
     * Takes a row of an event that did not come in here, to be sent again as its author has written it.
     *
     * @param position its number, not used before
     * @param place where it stands in the order of sending
     */
    void addOfAnother(long position, long place, Event event) throws SQLException {
        add(position, place, event, OutboxRowState.PENDING, event.sourceAgent());
    }

    private void add(long position, long place, Event event, OutboxRowState state, @Nullable UUID author)
            throws SQLException {
        insert.setLong(1, position);
        insert.setLong(2, place);
        insert.setBytes(3, BinaryForm.bytes(event.eventId()));
        insert.setBytes(4, event.commandId() == null ? null : BinaryForm.bytes(event.commandId()));
        insert.setString(5, event.entity().type());
        insert.setString(6, event.entity().id());
        insert.setString(7, event.eventType());
        insert.setString(8, event.createdAt().text());
        insert.setObject(9, event.baseVersion());
        insert.setLong(10, event.authorship().agentKeyId());
        insert.setBytes(11, OutboxColumns.signature(event.authorship()));
        insert.setInt(12, state.code());
        Payload payload = seal.seal(event);
        insert.setBytes(13, PayloadState.bytes(payload));
        insert.setInt(14, PayloadState.of(payload).code());
        insert.setBytes(15, author == null ? null : BinaryForm.bytes(author));
        bindHashes(event.payloadHashes());
        insert.setString(19, OutboxColumns.json(event.metadata()));
        insert.setString(20, OutboxColumns.json(event.tags()));
        insert.addBatch();
    }

    /** Those of a plain payload are not stored: they are computed when it is read, so that a change in the file shows. */
    private void bindHashes(PayloadHashes hashes) throws SQLException {
        boolean isStored = hashes.isEncrypted();
        insert.setBytes(16, isStored ? hashes.payloadHash().toByteArray() : null);
        insert.setBytes(17, isStored ? hashes.plainHash().toByteArray() : null);
        insert.setBytes(18, isStored ? hashes.cipherHash().toByteArray() : null);
    }

    /** Inserts the rows; tells of each whether its id was new. */
    @CanIgnoreReturnValue
    boolean[] insert() throws SQLException {
        int[] counts = insert.executeBatch();
        boolean[] isNew = new boolean[counts.length];
        for (int i = 0; i < counts.length; i++) {
            isNew[i] = counts[i] > 0;
        }
        return isNew;
    }

    /** Forgets what was not inserted; the statement stays. */
    @Override
    public void close() throws SQLException {
        insert.clearBatch();
    }
}
