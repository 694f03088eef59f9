package com.stateset.sequencer.server;

import com.stateset.sequencer.IngestBatch;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the body of an ingest call into a batch. */
final class IngestRequestReader {

    private final EnvelopeReader json;
    private final BatchForm form;
    private final int maxEvents;

    private @Nullable UUID agentId;
    private @Nullable StreamId stream;
    private @Nullable List<NewEvent> events;

    private IngestRequestReader(EnvelopeReader json, BatchForm form, int maxEvents) {
        this.json = json;
        this.form = form;
        this.maxEvents = maxEvents;
    }

    /**
     * Reads a batch.
     *
     * @throws ApiException if the body cannot be typed
     */
    static IngestBatch read(byte[] body, BatchForm form, int maxEvents) {
        try (EnvelopeReader json = new EnvelopeReader(body)) {
            return new IngestRequestReader(json, form, maxEvents).readBatch();
        }
    }

    private IngestBatch readBatch() {
        json.readObject(this::readMember);
        json.requireEnd();
        UUID sender = json.require(form.agentMember(), agentId);
        List<NewEvent> sent = json.require("events", events);
        if (stream == null) {
            throw json.problemOf("events", "is empty");
        }
        return new IngestBatch(stream, sent, sender);
    }

    private void readMember(String name) {
        if (name.equals(form.agentMember()) || name.equals("agent_id")) {
            agentId = json.sameAs(agentId, json.uuid());
        } else if (name.equals("events")) {
            readEvents();
        } else {
            json.skip();
        }
    }

    private void readEvents() {
        if (!json.isNull()) {
            List<NewEvent> read = new ArrayList<>();
            json.readArray(index -> read.add(readEvent(index)));
            events = read;
        }
    }

    private NewEvent readEvent(int index) {
        if (index == maxEvents) {
            throw new ApiException(
                    ApiError.badRequest("$.events", "holds more than " + maxEvents + " events, the most of one batch"));
        }
        EventEnvelope event = form.newEnvelope(json);
        event.read();
        requireSameStream(event.stream());
        return event.toNewEvent();
    }

    private void requireSameStream(StreamId named) {
        if (stream == null) {
            stream = named;
        } else if (!stream.equals(named)) {
            String member = stream.tenantId().equals(named.tenantId()) ? "store_id" : "tenant_id";
            throw json.problemOf(member, "is not that of the first event; all events of a batch belong to one stream");
        }
    }
}
