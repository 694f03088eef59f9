package com.stateset.sequencer.cli.agent.recover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agent trust}: names the key of a sequencer that is to be trusted. */
@Command(
        name = "trust",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Trusts the sequencer that has this public key, which you know from elsewhere, such as from the one who runs the server. "
                    + "The server is asked whether it has that key.",
            "",
            "If it is the sequencer of the first contact, with one key more, then from now on that key alone signs the stream's history. "
                    + "If it is another one, as after a server was lost with its key, then 'agent recover' may go over to its history; "
                    + "until then nothing changes."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.IS_DONE,
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_SERVER_AWAY,
            "4:the server does not show that key",
            ExitCodes.IS_FILES_UNUSABLE
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class TrustCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Option(names = "--sequencer-key", required = true, paramLabel = "HEX", description = "The sequencer's public key.")
    private String key;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> {
            Ed25519PublicKey trusted = UsageException.key("--sequencer-key", key);
            AgentHome home = options.home();
            try (SqliteOutbox outbox = home.openWithoutKey();
                    HttpTransport transport = home.transport(outbox.profile());
                    SyncAgent agent = SyncAgent.builder(outbox, transport).build()) {
                report(trusted, agent.trustSequencer(trusted));
            }
            return ExitCodes.DONE;
        });
    }

    private void report(Ed25519PublicKey trusted, boolean recoveryNeeded) {
        ObjectNode json = AgentOptions.JSON
                .createObjectNode()
                .put("sequencer_key", trusted.toHex())
                .put("recovery_needed", recoveryNeeded);
        options.print(
                json,
                "key " + trusted
                        + (recoveryNeeded
                                ? " is that of another sequencer than before; 'agent recover' goes over to its history"
                                : " signs the stream's history from now on, and no other"));
    }
}
