package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.Termination;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.ServerOptions;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.protocol.http.Retries;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.tlog.VerifierKey;
import com.stateset.sequencer.verify.monitor.AcceptedBreak;
import com.stateset.sequencer.verify.monitor.Alarm;
import com.stateset.sequencer.verify.monitor.LogMonitor;
import com.stateset.sequencer.verify.monitor.MonitorReport;
import com.stateset.sequencer.verify.monitor.MonitorSettings;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code monitor}: watches a sequencer from outside. */
@Command(
        name = "monitor",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Watches a server: that no history it has shown is ever shown another way.",
            "",
            "Follows the log of heads, entry by entry, and each stream that the API key may read, and remembers what it saw. "
                    + "An alarm is one line of JSON on the standard output, and a call of the webhook; with --json, so is what each "
                    + "look at the start and the end has found, with the member status. Run it where the "
                    + "operator of the server cannot reach it, and keep the state file: it is what the monitor is worth."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is well (--once), or it was stopped",
            "2:the command line or the state file makes no sense",
            "4:a history was rewritten, cut, forked or replaced, or the key is another",
            "5:with --once: entries or cosignatures are too old, or the server could not be asked"
        })
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
public final class MonitorCommand implements Callable<Integer> {

    private static final int EXIT_HISTORY = 4;
    private static final int EXIT_LATE = 5;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--state",
            required = true,
            paramLabel = "FILE",
            description = "The file to remember in what was seen; made at the first look.")
    private Path state;

    @Option(
            names = "--sequencer-key",
            paramLabel = "HEX",
            description =
                    "A public key of the sequencer to trust; may be repeated. Default: those of the first contact.")
    private List<String> sequencerKeys = new ArrayList<>();

    @Option(
            names = "--witness",
            paramLabel = "VKEY",
            description = "A witness whose cosignatures count; may be repeated.")
    private List<String> witnesses = new ArrayList<>();

    @Option(
            names = "--quorum",
            paramLabel = "N",
            description = "How many of the witnesses must have cosigned. Default: all.")
    private @Nullable Integer quorum;

    @Option(
            names = "--max-age",
            paramLabel = "TIME",
            defaultValue = "15m",
            converter = DurationConverter.class,
            description = "How old events may get without an entry in the log of heads, and the witnesses' quorum. "
                    + "Default: ${DEFAULT-VALUE}.")
    private Duration maxAge;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1m",
            converter = DurationConverter.class,
            description = "How long to wait between two looks. Default: ${DEFAULT-VALUE}.")
    private Duration interval;

    @Option(names = "--once", description = "Look once, and say by the exit code what was found.")
    private boolean once;

    @Option(
            names = "--accept-history",
            paramLabel = "STREAM_ID:SIZE",
            description =
                    "The id of a stream, 64 hex digits, and the size of the head that an administrator has accepted, "
                            + "as the alarm history_accepted says them: that break is passed, and no later one; may be repeated.")
    private List<String> accepted = new ArrayList<>();

    @Option(names = "--webhook", paramLabel = "URL", description = "Where to post each alarm, as it is printed.")
    private @Nullable URI webhook;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public MonitorCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        List<VerifierKey> counted = parsed("--witness", witnesses, VerifierKey::parse);
        LogMonitor monitor;
        AlarmHook hook;
        try {
            monitor = new LogMonitor(
                    server.client().retrying(Retries.lasting(Duration.ofSeconds(10))),
                    new MonitorSettings(
                            parsed("--sequencer-key", sequencerKeys, Ed25519PublicKey::parse),
                            maxAge,
                            counted,
                            quorum == null ? counted.size() : quorum,
                            Set.copyOf(parsed("--accept-history", accepted, AcceptedBreak::parse))),
                    state,
                    Clock.systemUTC());
            hook = AlarmHook.to(webhook);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()), e);
        }
        return once ? lookOnce(monitor, hook) : watch(monitor, hook);
    }

    private int lookOnce(LogMonitor monitor, AlarmHook hook) {
        MonitorReport report = look(monitor);
        report.alarms().forEach(alarm -> tell(alarm, hook));
        conclude(report);
        if (report.alarms().isEmpty()) {
            return 0;
        }
        return doubtsHistory(report) ? EXIT_HISTORY : EXIT_LATE;
    }

    /** An alarm is told when it begins, and again only after it was over. Doubt about a history ends the watch. */
    private int watch(LogMonitor monitor, AlarmHook hook) throws InterruptedException {
        Termination termination = Termination.listen();
        MonitorReport report = look(monitor);
        json.print(looked("ready", report));
        spec.commandLine().getOut().flush();
        Set<String> told = tellNew(report, Set.of(), hook);
        while (!doubtsHistory(report)) {
            if (termination.await(interval)) {
                json.print(looked("ended", report));
                return 0;
            }
            report = look(monitor);
            told = tellNew(report, told, hook);
        }
        conclude(report);
        return EXIT_HISTORY;
    }

    /** Returns what is told of now. */
    private Set<String> tellNew(MonitorReport report, Set<String> told, AlarmHook hook) {
        report.alarms().stream()
                .filter(alarm -> !told.contains(identity(alarm)))
                .forEach(alarm -> tell(alarm, hook));
        return report.alarms().stream().map(MonitorCommand::identity).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean doubtsHistory(MonitorReport report) {
        return report.alarms().stream().anyMatch(alarm -> alarm.kind().isAboutHistory());
    }

    private MonitorReport look(LogMonitor monitor) {
        try {
            return monitor.look();
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw usage(e.getMessage() + ": " + e.getCause(), e);
        }
    }

    private void tell(Alarm alarm, AlarmHook hook) {
        byte[] line = ProtocolJson.write(alarm);
        PrintWriter out = spec.commandLine().getOut();
        out.println(new String(line, StandardCharsets.UTF_8));
        out.flush();
        hook.post(line).ifPresent(problem -> err().println("The webhook was not reached: " + problem));
    }

    private static String identity(Alarm alarm) {
        return alarm.kind() + " " + alarm.subject();
    }

    /** What is on the standard output is for programs in any case; a sentence for people goes elsewhere. */
    private void conclude(MonitorReport report) {
        json.print(looked("ended", report));
        if (!json.isOn()) {
            err().println(summary(report));
        }
    }

    private Looked looked(String status, MonitorReport report) {
        return new Looked(
                status,
                server.address(),
                state.toString(),
                report.alarms().size(),
                report.headsLog().size(),
                report.streams(),
                report.notReadable());
    }

    private static String summary(MonitorReport report) {
        String notRead = report.notReadable() == 0
                ? ""
                : "; of " + report.notReadable()
                        + " streams this key may not read only the order of their entries was checked";
        return (report.alarms().isEmpty() ? "all is well: " : report.alarms().size() + " alarms: ")
                + report.headsLog().size() + " entries in the log of heads, " + report.streams()
                + " streams checked" + notRead;
    }

    private <T> List<T> parsed(String option, List<String> texts, Function<String, T> parser) {
        List<T> values = new ArrayList<>();
        for (String text : texts) {
            try {
                values.add(parser.apply(text));
            } catch (IllegalArgumentException e) {
                throw usage(option + ": " + e.getMessage(), e);
            }
        }
        return values;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private ParameterException usage(String sentence, Exception cause) {
        return new ParameterException(spec.commandLine(), sentence, cause);
    }

    /**
     * How the last look found a server, for programs.
     *
     * @param status {@code ready} after the first look of several, {@code ended} after the last one
     * @param alarms how many there were
     * @param entries how far the log of heads was followed
     * @param streams how many of them were checked
     * @param notReadable of how many only the order of their entries was
     */
    record Looked(
            String status, URI server, String stateFile, int alarms, long entries, int streams, int notReadable) {}
}
