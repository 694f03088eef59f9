package com.stateset.sequencer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.benchmarks.process.ChildProcess;
import com.stateset.sequencer.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What docs/artifacts.md and the package description say about the commands is true: all are there, and each runs. */
class BenchmarkCommandTest {

    private static final Pattern COMMANDS =
            Pattern.compile("`java -jar benchmarks/target/benchmarks\\.jar ([a-z]+)`([^)]*)\\)");

    /** The same benchmarks, but small. */
    private static final Map<String, String> SMALL = Map.ofEntries(
            Map.entry("append", "append --quick --cases sqlite"),
            Map.entry("outbox", "outbox --quick --cases unsigned"),
            Map.entry("heads", "heads --quick"),
            Map.entry("growth", "growth --quick --sizes 1000,2000 --streams 64"),
            Map.entry("proof", "proof --sizes 100,200 --turns 2"),
            Map.entry("replay", "replay --quick"),
            Map.entry("subscribers", "subscribers --quick --subscribers 3"),
            Map.entry("sync", "sync --events 300 --link 4Mbit,20ms"),
            Map.entry("footprint", "footprint --quick --events 1100"),
            Map.entry("suite", "suite --length smoke --rows json.360B --out target/suite"),
            Map.entry("peers", "peers --length smoke --peers message-db --rows read"),
            Map.entry("jmh", "jmh CanonicalJsonBenchmark -bm ss -f 0 -wi 0 -i 1 -foe true"));

    @ParameterizedTest
    @MethodSource("inDocs")
    void a_command_of_the_docs_runs(String command, @TempDir Path folder) {
        List<String> arguments = new ArrayList<>(List.of(SMALL.get(command).split(" ")));
        if (command.equals("footprint")) {
            arguments.add(serverCommand(folder));
        }
        BenchmarkRun run = BenchmarkRun.of(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).as(run.printed()).isZero();
    }

    @Test
    void the_docs_name_every_command() throws IOException {
        assertThat(inDocs())
                .isEqualTo(BenchmarkCommand.commandLine().getSubcommands().keySet())
                .isEqualTo(SMALL.keySet());
    }

    @Test
    void the_package_description_names_every_command() throws IOException {
        String description = Files.readString(
                checkout().resolve("benchmarks/src/main/java/com/stateset/sequencer/benchmarks/package-info.java"));

        assertThat(all(Pattern.compile("benchmarks\\.jar ([a-z]+)"), description))
                .isEqualTo(inDocs());
    }

    @Test
    void without_a_command_all_are_named() throws IOException {
        BenchmarkRun run = BenchmarkRun.of();

        assertThat(run.exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run.printed()).contains(inDocs());
    }

    /** {@code serve} is not on the class path of this module. */
    private static String serverCommand(Path folder) {
        return ChildProcess.java(
                        ServerProcess.class,
                        "256m",
                        List.of(folder.resolve("events.db").toString()))
                .stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }

    static Set<String> inDocs() throws IOException {
        Matcher sentence = COMMANDS.matcher(Files.readString(checkout().resolve("docs/artifacts.md")));
        assertThat(sentence.find()).as("docs/artifacts.md names the benchmarks").isTrue();
        Set<String> commands = all(Pattern.compile("`([a-z]+)`"), sentence.group(2));
        commands.add(sentence.group(1));
        return commands;
    }

    /** Tests run in the module's folder, or in the checkout. */
    private static Path checkout() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("README.md")) ? here : here.getParent();
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
