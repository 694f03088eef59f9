package com.stateset.sequencer.cli.agent.scope;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.OutboxStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A scope in JSON, and what a partial replica does not say, as a sentence. */
public final class ScopeView {

    private ScopeView() {}

    /** A scope; null for all events. */
    public static @Nullable ObjectNode json(EventScope scope) {
        if (scope.isAll()) {
            return null;
        }
        ObjectNode json = AgentOptions.JSON.createObjectNode();
        ArrayNode types = json.putArray("entity_types");
        scope.entityTypes().forEach(types::add);
        ArrayNode entities = json.putArray("entities");
        scope.entities()
                .forEach(entity ->
                        entities.addObject().put("entity_type", entity.type()).put("entity_id", entity.id()));
        ArrayNode eventTypes = json.putArray("event_types");
        scope.eventTypes().forEach(eventTypes::add);
        return json;
    }

    /** That the replica is partial, and what was not seen; empty if it is of the whole stream. */
    public static Optional<String> partial(OutboxStatus status) {
        return status.scope().isAll()
                ? Optional.empty()
                : Optional.of(
                        "this replica follows a part of the stream (" + status.scope() + "): of "
                                + status.pulledThrough()
                                + " events, " + status.unseen()
                                + " were not seen, only their hashes, which the history was checked with;"
                                + " that none of these is in the scope is the server's word ('agent scope --check' reads them once)");
    }
}
