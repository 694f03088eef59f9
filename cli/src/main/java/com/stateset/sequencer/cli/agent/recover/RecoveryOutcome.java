package com.stateset.sequencer.cli.agent.recover;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.recovery.LostEvent.Way;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of lost events, to be asked once the history was accepted.
 *
 * @param report what was lost
 * @param outbox where it is looked up
 * @param lost the events
 */
record RecoveryOutcome(RecoveryReport report, SqliteOutbox outbox, List<LostPlace> lost) {

    /** What became of one of them. */
    private enum End {
        /** It stands in the server's history again. */
        BACK,
        /** It was rejected, and is to be settled. */
        CONFLICTS,
        /** It waits: to be sent, or behind another one. */
        WAITS,
        /** Nothing here brings it back. */
        GONE
    }

    ObjectNode json(Map<Path, Long> files) {
        ObjectNode json = report.json(files).put("recovered", true);
        ObjectNode outcome = json.putObject("outcome");
        Map<End, ArrayNode> lists = new EnumMap<>(End.class);
        for (End end : End.values()) {
            lists.put(end, outcome.putArray(name(end)));
        }
        for (LostPlace event : lost) {
            ObjectNode node = Objects.requireNonNull(lists.get(end(event))).addObject();
            node.put("event_id", event.eventId().toString())
                    .put("source_agent", event.author().toString())
                    .put("way", event.way().name().toLowerCase(Locale.ROOT))
                    .put("old_sequence_number", event.sequenceNumber());
            number(event).ifPresent(number -> node.put("sequence_number", number));
            rejection(event).ifPresent(rejected -> node.put("reason", rejected.reason()));
        }
        return json;
    }

    String text() {
        Map<End, Long> counts = new EnumMap<>(End.class);
        lost.forEach(event -> counts.merge(end(event), 1L, Long::sum));
        StringBuilder text = new StringBuilder("the agent follows the server's history");
        text.append("\n  came back: ").append(counts.getOrDefault(End.BACK, 0L));
        text.append("\n  conflict: ").append(counts.getOrDefault(End.CONFLICTS, 0L));
        if (counts.containsKey(End.CONFLICTS)) {
            text.append(", to be settled: 'agent conflicts' shows them");
        }
        text.append("\n  wait: ").append(counts.getOrDefault(End.WAITS, 0L));
        if (counts.containsKey(End.WAITS)) {
            text.append(", to be sent, or until their authors have sent theirs; 'agent sync' goes on");
        }
        text.append("\n  gone from here: ").append(counts.getOrDefault(End.GONE, 0L));
        lost.stream()
                .filter(event -> end(event) == End.GONE)
                .limit(20)
                .forEach(event -> text.append("\n    ")
                        .append(event.sequenceNumber())
                        .append("  ")
                        .append(event.eventId())
                        .append("  ")
                        .append(event.way().name().toLowerCase(Locale.ROOT))
                        .append(", of agent ")
                        .append(event.author()));
        return text.toString();
    }

    private static String name(End end) {
        return switch (end) {
            case BACK -> "came_back";
            case CONFLICTS -> "conflicts";
            case WAITS -> "waiting";
            case GONE -> "gone";
        };
    }

    private End end(LostPlace event) {
        if (number(event).isPresent()) {
            return End.BACK;
        }
        Optional<LocalState> state = outbox.find(event.eventId()).map(LocalEvent::state);
        if (state.isEmpty() || state.get() instanceof LocalState.Discarded) {
            return End.GONE;
        }
        boolean conflicts = state.get() instanceof LocalState.Rejected rejected && !waitsForItsAuthor(event, rejected);
        return conflicts ? End.CONFLICTS : End.WAITS;
    }

    /** Another agent's key may not be known there yet: once that agent has registered it, it brings back its events itself. */
    private static boolean waitsForItsAuthor(LostPlace event, LocalState.Rejected rejected) {
        return event.way() == Way.SIGNED && rejected.reason().startsWith("agent_key_invalid");
    }

    /** Its place in the server's history, if it has one there. */
    private Optional<Long> number(LostPlace event) {
        UUID id = event.eventId();
        return outbox.replica()
                .find(id)
                .map(SequencedEvent::sequenceNumber)
                .or(() -> outbox.find(id)
                        .map(LocalEvent::state)
                        .filter(LocalState.Accepted.class::isInstance)
                        .map(state -> ((LocalState.Accepted) state).sequenceNumber()));
    }

    private Optional<LocalState.Rejected> rejection(LostPlace event) {
        return outbox.find(event.eventId())
                .map(LocalEvent::state)
                .filter(LocalState.Rejected.class::isInstance)
                .map(LocalState.Rejected.class::cast);
    }
}
