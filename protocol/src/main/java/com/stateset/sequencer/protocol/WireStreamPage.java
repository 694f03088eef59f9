package com.stateset.sequencer.protocol;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.StreamHead;
import java.util.List;
import java.util.UUID;

/**
 * Streams that a caller may read, in the order of their tenants and stores.
 *
 * @param streams the streams
 * @param count how many they are; fewer than the limit only at the end
 */
public record WireStreamPage(List<WireStream> streams, int count) {

    /** Copies the list. */
    public WireStreamPage {
        streams = List.copyOf(streams);
    }

    /** Returns a page of these heads. */
    public static WireStreamPage of(List<StreamHead> heads) {
        List<WireStream> streams = heads.stream()
                .map(head ->
                        new WireStream(head.stream().tenantId(), head.stream().storeId(), head.head()))
                .toList();
        return new WireStreamPage(streams, streams.size());
    }

    /**
     * A stream.
     *
     * @param tenantId its tenant
     * @param storeId its store
     * @param headSequence its last sequence number
     */
    public record WireStream(UUID tenantId, UUID storeId, long headSequence) {

        /** Returns which stream it is. */
        public StreamId toStreamId() {
            return new StreamId(tenantId, storeId);
        }
    }
}
