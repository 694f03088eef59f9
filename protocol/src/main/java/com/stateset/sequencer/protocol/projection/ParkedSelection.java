package com.stateset.sequencer.protocol.projection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /projections/{name}/retry} and {@code …/discard}: one parked event, or all of them where nothing is named.
 *
 * @param tenantId the stream's tenant; null for all events
 * @param storeId the stream's store; null for all events
 * @param sequenceNumber the event's place; null for all events
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ParkedSelection(
        @Nullable UUID tenantId,
        @Nullable UUID storeId,
        @Nullable Long sequenceNumber) {

    /** Checks that the three name one event together, or none of them is there. */
    public ParkedSelection {
        if (sequenceNumber != null && sequenceNumber < 1) {
            throw InvalidMessageException.ofMember("sequence_number", "must be 1 or more");
        }
        if ((tenantId == null) != (sequenceNumber == null) || (storeId == null) != (sequenceNumber == null)) {
            throw InvalidMessageException.ofMember(
                    "sequence_number", "goes with tenant_id and store_id: give all three, or none for all events");
        }
    }

    /** Returns the one event that is named; empty where all are meant. */
    public Optional<Place> place() {
        return sequenceNumber == null
                ? Optional.empty()
                : Optional.of(new Place(
                        new StreamId(Objects.requireNonNull(tenantId), Objects.requireNonNull(storeId)),
                        sequenceNumber));
    }

    /**
     * The place of an event.
     *
     * @param stream the stream
     * @param sequenceNumber the number in it
     */
    public record Place(StreamId stream, long sequenceNumber) {}
}
