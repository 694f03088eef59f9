package com.stateset.sequencer.benchmarks;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A benchmark that ran in this JVM: its exit code and what it printed. */
record BenchmarkRun(int exitCode, String printed) {

    static BenchmarkRun of(String... arguments) {
        StringWriter printed = new StringWriter();
        PrintWriter writer = new PrintWriter(printed, true);
        int exitCode =
                BenchmarkCommand.commandLine().setOut(writer).setErr(writer).execute(arguments);
        return new BenchmarkRun(exitCode, printed.toString());
    }
}
