package com.stateset.sequencer.protocol.schema;

import com.stateset.sequencer.spi.schema.PayloadSchema.Status;

/**
 * The body of {@code PUT /schemas/{schema_id}/status}.
 *
 * @param status {@code active}, {@code deprecated} or {@code archived}
 */
public record SchemaStatus(String status) {

    /** Checks the word. */
    public SchemaStatus {
        SchemaNames.parse("status", status, Status::parse);
    }

    /** Returns what to set. */
    public Status parsed() {
        return Status.parse(status);
    }
}
