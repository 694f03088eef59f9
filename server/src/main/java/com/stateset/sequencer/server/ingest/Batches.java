package com.stateset.sequencer.server.ingest;

import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.protocol.cloudevents.CloudEvent;
import com.stateset.sequencer.protocol.ingest.Envelope;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.server.http.Principal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes batches of what was sent: of one stream, not empty, not too large. */
final class Batches {

    private final int maxEvents;

    Batches(int maxEvents) {
        this.maxEvents = maxEvents;
    }

    /**
     * Makes a batch.
     *
     * @param sender who sends it: it must reach what the events name, and act for the agent
     * @param rule what the rejection of one event means for the others
     * @throws InvalidMessageException if the events make none
     */
    IngestBatch of(Principal sender, UUID agentId, List<? extends Envelope> events, BatchRule rule) {
        sender.requireAgent(agentId);
        StreamId stream = stream(
                sender,
                events,
                "$.events",
                (index, isTenant) -> "$.events[" + index + "]" + (isTenant ? ".tenant_id" : ".store_id"));
        return batch(stream, events, rule, agentId);
    }

    /**
     * Makes a batch of CloudEvents, which may be of several agents.
     *
     * @param sender who sends them: it must reach what the events name, and act for each of the agents
     * @param sent the events, with the names of their places
     * @param rule what the rejection of one event means for the others
     * @throws InvalidMessageException if the events make none
     */
    IngestBatch of(Principal sender, SentCloudEvents sent, BatchRule rule) {
        List<CloudEvent> events = sent.events();
        events.forEach(event -> sender.requireAgent(event.agentId()));
        StreamId stream = stream(sender, events, "$", (index, isTenant) -> sent.place(index, "source"));
        return batch(stream, events, rule, null);
    }

    private StreamId stream(Principal sender, List<? extends Envelope> events, String all, StreamPlace place) {
        events.forEach(event -> requireWritable(sender, event.stream()));
        if (events.isEmpty()) {
            throw new InvalidMessageException(all, "is empty");
        }
        if (events.size() > maxEvents) {
            throw new InvalidMessageException(all, "holds more than " + maxEvents + " events, the most of one batch");
        }
        StreamId stream = events.get(0).stream();
        for (int i = 1; i < events.size(); i++) {
            StreamId named = events.get(i).stream();
            if (!stream.equals(named)) {
                throw new InvalidMessageException(
                        place.of(i, !stream.tenantId().equals(named.tenantId())),
                        "is not that of the first event; all events of a batch belong to one stream");
            }
        }
        return stream;
    }

    private static IngestBatch batch(
            StreamId stream, List<? extends Envelope> events, BatchRule rule, @Nullable UUID agentId) {
        return new IngestBatch(stream, events.stream().map(Envelope::toNewEvent).toList(), rule, agentId);
    }

    private static void requireWritable(Principal sender, StreamId stream) {
        if (stream.isAuditLog()) {
            throw Principal.refusal(
                    "Store " + stream.storeId() + " is the tenant's audit log, which only the sequencer writes.");
        }
        sender.require(stream);
    }

    /** Where an event names its tenant, or its store. */
    @FunctionalInterface
    private interface StreamPlace {
        String of(int index, boolean isTenant);
    }
}
