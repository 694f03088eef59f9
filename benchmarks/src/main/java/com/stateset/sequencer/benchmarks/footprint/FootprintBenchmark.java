package com.stateset.sequencer.benchmarks.footprint;

import com.stateset.sequencer.benchmarks.process.ProcessMemory;
import com.stateset.sequencer.benchmarks.turns.MeasuredSubject;
import com.stateset.sequencer.benchmarks.turns.Run;
import com.stateset.sequencer.benchmarks.turns.RunOptions;
import com.stateset.sequencer.benchmarks.turns.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures servers as processes: how soon they listen, what memory they take under load, and what they do for it. */
@Command(
        name = "footprint",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Starts servers on PostgreSQL, lets clients call them over HTTP, in turns, and prints their start, "
                        + "their memory and their rates.")
public final class FootprintBenchmark implements Callable<Integer> {

    private static final int SETTLING_SECONDS = 3;
    private static final String LINE = "  %-44s %10s %8s %8s %8s %12s %8s%n";

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "1..*",
            description = "What starts a server, such as \"java -jar sequencer.jar serve\": each is one, the first is "
                    + "what the others are compared with.")
    private List<String> commands = new ArrayList<>();

    @Option(
            names = "--loads",
            split = ",",
            defaultValue = "batches_one,batches_four,singles,signed,pages,proofs",
            description = "What they are put under, one after the other: ${COMPLETION-CANDIDATES}.")
    private List<ServedLoad> loads = new ArrayList<>();

    @Option(
            names = "--events",
            defaultValue = "100000",
            description = "How many events the stream has that is read, all in one commitment.")
    private int events;

    /** Made by picocli. */
    public FootprintBenchmark() {}

    @Override
    public Integer call() throws Exception {
        List<LoadedServer> servers = new ArrayList<>();
        try {
            for (String command : commands) {
                servers.add(LoadedServer.start(command, events, options.seed()));
            }
            Run.printLoad(out(), "before");
            printIdle(servers);
            for (ServedLoad load : loads) {
                measure(load, servers);
            }
            Run.printLoad(out(), "after");
        } finally {
            for (LoadedServer server : servers) {
                server.close();
            }
        }
        return 0;
    }

    private void printIdle(List<LoadedServer> servers) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
        out().printf(Locale.ROOT, "%n%-46s %10s %8s%n", "idle", "start s", "MiB");
        for (LoadedServer server : servers) {
            out().printf(
                            Locale.ROOT,
                            "  %-44s %10.2f %8s%n",
                            server.name(),
                            server.startSeconds(),
                            mebibytes(server.memory().residentKilobytes()));
        }
        out().flush();
    }

    private void measure(ServedLoad load, List<LoadedServer> servers) throws Exception {
        List<Subject> clients = new ArrayList<>();
        try {
            for (LoadedServer server : servers) {
                clients.add(load.on(server));
            }
            print(load, servers, Run.of(options.schedule(), options.seed(), clients));
        } finally {
            for (Subject each : clients) {
                each.close();
            }
        }
    }

    private void print(ServedLoad load, List<LoadedServer> servers, List<MeasuredSubject> measured) throws IOException {
        out().printf(Locale.ROOT, "%n%s%n", load.description());
        out().printf(Locale.ROOT, LINE, "", "events/s", ": first", "p50 ms", "p99 ms", "resident MiB", "peak MiB");
        for (int i = 0; i < servers.size(); i++) {
            MeasuredSubject subject = measured.get(i);
            ProcessMemory memory = servers.get(i).memory();
            out().printf(
                            Locale.ROOT,
                            LINE,
                            subject.name(),
                            String.format(Locale.ROOT, "%,.0f", subject.rate()),
                            String.format(
                                    Locale.ROOT, "%.2f", MeasuredSubject.median(subject.ratiosTo(measured.get(0)))),
                            String.format(Locale.ROOT, "%.2f", subject.millis(0.50)),
                            String.format(Locale.ROOT, "%.2f", subject.millis(0.99)),
                            mebibytes(memory.residentKilobytes()),
                            mebibytes(memory.peakKilobytes()));
        }
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static String mebibytes(long kilobytes) {
        return String.format(Locale.ROOT, "%,d", kilobytes / 1024);
    }
}
