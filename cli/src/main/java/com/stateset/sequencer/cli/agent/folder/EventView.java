package com.stateset.sequencer.cli.agent.folder;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.ingest.SignedEnvelope;
import com.stateset.sequencer.protocol.ingest.UnsignedEnvelope;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.sync.HistoryTrust;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.OutboxStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How things look in JSON. */
public final class EventView {

    private EventView() {}

    public static ObjectNode profile(OutboxProfile profile) {
        return AgentOptions.JSON
                .createObjectNode()
                .put("agent_id", profile.agentId().toString())
                .put("tenant_id", profile.stream().tenantId().toString())
                .put("store_id", profile.stream().storeId().toString())
                .put("server", text(profile.server()))
                .put("key_id", profile.keyId());
    }

    public static ObjectNode status(OutboxStatus status) {
        ObjectNode node = AgentOptions.JSON
                .createObjectNode()
                .put("pending", status.pending())
                .put("pending_bytes", status.pendingBytes())
                .put("oldest_pending", text(status.oldestPending()))
                .put("oldest_pending_seconds", age(status.oldestPending()))
                .put("sending", status.sending())
                .put("blocked", status.blocked())
                .put("rejected", status.rejected())
                .put("accepted", status.accepted())
                .put("from_other_devices", status.fromOtherDevices())
                .put("from_others", status.fromOthers())
                .put("copy_noticed_at", text(status.copied()))
                .put("pulled_through", status.pulledThrough())
                .put("unseen", status.unseen())
                .put("head_sequence", status.headSequence())
                .put("last_error", status.lastError())
                .put("last_sync", text(status.lastSync()));
        return node.setAll(history(status.history()));
    }

    /** What to say if the server lets this agent send nothing for others. */
    public static String othersRefused(String message) {
        return "the server does not let this API key send other agents' events again (" + message
                + "): they wait here, and what was written on top of them, until their own agents have sent them ('agent recover'"
                + " in their folders); 'agent recover --api-key-file FILE' tries with another key";
    }

    /** What to say if another device has the same identity, as a sentence; empty if none shows. */
    public static Optional<String> otherDevice(OutboxStatus status) {
        if (status.copied() != null) {
            return Optional.of("the server has noticed, last at " + status.copied()
                    + ", another device that works with the same identity: a copy of this folder, or one that signs with the same key;"
                    + " 'agent key rotate --new-device' makes this one a device of its own");
        }
        return status.fromOtherDevices() == 0
                ? Optional.empty()
                : Optional.of(status.fromOtherDevices()
                        + " events of this agent in the log did not come from this folder: another device, or a copy of the"
                        + " folder, works with the same identity; 'agent key rotate --new-device' makes this one a device of its own, and"
                        + " 'agent init' in another folder makes an agent of its own");
    }

    /** How many seconds ago it was; null if there is no such moment, as of a leap second. */
    private static @Nullable Long age(@Nullable CreatedAt created) {
        try {
            return created == null
                    ? null
                    : Duration.between(OffsetDateTime.parse(created.text()).toInstant(), Instant.now())
                            .toSeconds();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** What the history rests on, as members of a status. */
    public static ObjectNode history(HistoryTrust history) {
        return AgentOptions.JSON
                .createObjectNode()
                .put("history", history.basis().name().toLowerCase(Locale.ROOT))
                .put("history_size", history.size())
                .put("history_key", text(history.key()))
                .put("history_key_from", history.key() == null ? null : keyFrom(history));
    }

    /** The same for people: the end of a sentence. */
    public static String words(HistoryTrust history) {
        return switch (history.basis()) {
            case UNCHECKED -> "compared with no history of the server yet";
            case NOT_SHOWN -> "each event checked by itself: the server shows no history tree to compare with";
            case UNSIGNED ->
                "the first " + history.size() + " events the server's history, by its word: no key signs it";
            case SIGNED ->
                "the first " + history.size() + " events the history signed by key " + history.key() + " ("
                        + keyFrom(history) + ")";
        };
    }

    private static String keyFrom(HistoryTrust history) {
        return history.keyTold() ? "named by the operator" : "trusted since the first contact";
    }

    public static ArrayNode localEvents(List<LocalEvent> events) {
        ArrayNode array = AgentOptions.JSON.createArrayNode();
        events.forEach(event -> array.add(event(event)));
        return array;
    }

    /** An event of the outbox. */
    public static ObjectNode event(LocalEvent local) {
        ObjectNode node = AgentOptions.JSON.createObjectNode().put("position", local.position());
        addState(node, local.state());
        addEvent(node, local.event());
        return node;
    }

    /** An event of the replica. */
    public static ObjectNode event(SequencedEvent sequenced) {
        ObjectNode node = AgentOptions.JSON
                .createObjectNode()
                .put("sequence_number", sequenced.sequenceNumber())
                .put("sequenced_at", sequenced.sequencedAt().toString())
                .put("entity_version", sequenced.entityVersion());
        addEvent(node, sequenced.event());
        return node;
    }

    /** A state as one word. */
    public static String name(LocalState state) {
        if (state instanceof LocalState.Pending pending) {
            return pending.mayBeSent() ? "sending" : "pending";
        }
        return state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** A payload as a person reads it. */
    public static String readable(Event event) {
        if (event.payload() instanceof Payload.EndToEnd) {
            return "(encrypted)";
        }
        return event.payload() instanceof Payload.Erased ? "(erased)" : payload(event);
    }

    /** A payload's JSON text; that of an erased or encrypted one is null. */
    public static String payload(Event event) {
        return event.payload() instanceof Payload.Clear clear ? clear.json().toString() : "null";
    }

    /** An event as it is sent: the JSON text of a line that can be sent once more. Its payload must not be erased. */
    public static String envelope(Event event) {
        Object wire =
                event.authorship() instanceof Authorship.Signed ? SignedEnvelope.of(event) : UnsignedEnvelope.of(event);
        return new String(ProtocolJson.write(wire), StandardCharsets.UTF_8);
    }

    private static void addState(ObjectNode node, LocalState state) {
        node.put("state", name(state));
        if (state instanceof LocalState.Accepted accepted) {
            node.put("sequence_number", accepted.sequenceNumber());
        } else if (state instanceof LocalState.Rejected rejected) {
            node.put("reason", rejected.reason()).put("message", rejected.message());
        } else if (state instanceof LocalState.Replaced replaced) {
            node.put("replaced_by", replaced.by().toString());
        }
    }

    private static void addEvent(ObjectNode node, Event event) {
        node.put("event_id", event.eventId().toString())
                .put("command_id", text(event.commandId()))
                .put("entity_type", event.entity().type())
                .put("entity_id", event.entity().id())
                .put("event_type", event.eventType())
                .put("source_agent", event.sourceAgent().toString())
                .put("created_at", event.createdAt().text())
                .put("base_version", event.baseVersion())
                .put("erased", event.payload() instanceof Payload.Erased)
                .put("encrypted", event.payloadHashes().isEncrypted())
                .putRawValue("payload", new RawValue(payload(event)));
        if (!event.metadata().isEmpty()) {
            node.putRawValue("metadata", new RawValue(event.metadata().toJson()));
        }
        if (!event.tags().isEmpty()) {
            node.putRawValue("tags", new RawValue(event.tags().toJson()));
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : Objects.toString(value);
    }
}
