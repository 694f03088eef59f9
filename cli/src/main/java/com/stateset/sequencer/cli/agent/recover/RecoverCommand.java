package com.stateset.sequencer.cli.agent.recover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.BatchOption;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.KeyRegistrar;
import com.stateset.sequencer.cli.agent.recipient.EncryptionKeyFiles;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.SequencerPin;
import com.stateset.sequencer.sync.SyncListener;
import com.stateset.sequencer.sync.agent.Recovery;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.http.HttpTransport;
import com.stateset.sequencer.sync.recovery.LostEvent;
import java.io.Console;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agent recover}: goes over to the history of a server that has lost events, and sends them again. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "For a server that was restored from a backup, has begun anew or was replaced: shows what it has, and what is held here that "
                    + "it has not, each event with its old place and its receipt. Keeps that in "
                    + "DIR/evidence-lost-FROM-TO.ndjson, with the signed checkpoint that proves that it was accepted once.",
            "",
            "Then, once you confirm, goes over to the server's history, and sends the lost events again, in their old order and with "
                    + "their ids: however many agents do so, the server has each of them once. This agent's own go back into its "
                    + "queue; with --policy resend, so do other agents' signed ones, in their authors' names, if the server "
                    + "lets this API key do so. Others' unsigned ones go to DIR/evidence-unsigned-AGENT.ndjson, for 'import'.",
            "",
            "A server with another id or another key than before is recovered to only if it shows the key that has signed the history "
                    + "held here, or the one that 'agent trust --sequencer-key' has named.",
            "",
            "Killed, it is run again. If nothing was lost, it says so and changes nothing; what an earlier run has queued and not sent is "
                    + "tried once more, perhaps with another key."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:the agent follows the server's history, or did so already; the answer says what came back and what did not",
            "1:it was not confirmed, or the outbox was changed meanwhile: nothing was changed but the evidence written",
            ExitCodes.IS_WRONG_USAGE,
            "3:the server could not be reached or refused; if the history was accepted already, 'agent sync' goes on",
            "4:the server is another one, and shows no key that is trusted",
            ExitCodes.IS_FILES_UNUSABLE
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class RecoverCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Mixin
    private BatchOption batch;

    @Option(names = "--yes", description = "Do not ask for a confirmation.")
    private boolean yes;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "What becomes of other agents' signed events: resend, or export to "
                    + "DIR/evidence-signed-AGENT.ndjson. Default: ${DEFAULT-VALUE}.")
    private Policy policy = Policy.resend;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description =
                    "A file with an API key that may send for other agents, too; it is used for this once and not kept.")
    private @Nullable Path apiKeyFile;

    /** As they are written on the command line. */
    enum Policy {
        resend,
        export
    }

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> {
            AgentHome home = options.home();
            try (SqliteOutbox outbox = home.openWithoutKey();
                    HttpTransport transport = transport(home, outbox.profile());
                    SyncAgent agent = agent(outbox, transport)) {
                return recover(home, outbox.profile(), outbox, transport, agent);
            }
        });
    }

    private HttpTransport transport(AgentHome home, OutboxProfile owner) {
        return apiKeyFile == null ? home.transport(owner) : home.transport(owner, apiKeyFile);
    }

    private SyncAgent agent(SqliteOutbox outbox, HttpTransport transport) {
        return batch.applyTo(SyncAgent.builder(outbox, transport))
                .evidence(evidence -> options.keep(evidence))
                .listener(new SyncListener() {
                    @Override
                    public void othersRefused(String message) {
                        options.note(EventView.othersRefused(message));
                    }
                })
                .build();
    }

    private int recover(
            AgentHome home, OutboxProfile owner, SqliteOutbox outbox, HttpTransport transport, SyncAgent agent) {
        Recovery recovery = agent.recovery();
        RecoveryReport report = new RecoveryReport(recovery, outbox, policy == Policy.resend);
        if (!recovery.isNeeded()) {
            if (outbox.status().fromOthers() > 0) {
                agent.syncOnce();
            }
            options.print(report.json(Map.of()), report.nothingLost());
            return ExitCodes.DONE;
        }
        Map<Integer, Ed25519PublicKey> keys =
                outbox.journal().sequencer().map(SequencerPin::keys).orElse(new TreeMap<>());
        List<LostEvent> first = new ArrayList<>();
        List<LostPlace> lost = new ArrayList<>();
        Map<Path, Long> files;
        try {
            files = new RecoveryFiles(home.directory(), owner, policy == Policy.export)
                    .save(recovery, new TreeMap<>(keys), event -> {
                        lost.add(LostPlace.of(event));
                        if (first.size() < RecoveryReport.SHOWN) {
                            first.add(event);
                        }
                    });
        } catch (IllegalStateException e) {
            return options.fail(e, ExitCodes.NOT_POSSIBLE);
        }
        tell(report.plan(first, files));
        if (!yes && !isConfirmed()) {
            ObjectNode json = report.json(files).put("recovered", false);
            options.print(json, "nothing was changed");
            options.note("not confirmed; 'agent recover --yes' goes over to the server's history");
            return ExitCodes.NOT_POSSIBLE;
        }
        // Before the history is accepted: killed in between, the next command registers the key at least once more.
        home.registrationFile().delete();
        try {
            recovery.accept(policy == Policy.resend);
        } catch (IllegalStateException e) {
            return options.fail(e, ExitCodes.NOT_POSSIBLE);
        }
        return refill(home, outbox, transport, agent, new RecoveryOutcome(report, outbox, lost), files);
    }

    /** The history is accepted: from here on, whatever happens, 'agent sync' goes on. */
    private int refill(
            AgentHome home,
            SqliteOutbox outbox,
            HttpTransport transport,
            SyncAgent agent,
            RecoveryOutcome outcome,
            Map<Path, Long> files) {
        KeyRegistrar registrar = new KeyRegistrar(home, outbox.profile());
        Optional<String> problem = registrar.isDone() ? Optional.empty() : registrar.attempt(transport);
        problem.or(() -> registrar.olderKeys(transport, outbox))
                .or(() -> encryptionKeys(home, outbox.profile(), transport))
                .ifPresent(options::note);
        Optional<TransportException> failure = sync(agent);
        options.print(outcome.json(files), outcome.text());
        if (failure.isPresent()) {
            throw failure.get();
        }
        return ExitCodes.DONE;
    }

    /** A server that has begun anew has lost them, too. */
    private static Optional<String> encryptionKeys(AgentHome home, OutboxProfile owner, HttpTransport transport) {
        if (owner.keyId() == 0) {
            return Optional.empty();
        }
        try {
            Map<Long, Instant> ignored = new EncryptionKeyFiles(home).register(owner, transport);
            return Optional.empty();
        } catch (TransportException e) {
            return Optional.of("the agent's encryption keys are not registered: " + e.getMessage()
                    + "; 'agent key encryption' tries again");
        }
    }

    private Optional<TransportException> sync(SyncAgent agent) {
        try {
            agent.syncOnce();
            return Optional.empty();
        } catch (TransportException e) {
            options.note("the server's history is accepted, and what was lost waits to be sent; 'agent sync' goes on");
            return Optional.of(e);
        }
    }

    private void tell(String plan) {
        if (!options.isJson()) {
            options.out().println(plan);
            options.out().flush();
        }
    }

    @SuppressWarnings("SystemConsoleNull") // where nobody can answer, the answer is no
    private boolean isConfirmed() {
        Console console = System.console();
        return !options.isJson()
                && console != null
                && "y".equalsIgnoreCase(console.readLine("Go over to the server's history? [y/N] "));
    }
}
