package com.stateset.sequencer.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.text.LazyJson;
import com.stateset.sequencer.text.Text;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * That an entity's payloads were erased on purpose, by whom and why: the payload of an event that only the sequencer writes.
 *
 * <p>The events of the entity that stand before the record read as {@linkplain Payload.Erased erased}, on every store and for good;
 * those behind it do not. All records of a stream are the history of one entity, {@link #LOG}, so that the {@code n}-th of them has
 * the entity version {@code n}. Immutable.
 *
 * <pre>
 *   entity_type ves.erasure · entity_id log · event_type ves.entity_erased · ves_version 0 · source_agent: the sequencer's id
 *   payload {"entity_id":"o-1","entity_type":"order","erased_by":"…","reason":"…"}
 * </pre>
 *
 * @param entity whose payloads; not one of the sequencer's own
 * @param by who had it done: 1 to 256 Unicode code points
 * @param reason why: 1 to 1,024 Unicode code points. Both are readable by all who read the stream, for good
 */
public record Erasure(EntityRef entity, String by, String reason) {

    /** The entity whose history is the list of a stream's erasures. Its type is the sequencer's own. */
    public static final EntityRef LOG = new EntityRef("ves.erasure", "log");

    /** The type of a record. */
    public static final String EVENT_TYPE = "ves.entity_erased";

    /** The most code points of {@code by}. */
    public static final int MAX_BY_LENGTH = 256;

    /** The most code points of {@code reason}. */
    public static final int MAX_REASON_LENGTH = 1024;

    public Erasure {
        Text.require("by", by, MAX_BY_LENGTH);
        Text.require("reason", reason, MAX_REASON_LENGTH);
        if (isReserved(entity)) {
            throw new IllegalArgumentException("events of the sequencer's own cannot be erased");
        }
    }

    /** Whether only the sequencer writes events of this entity. */
    public static boolean isReserved(EntityRef entity) {
        return LOG.type().equals(entity.type());
    }

    /**
     * What an event records, if it has the form of a record and is readable. Whose it is, is not looked at here: of an event that an
     * admission of this version has not let in, {@link RecordedErasure#of(SequencedEvent, UUID)} asks that too.
     */
    public static Optional<Erasure> of(Event event) {
        boolean hasForm = event.entity().equals(LOG)
                && event.eventType().equals(EVENT_TYPE)
                && event.authorship() instanceof Authorship.Unsigned;
        if (!hasForm || !(event.payload() instanceof Payload.Clear clear)) {
            return Optional.empty();
        }
        try {
            JsonNode members = LazyJson.MAPPER.readTree(clear.json().toByteArray());
            EntityRef entity = new EntityRef(text(members, "entity_type"), text(members, "entity_id"));
            return Optional.of(new Erasure(entity, text(members, "erased_by"), text(members, "reason")));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode members, String name) {
        JsonNode member = members.path(name);
        if (!member.isTextual()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return member.textValue();
    }

    /**
     * Makes the event that records this.
     *
     * @param sequencerId who writes it
     * @param erasuresBefore how many erasures the stream must have: with another number it is a version conflict
     */
    public NewEvent toEvent(UUID sequencerId, long erasuresBefore) {
        String payload = LazyJson.MAPPER
                .createObjectNode()
                .put("entity_id", entity.id())
                .put("entity_type", entity.type())
                .put("erased_by", by)
                .put("reason", reason)
                .toString();
        return NewEvent.builder()
                .entity(LOG.type(), LOG.id())
                .eventType(EVENT_TYPE)
                .sourceAgent(sequencerId)
                .baseVersion(erasuresBefore)
                .payload(payload)
                .build();
    }
}
