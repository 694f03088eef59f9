package com.stateset.sequencer.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.Outbox;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Deals with an event that waits for it. */
record Resolving(AgentOptions options) {

    /**
     * Does so, and says which events came of it.
     *
     * @param done what is then to be said of those events
     */
    int run(UUID eventId, String done, BiFunction<Outbox, UUID, List<LocalEvent>> way) throws InterruptedException {
        return options.run(() -> {
            try (SqliteOutbox outbox = options.home().open()) {
                report(way.apply(outbox, eventId), done);
                return ExitCodes.DONE;
            } catch (IllegalStateException e) {
                return options.fail(e, ExitCodes.NOT_POSSIBLE);
            }
        });
    }

    private void report(List<LocalEvent> events, String done) {
        ObjectNode json = AgentOptions.JSON.createObjectNode();
        json.set("events", EventView.localEvents(events));
        options.print(
                json,
                events.stream()
                        .map(event -> "event " + event.eventId() + " of "
                                + event.event().entity() + ": " + done)
                        .collect(Collectors.joining(System.lineSeparator())));
    }
}
