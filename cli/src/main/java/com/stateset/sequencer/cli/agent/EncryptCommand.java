package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.PayloadKeys;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.terminal.TerminalProgress;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadKeyring;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agent encrypt}: encrypts the payloads of an agent that is there. */
@Command(
        name = "encrypt",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Encrypts all payloads in the outbox and the replica, those that are there and all that come, and writes the file anew, "
                    + "so that nothing of the clear ones is left in it. Other commands may run meanwhile, except a sync "
                    + "--watch from before, which ends. Killed, it is run again.",
            "",
            "The keys are those of DIR/payload-keys, one a line, the current one first, or of PAYLOAD_ENCRYPTION_KEY or _KEYS; "
                    + "the file is made if there are none. Keep a copy of it elsewhere: without it, what is in DIR cannot be "
                    + "read.",
            "",
            "Run again, it encrypts everything with the current key, also what an earlier one has encrypted."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.IS_DONE, ExitCodes.IS_WRONG_USAGE, ExitCodes.IS_FILES_UNUSABLE})
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class EncryptCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Option(names = "--new-key", description = "Put a new key before those of DIR/payload-keys first.")
    private boolean newKey;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> {
            AgentHome home = options.home();
            home.facts();
            PayloadKeys keys = home.payloadKeys();
            if (newKey) {
                keys.addNew();
            }
            long sealed = encrypt(home, keys.ringOrNew());
            options.print(
                    AgentOptions.JSON.createObjectNode().put("encrypted", sealed), sealed + " payloads are encrypted");
            return ExitCodes.DONE;
        });
    }

    private static long encrypt(AgentHome home, PayloadKeyring keys) {
        try (SqliteOutbox outbox = SqliteOutbox.reopen(
                        home.outboxFile(), owner -> null, PayloadEncryption.of(Mode.OPTIONAL, keys));
                TerminalProgress bar = TerminalProgress.start("encrypt", " payloads", 1)) {
            return outbox.encryptPayloads(done -> bar.step(done, done));
        }
    }
}
