package com.stateset.sequencer.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.KeyRegistrar;
import com.stateset.sequencer.cli.agent.scope.ScopeView;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.outbox.OutboxFacts;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.OutboxStatus;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code agent status}: how the agent is doing. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description =
                "Says how the agent is doing, without asking the server: head_sequence is what the server told last. "
                        + "from_other_devices counts events by this agent's key in the log that were not appended here, since the first sync. "
                        + "oldest_pending is the created_at of the first that waits, pending_bytes what the payloads take in the outbox. "
                        + "accepted counts all events of this agent that were ever accepted. history says what the replica was "
                        + "compared with at the latest sync: signed (a checkpoint of history_key), unsigned (a root by the server's "
                        + "word), not_shown (the server has no history tree) or unchecked; history_size, up to which event. scope is what "
                        + "the replica follows, null for all events; unseen, how many events up to pulled_through it does not hold for that.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.IS_DONE, ExitCodes.IS_WRONG_USAGE, ExitCodes.IS_FILES_UNUSABLE})
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> {
            AgentHome home = options.home();
            OutboxFacts facts = home.facts();
            try (SqliteOutbox outbox = home.openWithoutKey(facts)) {
                report(outbox.profile(), outbox.key(), outbox.status(), facts.payloadEncryption());
            }
            return ExitCodes.DONE;
        });
    }

    private void report(OutboxProfile owner, OutboxKey key, OutboxStatus status, Mode payloads) {
        ObjectNode json = EventView.profile(owner);
        json.put(
                "key_revoked_at",
                key.revokedAt() == null ? null : key.revokedAt().toString());
        json.put("payloads", payloads == Mode.DISABLED ? "clear" : "encrypted");
        ObjectNode numbers = EventView.status(status);
        json.setAll(numbers);
        json.set("scope", ScopeView.json(status.scope()));
        StringBuilder text =
                new StringBuilder("agent " + owner.agentId() + " of " + owner.stream() + ", server " + owner.server());
        numbers.properties()
                .forEach(member -> text.append(line(
                        member.getKey(),
                        member.getValue().isNull() ? "none" : member.getValue().asText())));
        text.append(line("scope", status.scope().toString()));
        options.print(json, text.toString());
        ScopeView.partial(status).ifPresent(options::note);
        EventView.otherDevice(status).ifPresent(options::note);
        key.problem().ifPresent(problem -> options.note(problem + "; " + KeyRegistrar.WAY_OUT));
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "%n  %-22s %s", name.replace('_', ' '), value);
    }
}
