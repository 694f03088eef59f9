package com.stateset.sequencer.protocol;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import java.util.UUID;

/**
 * The body of {@code POST /entities/erase}: an administrator has the payloads of an entity erased.
 *
 * @param tenantId the stream's tenant
 * @param storeId the stream's store
 * @param entityType the entity's type
 * @param entityId the entity's id
 * @param by who has it done; all who read the stream see it
 * @param reason why; all who read the stream see it
 */
public record ErasureRequest(
        UUID tenantId, UUID storeId, String entityType, String entityId, String by, String reason) {

    /** Checks what the record of it must satisfy. */
    public ErasureRequest {
        try {
            Erasure unused = new Erasure(new EntityRef(entityType, entityId), by, reason);
        } catch (IllegalArgumentException e) {
            throw new InvalidMessageException("$", String.valueOf(e.getMessage()));
        }
    }

    /** Returns the form of a request. */
    public static ErasureRequest of(StreamId stream, Erasure erasure) {
        return new ErasureRequest(
                stream.tenantId(),
                stream.storeId(),
                erasure.entity().type(),
                erasure.entity().id(),
                erasure.by(),
                erasure.reason());
    }

    /** Returns the stream. */
    public StreamId stream() {
        return new StreamId(tenantId, storeId);
    }

    /** Returns the entity. */
    public EntityRef entity() {
        return new EntityRef(entityType, entityId);
    }
}
