package com.stateset.sequencer.cli;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.PayloadVariables;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.StoreOptions;
import com.stateset.sequencer.cli.terminal.TerminalProgress;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sealing.Reencryption;
import com.stateset.sequencer.sealing.Reencryption.Result;
import com.stateset.sequencer.spi.EventStore;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code reencrypt-events}: all payloads come to the current key. */
@Command(
        name = "reencrypt-events",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Encrypts the payloads of stored events that are plain, and brings keys up to date: the data keys of entities are wrapped "
                    + "with the current key, and payloads of before there were data keys get some. A server may run meanwhile, on the same keys. May be stopped at any moment and run again: what is done is passed over.",
            "",
            "Keys are those of the environment: PAYLOAD_ENCRYPTION_KEY or _KEYS (the current one first, then those that payloads "
                    + "still have), PAYLOAD_ENCRYPTION_KEYS_BY_TENANT.",
            "",
            "What was plain may stay in free space of the database until VACUUM (SQLite) or VACUUM FULL (PostgreSQL), in its "
                    + "write-ahead log until that has gone round, and in backups."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every payload has the current key, or would have it",
            "2:the command line or a key makes no sense",
            "3:the store could not be read or written, or a payload could not be decrypted; what came before it is done"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class ReencryptCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions storeOptions;

    @Option(names = "--dry-run", description = "Only say what would be done; decrypts all the same.")
    private boolean dryRun;

    @Mixin
    private JsonOption json;

    private final Map<String, String> environment;

    /** Made by picocli. */
    public ReencryptCommand() {
        this(System.getenv());
    }

    ReencryptCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            PayloadEncryption encryption = PayloadVariables.storing(environment);
            if (encryption.mode() == Mode.DISABLED) {
                throw new ParameterException(
                        spec.commandLine(), "payload encryption is disabled: set PAYLOAD_ENCRYPTION_KEY");
            }
            Result total = dryRun
                    ? run(encryption)
                    : storeOptions.perform(
                            StoreOptions.deed(AuditAction.PAYLOADS_REENCRYPTED, Map.of()),
                            environment,
                            () -> run(encryption),
                            ReencryptCommand::details);
            json.print(
                    new Total(total.looked(), total.encrypted(), total.rekeyed(), total.dataKeys(), dryRun),
                    total.looked() + " events: " + total.encrypted() + " payloads "
                            + (dryRun ? "would be" : "were") + " encrypted, " + total.rekeyed()
                            + (dryRun ? " would be" : " were") + " moved to a key of their entity; " + total.dataKeys()
                            + " data keys " + (dryRun ? "would be" : "were") + " moved to the current key"
                            + (dryRun ? " (nothing was written)" : ""));
            return 0;
        });
    }

    private Result run(PayloadEncryption encryption) {
        try (EventStore store = storeOptions.existing(environment).open();
                TerminalProgress progress = TerminalProgress.start("encrypting", " events", 1)) {
            Reencryption reencryption = new Reencryption(store, encryption);
            Result total = new Result(0, 0, 0, 0);
            for (StreamId stream : store.allStreams().toList()) {
                long before = total.looked();
                total = total.plus(reencryption.run(
                        stream, dryRun, (so, head) -> progress.step(before + so.looked(), before + head)));
            }
            return total;
        }
    }

    private static Map<String, ?> details(Result done) {
        return Map.of("encrypted", done.encrypted(), "rekeyed", done.rekeyed(), "data_keys", done.dataKeys());
    }

    /** What was done; of a dry run, what would be. */
    record Total(long events, long encrypted, long rekeyed, long dataKeys, boolean dryRun) {}
}
