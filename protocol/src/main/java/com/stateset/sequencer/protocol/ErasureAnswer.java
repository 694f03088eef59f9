package com.stateset.sequencer.protocol;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.RecordedErasure;
import java.time.Instant;

/**
 * The record of an erasure, as the answer to {@code POST /entities/erase}.
 *
 * @param entityType the entity's type
 * @param entityId the entity's id
 * @param by who had it done
 * @param reason why
 * @param sequenceNumber the record's place: the entity's events before it are erased
 * @param recordedAt when it was recorded
 */
public record ErasureAnswer(
        String entityType, String entityId, String by, String reason, long sequenceNumber, Instant recordedAt) {

    /** Returns the form of a record. */
    public static ErasureAnswer of(RecordedErasure record) {
        Erasure erasure = record.erasure();
        return new ErasureAnswer(
                erasure.entity().type(),
                erasure.entity().id(),
                erasure.by(),
                erasure.reason(),
                record.sequenceNumber(),
                record.recordedAt());
    }

    /** Returns the record. */
    public RecordedErasure toRecord() {
        return new RecordedErasure(
                new Erasure(new EntityRef(entityType, entityId), by, reason), sequenceNumber, recordedAt);
    }
}
