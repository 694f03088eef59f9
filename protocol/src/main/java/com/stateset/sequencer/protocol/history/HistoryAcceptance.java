package com.stateset.sequencer.protocol.history;

import com.stateset.sequencer.event.StreamId;
import java.util.UUID;

/**
 * The body of {@code POST /history/accept}: an administrator accepts the history that a stream has now, although it does not extend
 * the one that was signed.
 *
 * @param tenantId the stream's tenant
 * @param storeId the stream's store
 */
public record HistoryAcceptance(UUID tenantId, UUID storeId) {

    /** Returns the form of an acceptance. */
    public static HistoryAcceptance of(StreamId stream) {
        return new HistoryAcceptance(stream.tenantId(), stream.storeId());
    }

    /** Returns the stream. */
    public StreamId stream() {
        return new StreamId(tenantId, storeId);
    }
}
