package com.stateset.sequencer.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code agent conflicts}: what was rejected and has not been dealt with. */
@Command(
        name = "conflicts",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Lists the events that were rejected, and those of the same entities that wait behind them, in the order of sending.",
            "",
            "Deal with a rejected one by 'agent rebase ID' (a new event on top of what has been pulled), 'agent retry ID' (the "
                    + "same again) or 'agent discard ID'."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {"0:the list is complete, perhaps empty", ExitCodes.IS_WRONG_USAGE, ExitCodes.IS_FILES_UNUSABLE})
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class ConflictsCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> {
            try (SqliteOutbox outbox = options.home().openWithoutKey()) {
                report(outbox.conflicts());
            }
            return ExitCodes.DONE;
        });
    }

    private void report(List<LocalEvent> conflicts) {
        ObjectNode json = AgentOptions.JSON.createObjectNode();
        json.set("conflicts", EventView.localEvents(conflicts));
        StringBuilder text = new StringBuilder(conflicts.isEmpty() ? "nothing was rejected" : "");
        for (LocalEvent conflict : conflicts) {
            text.append(text.isEmpty() ? "" : System.lineSeparator()).append(line(conflict));
        }
        options.print(json, text.toString());
    }

    private static String line(LocalEvent local) {
        String event = local.eventId() + "  " + local.event().entity() + "  "
                + local.event().eventType();
        return local.state() instanceof LocalState.Rejected rejected
                ? "rejected  " + event + "  " + rejected.message()
                : "  blocked  " + event;
    }
}
