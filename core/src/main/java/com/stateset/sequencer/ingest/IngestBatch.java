package com.stateset.sequencer.ingest;

import com.stateset.sequencer.event.BatchRule;
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
 * @param rule what the rejection of one event means for the others
 * @param agentId the agent that sends the batch; if given, an event of any other source agent is rejected
 */
public record IngestBatch(
        StreamId stream,
        List<NewEvent> events,
        BatchRule rule,
        @Nullable UUID agentId) {

    public IngestBatch {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(rule, "rule");
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("events is empty");
        }
    }

    /** A batch of one agent, each event of which is judged by itself. */
    public IngestBatch(StreamId stream, List<NewEvent> events, @Nullable UUID agentId) {
        this(stream, events, BatchRule.INDEPENDENT, agentId);
    }

    /** A batch from whichever agents its events name, each event of which is judged by itself. */
    public static IngestBatch of(StreamId stream, List<NewEvent> events) {
        return of(stream, events, BatchRule.INDEPENDENT);
    }

    /** A batch from whichever agents its events name. */
    public static IngestBatch of(StreamId stream, List<NewEvent> events, BatchRule rule) {
        return new IngestBatch(stream, events, rule, null);
    }

    /** The same batch under another rule. */
    public IngestBatch rule(BatchRule value) {
        return new IngestBatch(stream, events, value, agentId);
    }
}
