package com.stateset.sequencer.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands everything on to JMH. */
@Command(name = "jmh", description = "Runs the JMH benchmarks; takes JMH's arguments (-h lists them).")
final class JmhCommand implements Callable<Integer> {

    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    JmhCommand() {}

    @Override
    public Integer call() throws Exception {
        Main.main(arguments.toArray(String[]::new));
        return 0;
    }
}
