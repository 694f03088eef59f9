package com.stateset.sequencer.cli.backup;

import com.stateset.sequencer.cli.files.FileNames;
import com.stateset.sequencer.cli.files.OwnerOnly;
import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.ConfigurationException;
import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.StoreOptions;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.server.StartException;
import com.stateset.sequencer.sqlite.SqliteBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a backup of a server on SQLite. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Makes a backup of a server on SQLite, while the server runs or not: one file, whole by itself, of all streams as "
                    + "they are at one moment. restore brings it back.",
            "",
            "The keys are not in it: keep copies of sequencer-signing-key and of PAYLOAD_ENCRYPTION_KEY apart from it. "
                    + "Of PostgreSQL, pg_dump makes backups: see docs/operations.md."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the backup is made, and on the disk",
            "2:the command line makes no sense, or the file is there already",
            "3:the store could not be read, is not whole, or the backup could not be written"
        },
        footerHeading = "%nExample:%n",
        footer = "  backup --data sequencer-data --out /backups/events-2026-01-31.db")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class BackupCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions store;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where the backup goes, for its owner only. It must not be there yet.")
    private Path file;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public BackupCommand() {}

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            Path database = database(store.existing(System.getenv()));
            if (Files.exists(file)) {
                throw new ConfigurationException("--out: " + file + " is there already, and is not overwritten");
            }
            try {
                write(database);
                report(database);
                return 0;
            } catch (IOException e) {
                throw new StartException(
                        "cannot write " + file + ": " + e.getMessage() + " ("
                                + e.getClass().getSimpleName() + ")",
                        e);
            }
        });
    }

    private static Path database(StoreConfig config) {
        if (config instanceof StoreConfig.Embedded embedded) {
            return StoreOptions.file(embedded);
        }
        throw new ConfigurationException(
                "a PostgreSQL database is backed up with pg_dump, as docs/operations.md says; for a server on SQLite give --data");
    }

    /** Under a name of its own until it is whole: two backups at once do not write to one file. */
    private void write(Path database) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part-" + UUID.randomUUID());
        OwnerOnly.createFile(part);
        try {
            ShownCopy.make("backup", database, part);
            Files.move(part, file);
            FileNames.force(file);
        } catch (IOException | SequencerException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    private void report(Path database) throws IOException {
        List<BackedUpStream> streams =
                SqliteBackup.tips(file).stream().map(BackedUpStream::of).toList();
        Report report = new Report(database.toString(), file.toString(), Files.size(file), streams);
        json.print(report, report.words());
    }

    /**
     * What is in the backup.
     *
     * @param bytes its size
     */
    record Report(String database, String file, long bytes, List<BackedUpStream> streams) {

        String words() {
            StringBuilder text = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%s is a backup of %s: %,d streams, %,d events, %,d bytes%n",
                    file,
                    database,
                    streams.size(),
                    streams.stream().mapToLong(BackedUpStream::head).sum(),
                    bytes));
            streams.forEach(stream -> text.append(stream.words()).append(System.lineSeparator()));
            return text.append("The keys are not in it: keep copies of them apart from it.")
                    .toString();
        }
    }
}
