package com.stateset.sequencer.cli.streams;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A deed as the audit log tells of it: by its last entry that there is.
 *
 * @param deed its id
 * @param sequenceNumber the number of the entry
 * @param sequencedAt when that took its place
 * @param action what was done, or was to be
 * @param subjectType what it was done to
 * @param subjectId which of these
 * @param outcome {@code done}, {@code failed}, or {@code begun}: then it is not on record what became of it
 * @param error why it failed; null if it did not
 * @param actor who did it
 * @param requestId the id of the call; null if it was none
 * @param details more about it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AuditedDeed(
        String deed,
        long sequenceNumber,
        Instant sequencedAt,
        String action,
        String subjectType,
        String subjectId,
        String outcome,
        @Nullable String error,
        JsonNode actor,
        @Nullable String requestId,
        JsonNode details) {

    /** Reads an entry. What is missing in one, since its payload is not readable here, is shown as nothing. */
    static AuditedDeed of(SequencedEvent entry) {
        Event event = entry.event();
        JsonNode payload = event.payload() instanceof Payload.Clear clear
                ? ProtocolJson.tree(clear.json().toByteArray())
                : ProtocolJson.tree(new byte[] {'{', '}'});
        return new AuditedDeed(
                payload.path("deed").asText(event.eventId().toString()),
                entry.sequenceNumber(),
                entry.sequencedAt(),
                payload.path("action").asText(event.eventType()),
                event.entity().type(),
                event.entity().id(),
                payload.path("outcome").asText("unreadable"),
                payload.path("error").asText(null),
                payload.path("actor"),
                payload.path("request_id").asText(null),
                payload.path("details"));
    }

    /** Whether this entry leaves open what became of it. */
    @JsonIgnore
    boolean isBegun() {
        return outcome.equals("begun");
    }

    /** On one line. What callers have chosen must not pass for another line, nor command the terminal. */
    String line() {
        String failure = error == null ? "" : " (" + error + ")";
        String who = actor.path("kind").asText("?")
                + (actor.has("id") ? " " + actor.path("id").asText() : "");
        String call = requestId == null ? "" : ", request " + requestId;
        String more = details.isEmpty() ? "" : " " + details;
        String text = sequencedAt + " " + outcome + failure + " " + action + " " + subjectType + " " + subjectId
                + " by " + who + call + more;
        return text.replaceAll("\\p{C}", "?");
    }
}
