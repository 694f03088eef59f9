package com.stateset.sequencer.cli.agent.recipient;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.encryption.RecipientDirectory;
import com.stateset.sequencer.sync.encryption.RecipientKeys;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code agent recipients}: asks whom events can be encrypted for. */
@Command(
        name = "recipients",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Asks the server for the encryption keys of other agents, checks them, and keeps them for 'agent append --encrypt-to', "
                    + "which then needs no network. Those that are kept already are asked for again; a key that was revoked goes, and so does "
                    + "one whose signing key was revoked: the answer says why.",
            "",
            "A key counts only if a signing key of its agent has signed for it, which is pinned once it was seen."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.IS_DONE,
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_SERVER_AWAY,
            ExitCodes.IS_HISTORY_MISMATCH,
            ExitCodes.IS_FILES_UNUSABLE
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class RecipientsCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Parameters(paramLabel = "AGENT", arity = "0..*", description = "The agents to be added, by their ids.")
    private List<UUID> added = List.of();

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> {
            AgentHome home = options.home();
            RecipientBook book = new RecipientBook(home);
            SortedMap<UUID, List<RecipientKey>> agents;
            SortedMap<UUID, RecipientKeys> answers = new TreeMap<>();
            try (SqliteOutbox outbox = home.open();
                    HttpTransport transport = home.transport(outbox.profile())) {
                agents = book.all();
                added.forEach(agent -> agents.putIfAbsent(agent, List.of()));
                agents.keySet().forEach(agent -> answers.put(agent, RecipientDirectory.ask(agent, outbox, transport)));
            }
            agents.replaceAll((agent, before) -> of(answers, agent).usable());
            book.write(agents);
            report(answers);
            return ExitCodes.DONE;
        });
    }

    private static RecipientKeys of(SortedMap<UUID, RecipientKeys> answers, UUID agent) {
        return answers.getOrDefault(agent, RecipientKeys.NONE);
    }

    private void report(SortedMap<UUID, RecipientKeys> agents) {
        ObjectNode json = AgentOptions.JSON.createObjectNode();
        ArrayNode array = json.putArray("recipients");
        agents.forEach((agent, keys) -> {
            ObjectNode node = array.addObject().put("agent_id", agent.toString());
            ArrayNode shown = node.putArray("keys");
            keys.usable()
                    .forEach(key -> shown.addObject()
                            .put("key_id", key.keyId())
                            .put("public_key", key.publicKey().toHex()));
            ArrayNode unusable = node.putArray("unusable");
            keys.unusable().forEach((id, why) -> {
                unusable.addObject().put("key_id", id).put("why", why);
                options.note("key " + id + " of agent " + agent + " is not encrypted for: " + why);
            });
        });
        options.print(
                json,
                agents.isEmpty()
                        ? "no recipients are kept; 'agent recipients AGENT' adds one"
                        : agents.entrySet().stream()
                                .map(agent -> agent.getKey() + "  " + words(agent.getValue()))
                                .collect(Collectors.joining("\n")));
    }

    private static String words(RecipientKeys keys) {
        return keys.usable().isEmpty()
                ? "no encryption key" + (keys.unusable().isEmpty() ? "" : " that can be used")
                : keys.usable().stream()
                        .map(key -> "key " + key.keyId() + " " + key.publicKey())
                        .collect(Collectors.joining(", "));
    }
}
