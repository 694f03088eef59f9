package com.stateset.sequencer;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events that one caller sends to one stream together. Those that are accepted get consecutive sequence numbers, in the
 * order sent, in one transaction.
 *
 * @param stream the stream of all the events
 * @param events at least one event
 * @param chained whether an event is rejected if an earlier one of its entity in the batch was. Authors who write several events
 *     on top of each other ask for this: a version alone does not tell what it counts, so that others' events could stand in for the
 *     ones that were rejected
 * @param agentId the agent that sends the batch; if given, an event of any other source agent is rejected
 */
public record IngestBatch(
        StreamId stream,
        List<NewEvent> events,
        boolean chained,
        @Nullable UUID agentId) {

    public IngestBatch {
        Objects.requireNonNull(stream, "stream");
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("events is empty");
        }
    }

    /** A batch of one agent, each event of which is judged by itself. */
    public IngestBatch(StreamId stream, List<NewEvent> events, @Nullable UUID agentId) {
        this(stream, events, false, agentId);
    }

    /** A batch from whichever agents its events name. */
    public static IngestBatch of(StreamId stream, List<NewEvent> events) {
        return new IngestBatch(stream, events, false, null);
    }

    /** The same batch, chained or not. */
    public IngestBatch chained(boolean value) {
        return new IngestBatch(stream, events, value, agentId);
    }
}
