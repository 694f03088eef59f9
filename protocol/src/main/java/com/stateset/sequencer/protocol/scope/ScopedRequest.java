package com.stateset.sequencer.protocol.scope;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /events/scoped}: reads what a replica with a scope needs of a stream. Members that are not known are
 * refused.
 *
 * @param tenantId the stream's tenant
 * @param storeId the stream's store
 * @param scope what is followed; never all events, which a replica without a scope reads by {@code GET /events}
 * @param sourceAgent the agent whose replica it is: its own events are in the scope, too; null for none
 * @param from the first sequence number, at least 1
 * @param to the last one to look at, such as the size of a signed head; {@code from - 1} asks how far the stream is and for no event;
 *     null for no bound
 * @param limit the most events, at least 1; what is over 1,000 counts as 1,000. Null for 100
 */
@JsonIgnoreProperties(ignoreUnknown = false)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScopedRequest(
        UUID tenantId,
        UUID storeId,
        WireScope scope,
        @Nullable UUID sourceAgent,
        long from,
        @Nullable Long to,
        @Nullable Integer limit) {

    /** Checks the numbers, and that the scope is one. */
    public ScopedRequest {
        if (scope.toScope().isAll()) {
            throw InvalidMessageException.ofMember(
                    "scope",
                    "must name an entity type, an entity or an event type; all events are read by GET /events");
        }
        if (from < 1) {
            throw InvalidMessageException.ofMember("from", "must be 1 or more");
        }
        if (to != null && to < from - 1) {
            throw InvalidMessageException.ofMember("to", "must not be less than from - 1");
        }
        if (limit != null && limit < 1) {
            throw InvalidMessageException.ofMember("limit", "must be 1 or more");
        }
    }

    /** Returns the stream. */
    public StreamId stream() {
        return new StreamId(tenantId, storeId);
    }

    /** The last number to look at. */
    public long last() {
        return to == null ? Long.MAX_VALUE : to;
    }

    /** The most events. */
    public int most() {
        return limit == null ? ReadOptions.DEFAULT_LIMIT : Math.min(limit, ReadOptions.MAX_LIMIT);
    }
}
