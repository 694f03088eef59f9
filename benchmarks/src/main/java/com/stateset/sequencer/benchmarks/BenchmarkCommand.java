package com.stateset.sequencer.benchmarks;

import com.stateset.sequencer.benchmarks.append.AppendBenchmark;
import com.stateset.sequencer.benchmarks.append.GrowthBenchmark;
import com.stateset.sequencer.benchmarks.append.HeadsBenchmark;
import com.stateset.sequencer.benchmarks.append.OutboxBenchmark;
import com.stateset.sequencer.benchmarks.footprint.FootprintBenchmark;
import com.stateset.sequencer.benchmarks.peers.PeersCommand;
import com.stateset.sequencer.benchmarks.proof.ProofBenchmark;
import com.stateset.sequencer.benchmarks.read.ReplayBenchmark;
import com.stateset.sequencer.benchmarks.read.SubscribersBenchmark;
import com.stateset.sequencer.benchmarks.suite.SuiteCommand;
import com.stateset.sequencer.benchmarks.sync.SyncBenchmark;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: a command line with one subcommand per kind of benchmark. */
@Command(
        name = "benchmarks",
        mixinStandardHelpOptions = true,
        description = "Benchmarks, each beside its bare limit from the same run.",
        subcommands = {
            AppendBenchmark.class,
            OutboxBenchmark.class,
            ProofBenchmark.class,
            HeadsBenchmark.class,
            GrowthBenchmark.class,
            ReplayBenchmark.class,
            SubscribersBenchmark.class,
            SyncBenchmark.class,
            FootprintBenchmark.class,
            SuiteCommand.class,
            PeersCommand.class,
            JmhCommand.class
        })
public final class BenchmarkCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public BenchmarkCommand() {}

    /** Runs the program and ends it with the subcommand's exit code; wrong usage is 2. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchmarkCommand()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to measure: append, outbox, proof, heads, growth, replay, subscribers, sync, footprint, suite, peers or jmh.");
    }
}
