package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.demo.ShopTour;
import com.stateset.sequencer.cli.serve.VersionProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the library at work on a store of its own, which is gone afterwards. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Plays a day of a shop on an embedded store in a temporary directory, and shows what the library "
                + "does with it.")
public final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides what happens in the shop. Default: ${DEFAULT-VALUE}.")
    private long seed = 2026;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path directory = Files.createTempDirectory("sequencer-demo");
        try {
            ShopTour.run(directory.resolve("shop.db"), seed, out);
        } finally {
            out.flush();
            remove(directory);
        }
        return 0;
    }

    private static void remove(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(directory)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
