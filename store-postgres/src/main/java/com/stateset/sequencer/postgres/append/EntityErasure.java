package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.rows.EntityKey;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.PayloadState;
import com.stateset.sequencer.spi.PlannedEvent;
import com.stateset.sequencer.spi.seal.DataKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Does what a record of an erasure says, in the transaction that has stored it and holds the stream's head.
 *
 * <p>Payloads go first, and metadata with them: that waits for those who are just {@linkplain com.stateset.sequencer.postgres.tables.PayloadTable replacing}
 * some, and the next statement sees the keys that they have stored.
 *
 * <p><b>What must hold.</b> Record and erasure are one transaction, under the lock of the stream's head: a record that can be
 * read says what has been done, never what is still to be done. After it, no payload from before it can be read from the tables,
 * nor opened with a key in them.
 *
 * <p><b>Why each statement sees enough.</b> At read committed a statement sees what was committed before <em>it</em> began. A new
 * event cannot come in, since that takes the head. Those who replace payloads hold the rows of the events that they have been at
 * until their keys are committed; so the first statement waits for them, and the second one sees those keys. Whoever comes to a
 * row after it finds it erased, and leaves it so.
 */
final class EntityErasure {

    private final Connection connection;

    private EntityErasure(Connection connection) {
        this.connection = connection;
    }

    /** Erases what the records of a plan name; nothing is sent if it has none. */
    static void run(Connection connection, AppendPlan plan, Map<StreamId, Long> streamKeys) throws SQLException {
        for (PlannedEvent record : plan.erasures()) {
            long streamKey = Objects.requireNonNull(streamKeys.get(record.event().stream()));
            new EntityErasure(connection).run(streamKey, record);
        }
    }

    /** Erases what stands before a record; nothing if it is not one that can be read. */
    private void run(long streamKey, PlannedEvent record) throws SQLException {
        Optional<EntityRef> entity = Erasure.of(record.event()).map(Erasure::entity);
        if (entity.isPresent()) {
            erasePayloads(streamKey, entity.get(), record.sequenceNumber());
            destroyKeys(streamKey, entity.get());
            dropSnapshots(record.event().stream());
        }
    }

    private void erasePayloads(long streamKey, EntityRef entity, long before) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update sequencer.events set payload_state = ?, payload = null, metadata = null
                where stream_id = ? and entity_key = ? and entity_type = ? and entity_id = ?
                    and sequence_number < ? and (payload_state <> ? or metadata is not null)
                """)) {
            int erased = PayloadState.ERASED.code();
            update.setInt(1, erased);
            update.setLong(2, streamKey);
            update.setObject(3, EntityKey.of(entity));
            update.setString(4, entity.type());
            update.setString(5, entity.id());
            update.setLong(6, before);
            update.setInt(7, erased);
            update.executeUpdate();
        }
    }

    private void destroyKeys(long streamKey, EntityRef entity) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from sequencer.data_keys where stream_id = ? and entity = ?")) {
            delete.setLong(1, streamKey);
            delete.setBytes(2, DataKey.Name.entity(entity).toByteArray());
            delete.executeUpdate();
        }
    }

    /** Those of an older version do not say whose they are. */
    private void dropSnapshots(StreamId stream) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                delete from sequencer.snapshots where tenant_id is null or (tenant_id = ? and store_id = ?)
                """)) {
            delete.setObject(1, stream.tenantId());
            delete.setObject(2, stream.storeId());
            delete.executeUpdate();
        }
    }
}
