package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.PayloadState;
import com.stateset.sequencer.spi.PlannedEvent;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Does what a record of an erasure says, in the transaction that stores it.
 *
 * <p>Deleted keys are overwritten in their pages ({@code secure_delete}), so that the free space of the file does not give them back.
 * What payloads leave behind in free space is ciphertext that no key is left for, or plain text where nothing was encrypted: that goes
 * with the next {@code vacuum}.
 *
 * <p><b>What must hold.</b> Record and erasure are one transaction: a record that can be read says what has been done, never what
 * is still to be done. Replicas learn of an erasure from its record alone, and do the same.
 *
 * <p>{@code secure_delete} is a setting of the connection, not of the transaction, and costs every delete a write of zeros; so it
 * is set for these statements and put back, whatever becomes of them. Events after the record are left alone: an entity may live
 * on, with new keys.
 */
final class SqliteEntityErasure {

    private final Handle handle;

    SqliteEntityErasure(Handle handle) {
        this.handle = handle;
    }

    /** Erases what stands before a record; nothing if it is not one that can be read. */
    void run(long streamKey, PlannedEvent record) {
        Optional<EntityRef> entity = Erasure.of(record.event()).map(Erasure::entity);
        if (entity.isPresent()) {
            boolean before = setSecureDelete(true);
            try {
                erasePayloads(streamKey, entity.get(), record.sequenceNumber());
                destroyKeys(streamKey, entity.get());
                dropSnapshots(record.event().stream());
            } finally {
                setSecureDelete(before);
            }
        }
    }

    private boolean setSecureDelete(boolean value) {
        boolean before =
                handle.createQuery("pragma secure_delete").mapTo(Integer.class).one() != 0;
        if (before != value) {
            handle.createQuery("pragma secure_delete = " + (value ? "on" : "off"))
                    .mapTo(Integer.class)
                    .one();
        }
        return before;
    }

    private void erasePayloads(long streamKey, EntityRef entity, long before) {
        handle.createUpdate("""
                        update events set payload_state = :erased, payload = null, metadata = null
                        where stream_id = :stream and entity_type = :type and entity_id = :id
                            and sequence_number < :before and (payload_state <> :erased or metadata is not null)
                        """)
                .bind("erased", PayloadState.ERASED.code())
                .bind("stream", streamKey)
                .bind("type", entity.type())
                .bind("id", entity.id())
                .bind("before", before)
                .execute();
    }

    private void destroyKeys(long streamKey, EntityRef entity) {
        handle.createUpdate("delete from data_keys where stream_id = :stream and entity = :entity")
                .bind("stream", streamKey)
                .bind("entity", DataKey.Name.entity(entity).toByteArray())
                .execute();
    }

    /** Those of an older version do not say whose they are. */
    private void dropSnapshots(StreamId stream) {
        handle.createUpdate("""
                        delete from snapshots where tenant_id is null or (tenant_id = :tenant and store_id = :store)
                        """)
                .bind("tenant", BinaryForm.bytes(stream.tenantId()))
                .bind("store", BinaryForm.bytes(stream.storeId()))
                .execute();
    }
}
