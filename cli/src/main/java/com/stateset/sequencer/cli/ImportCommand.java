package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.ingest.ImportProgress;
import com.stateset.sequencer.cli.ingest.ImportStoppedException;
import com.stateset.sequencer.cli.ingest.Importer;
import com.stateset.sequencer.cli.ingest.RejectsFile;
import com.stateset.sequencer.cli.ingest.Target;
import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.rows.InputPlace;
import com.stateset.sequencer.cli.rows.RowIds;
import com.stateset.sequencer.cli.rows.RowReader;
import com.stateset.sequencer.cli.rows.UnusableInputException;
import com.stateset.sequencer.cli.serve.VersionProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a file into a stream; running it again adds nothing. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Reads a file of events, or of rows to make events of, into a stream of a server. The file may be compressed with gzip, or be "
                    + "a pipe, or - for the standard input.",
            "",
            "Every row has an id of its own: the name-based UUID (version 5) of stream, line number and text, or the "
                    + "event_id on its line. So running it again adds nothing, also after it was stopped half way, and also if "
                    + "the file has a new name. Rows that are not accepted go to a file, with line number and reason."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every row is in the stream",
            "1:some rows were rejected, or the file could not be read to its end, or a number would be another one "
                    + "(--check-numbers); the others are in",
            "2:the command line or the file makes no sense; nothing was sent",
            "3:the server stayed away or refused the request; running the same command again goes on"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  import events.ndjson --server http://localhost:8080 \\",
            "      --tenant UUID --store UUID",
            "  ssh till cat a.ndjson.gz | import - --server URL --tenant UUID --store UUID",
            "  import orders.csv --server URL --tenant UUID --store UUID \\",
            "      --entity-type order --entity-id '{order_no}' --event-type order.placed \\",
            "      --payload order_no,quantity=int,total=number \\",
            "      --created-at placed:dd.MM.yyyy"
        })
public final class ImportCommand implements Callable<Integer> {

    private static final int SOME_REJECTED = 1;
    private static final int SERVER_AWAY = 3;
    private static final int MAX_BATCH = 1000;
    private static final int MAX_IN_FLIGHT = 16;
    private static final String PIPED_REJECTS = "import.rejected.ndjson";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file to read; - for the standard input.")
    private Path path;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private FileOptions file;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "How many rows to send at once, up to " + MAX_BATCH + ". Default: ${DEFAULT-VALUE}.")
    private int batch = 500;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "How many batches may be on their way at once, up to " + MAX_IN_FLIGHT
                    + ". With one, the order of " + "the rows is the order of the numbers. Default: ${DEFAULT-VALUE}.")
    private int inFlight = 1;

    @Option(
            names = "--rejects",
            paramLabel = "PATH",
            description = "Where rejected rows go; an older file there is replaced. Default: " + PIPED_REJECTS
                    + " for a pipe, else FILE.rejected.ndjson.")
    private @Nullable Path rejectsPath;

    @Option(
            names = "--check-numbers",
            description =
                    "The events must get the sequence_number that their lines say, as export-events writes them. Stops "
                            + "before something is sent that would get another one. Which events the server rejects is known only when "
                            + "their batch was sent: those behind one in its batch are in the stream then, under other numbers. With "
                            + "--batch 1 there are none.")
    private boolean checkNumbers;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws InterruptedException {
        Target target = checkedTarget();
        try (RowReader rows = open();
                RejectsFile rejects = new RejectsFile(rejectsPath())) {
            return run(target, rows, rejects);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "cannot use " + problemWith(e));
        }
    }

    private int run(Target target, RowReader rows, RejectsFile rejects) throws IOException, InterruptedException {
        long start = System.nanoTime();
        ImportProgress progress = ImportOnTerminal.of(spec.commandLine().getErr(), new InputPlace(path));
        Importer importer = new Importer(target, rejects, progress, checkNumbers);
        String trouble = null;
        int exitCode = 0;
        try (progress) {
            importer.run(rows, batch, inFlight);
        } catch (ImportStoppedException e) {
            trouble = e.getMessage()
                    + (e.isPassing() ? ". Run the same command again to go on; what is in is not added twice." : "");
            exitCode = e.isPassing() ? SERVER_AWAY : SOME_REJECTED;
        } catch (IOException e) {
            trouble = "stopped, because of " + problemWith(e);
            exitCode = SOME_REJECTED;
        }
        ImportSummary summary = new ImportSummary(
                new InputPlace(path), connection.stream(), importer.tally(), System.nanoTime() - start);
        json.print(summary.json(rejects.path(), trouble));
        if (!json.isOn() && (trouble == null || importer.tally().rows() > 0)) {
            summary.print(spec.commandLine().getOut(), rejects.path());
        }
        spec.commandLine().getOut().flush();
        if (trouble != null) {
            spec.commandLine().getErr().println("import: " + trouble);
        }
        return exitCode == 0 && importer.tally().rejected() > 0 ? SOME_REJECTED : exitCode;
    }

    private RowReader open() throws IOException {
        InputPlace place = new InputPlace(path);
        if (!place.isStandardInput() && Files.isDirectory(path)) {
            throw new ParameterException(spec.commandLine(), path + " is a folder; name a file in it");
        }
        if (!place.isStandardInput() && !Files.exists(path)) {
            throw new ParameterException(spec.commandLine(), "there is no file " + path);
        }
        try {
            return file.file(place, connection.agent()).open(new RowIds(connection.stream()));
        } catch (UnusableInputException e) {
            throw new ParameterException(spec.commandLine(), path + ": " + e.getMessage());
        }
    }

    private Target checkedTarget() {
        require("--batch", batch, MAX_BATCH);
        require("--in-flight", inFlight, MAX_IN_FLIGHT);
        if (checkNumbers && inFlight > 1) {
            throw new ParameterException(
                    spec.commandLine(), "--check-numbers takes one batch at a time: --in-flight 1");
        }
        try {
            Target target = connection.target();
            target.client();
            return target;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--server: " + e.getMessage());
        }
    }

    private void require(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw new ParameterException(spec.commandLine(), option + " is " + value + "; it must be 1 to " + max);
        }
    }

    private Path rejectsPath() {
        Path beside = Path.of(new InputPlace(path).isFile() ? path + ".rejected.ndjson" : PIPED_REJECTS);
        Path rejects = rejectsPath != null ? rejectsPath : beside;
        if (rejects.toAbsolutePath().normalize().equals(path.toAbsolutePath().normalize())) {
            throw new ParameterException(spec.commandLine(), "--rejects is the file itself");
        }
        return rejects;
    }

    private static String problemWith(IOException e) {
        return e.getMessage() + " (" + e.getClass().getSimpleName() + ")";
    }
}
