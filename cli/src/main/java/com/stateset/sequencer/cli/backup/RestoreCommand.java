package com.stateset.sequencer.cli.backup;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.AuditVariable;
import com.stateset.sequencer.cli.serve.ConfigurationException;
import com.stateset.sequencer.cli.serve.PayloadVariables;
import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.CheckpointFile;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.SigningKeys;
import com.stateset.sequencer.cli.source.StoreOptions;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.server.StartException;
import com.stateset.sequencer.spi.EventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts a backup in the place of a server's database. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Puts a backup of a server on SQLite in the place of its database, or where none is. Audits all of it first, as "
                    + "verify-stream does. The server must be stopped; the database that was there is kept under another name.",
            "",
            "Events that came after the backup are not in it, and the server would give their numbers to others. So it is refused if "
                    + "the database that is there has such events. If that one is lost, nothing but agents, monitors and checkpoints "
                    + "knows of them: give those that you have with --checkpoint.",
            "",
            "Agents that hold such events refuse the restored server (exit 4) and lose nothing. Start it, say 'accept-history' for "
                    + "each stream, and then 'agent recover' on each device: it sends its own events again, and others' signed ones, "
                    + "and they get new numbers."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the backup is in place",
            "1:the backup is damaged, or lacks events; nothing was changed",
            "2:the command line makes no sense, or DIR cannot be a data directory",
            "3:the backup could not be read or is not whole, or the database that is there is in use or cannot be read; nothing was "
                    + "changed"
        },
        footerHeading = "%nExample:%n",
        footer = "  restore --data sequencer-data --from /backups/events-2026-01-31.db")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class RestoreCommand implements Callable<Integer> {

    private static final int REFUSED = 1;
    private static final int MOST_SENTENCES = 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The data directory of the server; made if there is none.")
    private Path directory;

    @Option(names = "--from", required = true, paramLabel = "FILE", description = "The backup. It stays as it is.")
    private Path backup;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description =
                    "A signed checkpoint of a stream, which verify-stream --save-checkpoint has kept: the backup must have all "
                            + "events up to it. May be repeated.")
    private List<Path> checkpoints = new ArrayList<>();

    @Option(
            names = "--accept-missing-events",
            description =
                    "Restore although the database that is there has events that the backup lacks: they are lost to the "
                            + "server, and their numbers are given to others.")
    private boolean acceptMissing;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public RestoreCommand() {}

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            StoreConfig.Embedded target = new StoreConfig.Embedded(directory);
            Path database = StoreOptions.file(target);
            requireFiles(database);
            target.prepare();
            try (Restoration restoration = Restoration.begin(backup, database)) {
                return restore(restoration, target);
            } catch (IOException e) {
                throw new StartException(
                        "cannot write to " + directory + ": " + e.getMessage() + " ("
                                + e.getClass().getSimpleName() + ")",
                        e);
            }
        });
    }

    private void requireFiles(Path database) throws IOException {
        if (!Files.isRegularFile(backup)) {
            throw new ConfigurationException("--from: there is no file " + backup);
        }
        if (Files.exists(database) && Files.isSameFile(backup, database)) {
            throw new ConfigurationException("--from: " + backup + " is the database itself");
        }
    }

    private int restore(Restoration restoration, StoreConfig.Embedded target) throws IOException {
        List<String> missing = restoration.missing();
        if (!missing.isEmpty() && !acceptMissing) {
            return refuse(missing);
        }
        List<BackupAudit.Finding> findings = new BackupAudit(
                        restoration.store(),
                        checkpoints.stream().map(CheckpointFile::read).toList())
                .run();
        if (findings.stream().anyMatch(BackupAudit.Finding::isDamaged)) {
            return refuseDamaged(findings);
        }
        List<String> notes = new ArrayList<>();
        keyNote(restoration.store(), target).ifPresent(notes::add);
        auditNote(restoration, target, missing).ifPresent(notes::add);
        Restoration.Outcome outcome = restoration.finish(acceptMissing);
        if (!outcome.refusal().isEmpty()) {
            return refuse(outcome.refusal());
        }
        report(RestoreReport.of(backup, target, outcome.replaced(), findings, missing, noteOf(notes)));
        return 0;
    }

    private static Optional<String> noteOf(List<String> sentences) {
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", sentences));
    }

    /** A server that does not find its key makes another one, which agents and monitors do not trust. */
    private static Optional<String> keyNote(EventStore store, StoreConfig.Embedded target) {
        SortedMap<Integer, Ed25519PublicKey> keys = store.identity().keys();
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        Ed25519PublicKey current = Objects.requireNonNull(keys.get(keys.lastKey()));
        return SigningKeys.current(store, SigningKeys.atHand(target, System.getenv()))
                        .isPresent()
                ? Optional.empty()
                : Optional.of("The key that it signed with, " + current
                        + ", is not at hand: put sequencer-signing-key back, or set VES_SEQUENCER_SIGNING_KEY, before the server"
                        + " starts. With another key, agents and monitors refuse it.");
    }

    /** Has the restored audit log tell of it; returns why it does not. */
    private Optional<String> auditNote(Restoration restoration, StoreConfig target, List<String> missing) {
        Map<String, String> environment = System.getenv();
        if (!AuditVariable.isOn(environment)) {
            return Optional.empty();
        }
        AuditDeed deed = StoreOptions.deed(
                AuditAction.DATABASE_RESTORED,
                Map.of("backup", String.valueOf(backup.getFileName()), "lost", first(missing)));
        return restoration
                .writeDown(deed, PayloadVariables.storing(environment), SigningKeys.atHand(target, environment))
                .map(why -> "Its audit log does not tell of this: " + why + ".");
    }

    /** A store may have any number of streams; an entry, and a sentence, has a bound. */
    private static List<String> first(List<String> sentences) {
        return sentences.size() <= MOST_SENTENCES
                ? sentences
                : Stream.concat(
                                sentences.stream().limit(MOST_SENTENCES),
                                Stream.of("and " + (sentences.size() - MOST_SENTENCES) + " further streams"))
                        .toList();
    }

    private void report(RestoreReport report) {
        json.print(report, report.words());
    }

    private int refuse(List<String> missing) {
        return refuse("the database in " + directory
                + " has events that the backup lacks, and the server would give their numbers to "
                + "others: " + String.join("; ", first(missing))
                + ". If it is sound, keep it. To lose them on purpose: --accept-missing-events");
    }

    private int refuseDamaged(List<BackupAudit.Finding> findings) {
        List<String> damaged = findings.stream()
                .filter(BackupAudit.Finding::isDamaged)
                .map(finding -> finding.words().strip())
                .toList();
        return refuse("the backup is not restored: " + String.join("; ", first(damaged)));
    }

    private int refuse(String sentence) {
        return Reading.fail(spec, "restore: ", sentence, REFUSED);
    }
}
