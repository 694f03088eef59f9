package com.stateset.sequencer.cli.agent.settle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.conflict.Conflict;
import com.stateset.sequencer.sync.conflict.Conflicts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code agent conflicts}: what was rejected and has not been dealt with. */
@Command(
        name = "conflicts",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Lists the events that were rejected, and those of the same entities that wait behind them, in the order of sending. A "
                    + "rejected one is shown with both sides: the event before, mine, theirs as far as it was pulled, and the chain behind.",
            "",
            "Deal with a rejected one by 'agent settle ID' (by a policy, or by your answer), 'agent rebase ID' (a new event on top of what "
                    + "has been pulled), 'agent retry ID' (the same again) or 'agent discard ID'; each takes --all, too."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {"0:the list is complete, perhaps empty", ExitCodes.IS_WRONG_USAGE, ExitCodes.IS_FILES_UNUSABLE})
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class ConflictsCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> {
            try (SqliteOutbox outbox = options.home().openWithoutKey()) {
                report(outbox.conflicts(), byId(Conflicts.of(outbox)));
            }
            return ExitCodes.DONE;
        });
    }

    private static Map<UUID, Conflict> byId(List<Conflict> conflicts) {
        return conflicts.stream()
                .collect(Collectors.toMap(conflict -> conflict.mine().eventId(), Function.identity(), (one, same) -> one));
    }

    private void report(List<LocalEvent> stuck, Map<UUID, Conflict> conflicts) {
        ObjectNode json = AgentOptions.JSON.createObjectNode();
        ArrayNode list = json.putArray("conflicts");
        Set<UUID> shown = conflicts.values().stream()
                .flatMap(conflict -> conflict.behind().stream())
                .map(LocalEvent::eventId)
                .collect(Collectors.toSet());
        StringBuilder text = new StringBuilder(stuck.isEmpty() ? "nothing was rejected" : "");
        for (LocalEvent local : stuck) {
            Conflict conflict = conflicts.get(local.eventId());
            list.add(conflict == null ? EventView.event(local) : ConflictView.json(conflict));
            if (conflict != null) {
                text.append(text.isEmpty() ? "" : System.lineSeparator()).append(ConflictView.text(conflict));
            } else if (!shown.contains(local.eventId())) {
                text.append(text.isEmpty() ? "" : System.lineSeparator()).append(blocked(local));
            }
        }
        options.print(json, text.toString());
    }

    private static String blocked(LocalEvent local) {
        return "  blocked  " + local.eventId() + "  " + local.event().entity() + "  "
                + local.event().eventType();
    }
}
