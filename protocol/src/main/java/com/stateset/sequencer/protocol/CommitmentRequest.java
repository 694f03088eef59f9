package com.stateset.sequencer.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.event.StreamId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /commitments}.
 *
 * @param tenantId the stream's tenant
 * @param storeId the stream's store
 * @param sequenceStart the first event; null for the next that is not committed
 * @param sequenceEnd the last event; null for as many as one commitment can cover
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CommitmentRequest(
        UUID tenantId,
        UUID storeId,
        @Nullable Long sequenceStart,
        @Nullable Long sequenceEnd) {

    /** Returns the stream. */
    public StreamId stream() {
        return new StreamId(tenantId, storeId);
    }
}
