package com.stateset.sequencer.cli.agent.settle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.Outbox;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which of the events that wait for it are dealt with. */
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class Resolving {

    static final String IS_NOT_ALL = "6:with --all: some are left, and standard error says why; the others are dealt with";

    @Parameters(arity = "0..1", paramLabel = "ID", description = "The event's id.")
    private @Nullable UUID eventId;

    @Option(
            names = "--all",
            description = "All rejected events, in the order of sending; each by itself: what cannot be dealt with is left and named.")
    private boolean all;

    /**
     * Does so, and says which events came of it.
     *
     * @param done what is then to be said of those events
     */
    int run(AgentOptions options, String done, BiFunction<Outbox, UUID, List<LocalEvent>> way)
            throws InterruptedException {
        return options.run(() -> {
            if ((eventId == null) != all) {
                throw new UsageException("give the id of an event, or --all");
            }
            try (SqliteOutbox outbox = options.home().open()) {
                return eventId == null
                        ? runAll(options, outbox, done, way)
                        : report(options, way.apply(outbox, eventId), done);
            } catch (IllegalStateException e) {
                return options.fail(e, ExitCodes.NOT_POSSIBLE);
            }
        });
    }

    private static int runAll(
            AgentOptions options,
            Outbox outbox,
            String done,
            BiFunction<Outbox, UUID, List<LocalEvent>> way) {
        List<LocalEvent> events = new ArrayList<>();
        int left = 0;
        for (LocalEvent rejected : outbox.conflicts()) {
            boolean waits = outbox.find(rejected.eventId()).map(LocalEvent::state).orElse(null)
                    instanceof LocalState.Rejected;
            try {
                events.addAll(waits ? way.apply(outbox, rejected.eventId()) : List.of());
            } catch (IllegalStateException e) {
                options.note(String.valueOf(e.getMessage()));
                left++;
            }
        }
        int ignored = report(options, events, done);
        return left == 0 ? ExitCodes.DONE : ExitCodes.NOT_ALL_ACCEPTED;
    }

    private static int report(AgentOptions options, List<LocalEvent> events, String done) {
        ObjectNode json = AgentOptions.JSON.createObjectNode();
        json.set("events", EventView.localEvents(events));
        options.print(
                json,
                events.isEmpty()
                        ? "nothing was rejected"
                        : events.stream()
                                .map(event -> "event " + event.eventId() + " of "
                                        + event.event().entity() + ": " + done)
                                .collect(Collectors.joining(System.lineSeparator())));
        return ExitCodes.DONE;
    }
}
