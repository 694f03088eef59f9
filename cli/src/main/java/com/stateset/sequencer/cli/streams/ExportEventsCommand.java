package com.stateset.sequencer.cli.streams;

import com.stateset.sequencer.cli.files.OwnerOnly;
import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.ConfigurationException;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.SourceOptions;
import com.stateset.sequencer.cli.terminal.TerminalProgress;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.verify.HistorySource;
import com.stateset.sequencer.verify.bundle.ProofSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes the events of a stream to a file. */
@Command(
        name = "export-events",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Writes the events of a stream to a file, one JSON object a line, in the order of their numbers. Running it again goes on "
                    + "behind the last event that is in the file: after it was stopped half way, and also when the stream has grown.",
            "",
            "The lines have all that readers of a server get, and import takes them: with --check-numbers into an empty stream, "
                    + "each event gets its number again. It becomes an event of the agent that imports; signatures stay in the file. A payload "
                    + "that was erased, or is encrypted and has no key here, is null, and its line says payload_state; such a line "
                    + "cannot be imported."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the file has all events that were asked for",
            "1:the file is of another stream or another history, or begins elsewhere; it is as it was",
            "2:the command line makes no sense, or the file cannot be written",
            "3:there is no such stream, or the server or the store could not be read; running it again goes on"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  export-events --server http://localhost:8080 --tenant UUID --store UUID \\",
            "      --out orders.ndjson",
            "  import orders.ndjson --check-numbers --server URL --tenant UUID --store UUID"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class ExportEventsCommand implements Callable<Integer> {

    private static final int OTHER_HISTORY = 1;
    private static final int BEYOND_HEAD = 2;
    private static final int NO_SUCH_STREAM = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SourceOptions source;

    @Option(names = "--from", paramLabel = "N", description = "The first event. Default: 1, or that of the file.")
    private @Nullable Long from;

    @Option(names = "--to", paramLabel = "N", description = "The last event. Default: the head.")
    private @Nullable Long to;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description =
                    "Where the events go, for its owner only. If it is there, it must be an export of the same stream; it is "
                            + "closed to others.")
    private Path file;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public ExportEventsCommand() {}

    @Override
    public Integer call() throws Exception {
        if ((from != null && from < 1) || (to != null && to < (from == null ? 1 : from))) {
            throw new ParameterException(spec.commandLine(), "--from is 1 or more, and --to no less than --from");
        }
        return Reading.run(spec, () -> {
            try (ProofSource opened = source.open(System.getenv());
                    ExportFile export = open()) {
                return export(opened.history(), export);
            } catch (IOException e) {
                throw unusable(e.getMessage() + " (" + e.getClass().getSimpleName() + ")");
            }
        });
    }

    private ExportFile open() throws IOException {
        FileChannel channel = OwnerOnly.openFile(file);
        try {
            return new ExportFile(channel, source.stream());
        } catch (ConfigurationException e) {
            channel.close();
            throw unusable(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private ConfigurationException unusable(String why) {
        return new ConfigurationException("cannot write to " + file + ": " + why);
    }

    private int export(HistorySource history, ExportFile export) throws IOException {
        long head = history.head();
        if (head == 0) {
            return refuse("there is no such stream: " + source.stream(), NO_SUCH_STREAM);
        }
        if (from != null && from > head + 1) {
            return refuse("--from: the stream ends with event " + head, BEYOND_HEAD);
        }
        String problem = problem(history, export);
        if (problem != null) {
            return refuse(file + ": " + problem, OTHER_HISTORY);
        }
        export.takeOver();
        if (Files.isRegularFile(file) && OwnerOnly.isOpenToOthers(file)) {
            OwnerOnly.close(file);
        }
        long first = export.first().map(ExportFile.Entry::number).orElse(from == null ? 1 : from);
        long next = export.last().map(entry -> entry.number() + 1).orElse(first);
        long last = to == null ? head : Math.min(to, head);
        EventExport run = new EventExport(history, export, source.isServer());
        try (TerminalProgress progress = TerminalProgress.start("export", " events", 1)) {
            run.run(first, next, last, progress::step);
        } catch (SequencerException e) {
            export.force();
            throw e;
        }
        report(run.summary(file, first, Math.max(next - 1, last), head));
        return 0;
    }

    /** Returns why this stream's events cannot go on in the file; null if they can. */
    private @Nullable String problem(HistorySource history, ExportFile export) {
        ExportFile.Entry begun = export.first().orElse(null);
        ExportFile.Entry last = export.last().orElse(null);
        if (begun == null || last == null) {
            return null;
        }
        if (!begun.stream().equals(source.stream())) {
            return "it holds events of stream " + begun.stream();
        }
        if (from != null && from != begun.number()) {
            return "it begins with event " + begun.number() + ", not " + from;
        }
        boolean same = history.events(last.number(), 1).stream()
                .anyMatch(event -> event.sequenceNumber() == last.number()
                        && event.event().eventId().equals(last.eventId()));
        return same ? null : "its last event, " + last.number() + ", is not the stream's: this is another history";
    }

    private void report(EventExport.Summary summary) {
        json.print(summary, summary.words(source.stream()));
    }

    private int refuse(String sentence, int exitCode) {
        return Reading.fail(spec, "export-events: ", sentence, exitCode);
    }
}
