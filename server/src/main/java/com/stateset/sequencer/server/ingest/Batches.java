package com.stateset.sequencer.server.ingest;

import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.protocol.ingest.Envelope;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.server.http.Principal;
import java.util.List;
import java.util.UUID;

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
     * @param chained whether an event is rejected if an earlier one of its entity was
     * @throws InvalidMessageException if the events make none
     */
    IngestBatch of(Principal sender, UUID agentId, List<? extends Envelope> events, boolean chained) {
        sender.requireAgent(agentId);
        events.forEach(event -> requireWritable(sender, event.stream()));
        if (events.isEmpty()) {
            throw InvalidMessageException.ofMember("events", "is empty");
        }
        if (events.size() > maxEvents) {
            throw InvalidMessageException.ofMember(
                    "events", "holds more than " + maxEvents + " events, the most of one batch");
        }
        StreamId stream = events.get(0).stream();
        for (int i = 1; i < events.size(); i++) {
            requireSameStream(stream, events.get(i).stream(), i);
        }
        BatchRule rule = chained ? BatchRule.CHAINED : BatchRule.INDEPENDENT;
        return new IngestBatch(stream, events.stream().map(Envelope::toNewEvent).toList(), rule, agentId);
    }

    private static void requireWritable(Principal sender, StreamId stream) {
        if (stream.isAuditLog()) {
            throw Principal.refusal(
                    "Store " + stream.storeId() + " is the tenant's audit log, which only the sequencer writes.");
        }
        sender.require(stream);
    }

    private static void requireSameStream(StreamId stream, StreamId named, int index) {
        if (!stream.equals(named)) {
            String member = stream.tenantId().equals(named.tenantId()) ? "store_id" : "tenant_id";
            throw InvalidMessageException.ofMember(
                    "events[" + index + "]." + member,
                    "is not that of the first event; all events of a batch belong to one stream");
        }
    }
}
