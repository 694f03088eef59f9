package com.stateset.sequencer.cli.agent.settle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.conflict.Conflict;
import com.stateset.sequencer.sync.conflict.ConflictHandler;
import com.stateset.sequencer.sync.conflict.ConflictSettler;
import com.stateset.sequencer.sync.conflict.JsonMerge;
import com.stateset.sequencer.sync.conflict.Settlement;
import java.io.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code agent settle}: settles conflicts by policies, or asks. */
@Command(
        name = "settle",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Settles conflicts: events that were rejected because another agent was faster. 'agent conflicts' shows both sides. The next "
                    + "sync sends what comes of it.",
            "",
            "What no policy settles is asked for, one after the other, if this is run on a terminal; otherwise it is left as it is. So is "
                    + "what was rejected for itself. What is another agent's, its agent settles; a recovery has sent it again from here, "
                    + "and --include-others gives it back."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:all of them are settled",
            "1:the event is in no conflict; nothing was changed",
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_FILES_UNUSABLE,
            "6:some are left for a person: the answer says which and why; the others are settled"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class SettleCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "The rejected event's id.")
    private @Nullable UUID eventId;

    @Option(names = "--all", description = "All conflicts, in the order of sending.")
    private boolean all;

    @Option(names = "--policy", paramLabel = "[TYPE=]POLICY", description = PolicyOptions.DESCRIPTION)
    private List<String> policies = new ArrayList<>();

    @Option(
            names = "--include-others",
            description =
                    "With --all: give up here what was rejected of other agents' events, and what waits behind it of theirs. It is kept "
                            + "in DIR/evidence-rejected-AGENT.ndjson, as it is sent; the agents themselves settle it.")
    private boolean includeOthers;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> {
            if ((eventId == null) != all) {
                throw new UsageException("give the id of a rejected event, or --all");
            }
            if (includeOthers && !all) {
                throw new UsageException("--include-others goes with --all");
            }
            ConflictHandler handler = new Asking(PolicyOptions.parse("--policy", policies));
            try (SqliteOutbox outbox = options.home().open()) {
                OthersEvents others = new OthersEvents(outbox, options.home().directory());
                List<LocalEvent> givenBack = includeOthers ? others.giveBack() : List.of();
                return settle(new ConflictSettler(outbox, handler), givenBack, others);
            } catch (IllegalStateException e) {
                return options.fail(e, ExitCodes.NOT_POSSIBLE);
            }
        });
    }

    private int settle(ConflictSettler settler, List<LocalEvent> givenBack, OthersEvents others) {
        if (eventId == null) {
            boolean ignored = settler.settleAll();
        } else {
            settler.settle(eventId);
        }
        report(settler, givenBack, others);
        return settler.left().isEmpty() && others.refused().isEmpty() ? ExitCodes.DONE : ExitCodes.NOT_ALL_ACCEPTED;
    }

    private void report(ConflictSettler settler, List<LocalEvent> givenBack, OthersEvents others) {
        ObjectNode json = AgentOptions.JSON.createObjectNode();
        ArrayNode settled = json.putArray("settled");
        ArrayNode left = json.putArray("left");
        StringBuilder text = new StringBuilder();
        addGivenBack(json, text, givenBack, others.files());
        settler.settled().forEach(one -> {
            String id = one.conflict().mine().eventId().toString();
            settled.addObject()
                    .put("event_id", id)
                    .put("how", name(one.how()))
                    .set("events", EventView.localEvents(one.events()));
            text.append("event ")
                    .append(id)
                    .append(" of ")
                    .append(one.conflict().entity());
            text.append(": ").append(words(one.how(), one.events())).append(System.lineSeparator());
        });
        settler.left().forEach(one -> addLeft(left, text, one.conflict().mine(), one.why()));
        others.refused()
                .filter(one -> settler.left().stream()
                        .noneMatch(each -> each.conflict()
                                .mine()
                                .eventId()
                                .equals(one.event().eventId())))
                .ifPresent(one -> addLeft(left, text, one.event(), one.why()));
        options.print(
                json, text.isEmpty() ? "there is no conflict" : text.toString().stripTrailing());
    }

    private static void addLeft(ArrayNode left, StringBuilder text, LocalEvent event, String why) {
        left.addObject().put("event_id", event.eventId().toString()).put("why", why);
        text.append("event ")
                .append(event.eventId())
                .append(" of ")
                .append(event.event().entity())
                .append(": left, because ")
                .append(why)
                .append(System.lineSeparator());
    }

    private static void addGivenBack(
            ObjectNode json, StringBuilder text, List<LocalEvent> givenBack, Map<Path, Long> files) {
        json.set("given_back", EventView.localEvents(givenBack));
        ObjectNode kept = json.putObject("files");
        files.forEach((file, events) -> kept.put(file.toString(), events));
        givenBack.forEach(event -> text.append("event ")
                .append(event.eventId())
                .append(" of ")
                .append(event.event().entity())
                .append(": given back to its agent ")
                .append(event.event().sourceAgent())
                .append(System.lineSeparator()));
        files.forEach((file, events) ->
                text.append(events).append(" kept in ").append(file).append(System.lineSeparator()));
    }

    private static String name(Settlement how) {
        return how.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String words(Settlement how, List<LocalEvent> events) {
        if (how instanceof Settlement.Theirs) {
            return "given up";
        }
        String by = events.stream()
                .map(event -> event.eventId().toString())
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        return how instanceof Settlement.Merged merged
                ? "merged as event " + by + ": " + merged.payload()
                : "to be sent anew as event " + by;
    }

    /** Asks the person at the terminal what no policy answers. */
    private final class Asking implements ConflictHandler {

        private final ConflictHandler policies;
        private final @Nullable Console console = options.isJson() ? null : System.console();

        Asking(ConflictHandler policies) {
            this.policies = policies;
        }

        @Override
        public Settlement settle(Conflict conflict) {
            Settlement answer = policies.settle(conflict);
            boolean asks = answer instanceof Settlement.Ask && conflict.isOwn() && conflict.isVersionConflict();
            Console person = console;
            return asks && person != null ? ask(conflict, (Settlement.Ask) answer, person) : answer;
        }

        private Settlement ask(Conflict conflict, Settlement.Ask why, Console person) {
            options.out().println(ConflictView.text(conflict));
            options.out().flush();
            String line = person.readLine("%s. [t]heirs, [m]ine, m[e]rge, or leave it? ", why.why());
            return switch (line == null ? "" : line.strip()) {
                case "t" -> new Settlement.Theirs();
                case "m" -> new Settlement.Mine();
                case "e" -> JsonMerge.settle(conflict);
                default -> why;
            };
        }
    }
}
