package com.stateset.sequencer.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.id.TimeOrderedId;
import com.stateset.sequencer.text.LazyJson;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event of the audit log: that a deed was begun, or what became of it. Immutable.
 *
 * @param deed what is done
 * @param id names the deed: the {@code event_id} of its first entry
 * @param eventType the type of the event
 * @param outcome {@code begun}, {@code done} or {@code failed}
 * @param details what is known of it by now
 * @param error the class of the exception it ended with; null for none. Not its message, which may quote what the caller sent
 */
record AuditEntry(
        AuditDeed deed,
        UUID id,
        String eventType,
        String outcome,
        Map<String, ?> details,
        @Nullable String error) {

    static final String BEGUN = "audit.begun";
    static final String FAILED = "audit.failed";

    static AuditEntry begun(AuditDeed deed) {
        return new AuditEntry(deed, TimeOrderedId.next(), BEGUN, "begun", deed.details(), null);
    }

    /** The entry behind this one, once the deed is done. */
    AuditEntry done(Map<String, ?> found) {
        Map<String, Object> all = new HashMap<>(details);
        all.putAll(found);
        return new AuditEntry(deed, id, deed.action().text(), "done", all, null);
    }

    /** The entry behind this one, once the deed has failed. */
    AuditEntry failed(Throwable failure) {
        return new AuditEntry(
                deed, id, FAILED, "failed", details, failure.getClass().getSimpleName());
    }

    StreamId stream() {
        return StreamId.auditLogOf(deed.tenantId());
    }

    NewEvent toEvent(UUID sequencerId) {
        return NewEvent.builder()
                .eventId(eventType.equals(BEGUN) ? id : TimeOrderedId.next())
                .entity(deed.subject().type(), deed.subject().id())
                .eventType(eventType)
                .sourceAgent(sequencerId)
                .payload(payload().toString().getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private ObjectNode payload() {
        ObjectNode payload = LazyJson.MAPPER
                .createObjectNode()
                .put("action", deed.action().text())
                .put("deed", id.toString())
                .put("outcome", outcome);
        payload.set("actor", actor(deed.actor()));
        putUnlessNull(payload, "request_id", deed.requestId());
        putUnlessNull(payload, "error", error);
        ObjectNode members = payload.putObject("details");
        details.forEach((name, value) -> {
            if (value != null) {
                members.set(name, LazyJson.MAPPER.valueToTree(value));
            }
        });
        return payload;
    }

    private static ObjectNode actor(AuditActor actor) {
        ObjectNode members = LazyJson.MAPPER.createObjectNode().put("kind", actor.kind());
        putUnlessNull(members, "id", actor.id());
        putUnlessNull(members, "agent_id", actor.agentId());
        return members;
    }

    private static void putUnlessNull(ObjectNode members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value.toString());
        }
    }
}
