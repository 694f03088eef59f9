package com.stateset.sequencer.server;

import com.stateset.sequencer.event.StreamId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST /commitments} asks for.
 *
 * @param stream the stream
 * @param start the first sequence number, if it is named
 * @param end the last sequence number, if it is named
 */
record CommitmentRequest(
        StreamId stream, @Nullable Long start, @Nullable Long end) {

    /**
     * Reads a body.
     *
     * @throws ApiException if it cannot be typed
     */
    static CommitmentRequest read(byte[] body) {
        try (EnvelopeReader json = new EnvelopeReader(body)) {
            Members members = new Members(json);
            json.readObject(members::read);
            json.requireEnd();
            return new CommitmentRequest(
                    new StreamId(
                            json.require("tenant_id", members.tenantId), json.require("store_id", members.storeId)),
                    members.start,
                    members.end);
        }
    }

    private static final class Members {

        private final EnvelopeReader json;

        private @Nullable UUID tenantId;
        private @Nullable UUID storeId;
        private @Nullable Long start;
        private @Nullable Long end;

        private Members(EnvelopeReader json) {
            this.json = json;
        }

        private void read(String name) {
            switch (name) {
                case "tenant_id" -> tenantId = json.uuid();
                case "store_id" -> storeId = json.uuid();
                case "sequence_start" -> start = json.integer();
                case "sequence_end" -> end = json.integer();
                default -> json.skip();
            }
        }
    }
}
