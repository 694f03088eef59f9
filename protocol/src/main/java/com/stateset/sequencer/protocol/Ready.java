package com.stateset.sequencer.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /ready} if the server can serve; otherwise it is an error with status 503.
 *
 * @param status {@code ready}
 * @param database {@code connected}
 * @param readReplica {@code in_use}, or in a word why reads go to the primary for now; null, and not there, for a server without a replica
 */
public record Ready(
        String status,
        String database,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String readReplica) {

    /** What a server that can serve, and has no read replica, answers. */
    public static final Ready YES = new Ready("ready", "connected", null);

    /** Returns what one with a replica answers. */
    public static Ready with(String readReplica) {
        return new Ready(YES.status, YES.database, readReplica);
    }
}
