package com.stateset.sequencer.benchmarks.peers;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.figure.FigureTable;
import com.stateset.sequencer.benchmarks.figure.Length;
import com.stateset.sequencer.benchmarks.figure.Question;
import com.stateset.sequencer.benchmarks.peers.ProgramPeer.Spread;
import com.stateset.sequencer.benchmarks.turns.Run;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.benchmarks.workload.EntityMix;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures ours beside other event stores on the same server. */
@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Measures ours beside other event stores on the same server, in turns. Run it by benchmarks/peers/run, "
                        + "which fetches them first; message-db needs nothing.")
public final class PeersCommand implements Callable<Integer> {

    private static final int PAYLOADS = 10_000;
    private static final Set<PeerRow> ALL = Set.of(PeerRow.values());
    private static final Set<PeerRow> APPENDS = Set.of(PeerRow.WRITER, PeerRow.WRITERS, PeerRow.SINGLES);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--length",
            defaultValue = "quick",
            description = "smoke (a minute, to see that it runs), quick (some five minutes) or full (figures to keep).")
    private Length length = Length.QUICK;

    @Option(names = "--rows", split = ",", description = "Only these of ${COMPLETION-CANDIDATES}; all without it.")
    private Set<PeerRow> rows = EnumSet.allOf(PeerRow.class);

    @Option(names = "--peers", split = ",", description = "Only these; all without it.")
    private List<String> peers = new ArrayList<>();

    @Option(
            names = "--programs",
            defaultValue = "benchmarks/target/peers",
            description = "Where benchmarks/peers/run put what the peers are.")
    private Path programs = Path.of("benchmarks/target/peers");

    /** Made by picocli. */
    public PeersCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<String> payloads = new AppendWorkload(length.effort().seed(), EntityMix.MIXED)
                .next(PAYLOADS).stream().map(AppendWorkload.Sample::payload).toList();
        Path file = Files.createTempFile("payloads", ".ndjson");
        try {
            Files.write(file, payloads);
            List<Peer> asked = asked(all(file, payloads));
            printConditions(out);
            Run.printLoad(out, "before");
            out.print("\n" + FigureTable.head("peer"));
            for (Peer peer : asked) {
                for (Question question : PeerQuestions.of(peer, rows, payloads)) {
                    out.print(FigureTable.row(question.answer(length.effort())));
                    out.flush();
                }
            }
            out.println();
            Run.printLoad(out, "after");
            return ExitCode.OK;
        } finally {
            Files.delete(file);
        }
    }

    private List<Peer> all(Path file, List<String> payloads) {
        List<String> python = List.of(
                programs.resolve("python/bin/python").toString(),
                programs.resolve("eventsourcing_peer.py").toString());
        List<String> node = List.of(
                "node", "--expose-gc", programs.resolve("emmett_peer.mjs").toString());
        return List.of(
                new ProgramPeer("eventsourcing", python, file, "append", ALL, new Spread(2, 4)),
                new ProgramPeer(
                        "eventsourcing-functions", python, file, "append-by-functions", APPENDS, new Spread(2, 4)),
                new ProgramPeer("emmett", node, file, "append", ALL, new Spread(1, 16)),
                new MessageDbPeer(payloads, false),
                new MessageDbPeer(payloads, true));
    }

    private List<Peer> asked(List<Peer> all) {
        for (String peer : peers) {
            if (all.stream().noneMatch(each -> each.name().equals(peer))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--peers: there is no " + peer + "; there are "
                                + String.join(", ", all.stream().map(Peer::name).toList()));
            }
        }
        List<Peer> asked = all.stream()
                .filter(peer -> peers.isEmpty() || peers.contains(peer.name()))
                .toList();
        if (asked.stream().anyMatch(ProgramPeer.class::isInstance) && !Files.isDirectory(programs)) {
            throw new ParameterException(
                    spec.commandLine(), "--programs: there is no " + programs + "; benchmarks/peers/run makes it");
        }
        return asked;
    }

    private void printConditions(PrintWriter out) throws SQLException, IOException {
        try (BenchmarkDatabase database = BenchmarkDatabase.create()) {
            out.printf(
                    Locale.ROOT,
                    "%s, JDK %s, %d processors, %s; %s%n",
                    length.name().toLowerCase(Locale.ROOT),
                    Runtime.version(),
                    Runtime.getRuntime().availableProcessors(),
                    System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                    database.describe());
        }
    }
}
