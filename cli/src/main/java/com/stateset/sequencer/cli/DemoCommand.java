package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.demo.DemoPrinter;
import com.stateset.sequencer.cli.demo.ShopTour;
import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.VersionProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the library at work on a store of its own, which is gone afterwards. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Plays a day of a shop on an embedded store in a temporary directory, and shows what the library "
                + "does with it.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides what happens in the shop. Default: ${DEFAULT-VALUE}.")
    private long seed = 2026;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("sequencer-demo");
        try {
            json.print(new Day(seed, ShopTour.run(directory.resolve("shop.db"), seed, json::text)));
        } finally {
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

    /** What was shown, for programs. */
    record Day(long seed, List<DemoPrinter.Chapter> chapters) {}
}
