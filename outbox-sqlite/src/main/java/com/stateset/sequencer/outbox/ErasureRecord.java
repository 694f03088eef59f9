package com.stateset.sequencer.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.sync.PulledEvent;
import java.util.Optional;
import java.util.UUID;

/**
 * What a sequencer writes into a stream when it has erased an entity: an event of its own, of {@code ves.erasure/log}. The payloads of
 * the entity's events before it are gone for good, on every server, and are to go here.
 *
 * @param entity whose payloads
 * @param sequenceNumber the record's place: the events before it are meant
 */
record ErasureRecord(EntityRef entity, long sequenceNumber) {

    private static final EntityRef LOG = new EntityRef("ves.erasure", "log");
    private static final String EVENT_TYPE = "ves.entity_erased";

    /**
     * Reads one; empty if the event is none. Only the sequencer that the outbox trusts writes them: what anybody else, or a server from
     * before there were such records, has let into that entity erases nothing.
     */
    static Optional<ErasureRecord> of(PulledEvent pulled, UUID sequencerId) {
        Event event = pulled.sequenced().event();
        boolean isRecord = event.entity().equals(LOG)
                && event.eventType().equals(EVENT_TYPE)
                && event.sourceAgent().equals(sequencerId)
                && event.authorship() instanceof Authorship.Unsigned;
        if (!isRecord || !(event.payload() instanceof Payload.Clear clear)) {
            return Optional.empty();
        }
        JsonNode members = members(clear);
        JsonNode type = members.path("entity_type");
        JsonNode id = members.path("entity_id");
        if (!type.isTextual() || !id.isTextual()) {
            return Optional.empty();
        }
        return Optional.of(new ErasureRecord(new EntityRef(type.textValue(), id.textValue()), pulled.sequenceNumber()));
    }

    private static JsonNode members(Payload.Clear payload) {
        try {
            return ProtocolJson.tree(payload.json().toByteArray());
        } catch (InvalidMessageException e) {
            return MissingNode.getInstance();
        }
    }
}
