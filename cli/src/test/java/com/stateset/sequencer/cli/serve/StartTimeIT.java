package com.stateset.sequencer.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An installation in a folder, as {@code packaging} has it, starts quickly with its archive of classes: within a second on a machine that has
 * nothing else to do, which the property {@code sequencer.quiet} says; and holds little memory while it has no work.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class StartTimeIT {

    private static final boolean QUIET = Boolean.getBoolean("sequencer.quiet");

    /** From the start of the script to "Listening on". */
    private static final Duration START = QUIET ? Duration.ofSeconds(1) : Duration.ofSeconds(60);

    /** Docs say 155 MiB; the collector decides when it gives memory back. */
    private static final long RESIDENT_MIB = 256;

    private static final int RUNS = QUIET ? 5 : 1;

    private final List<String> printed = new ArrayList<>();
    private String javaOptions = "";

    @TempDir
    private Path folder;

    @Test
    void a_server_listens_soon_and_needs_little_memory() throws Exception {
        install();
        run("make-archive");
        assertThat(folder.resolve("lib/sequencer.jsa")).isNotEmptyFile();
        List<Duration> starts = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            starts.add(start());
        }
        Duration median = starts.stream().sorted().toList().get(RUNS / 2);
        assertThat(median).as("the median of %s", starts).isLessThanOrEqualTo(START);
    }

    /** The archive is of {@code sequencer.jar} alone, which stands first on the class path. */
    @Test
    void a_jar_in_lib_ext_is_used_beside_the_archive() throws Exception {
        install();
        Files.createDirectories(folder.resolve("lib/ext"));
        Files.copy(Path.of("target", "ext", "corretto.jar"), folder.resolve("lib/ext/corretto.jar"));
        run("make-archive");
        javaOptions = "-Xlog:class+load:file=" + folder.resolve("classes.txt");
        start();
        assertThat(printed)
                .anyMatch(line -> line.matches("Ed25519 signatures .* by AmazonCorrettoCryptoProvider 2\\..*"));
        assertThat(folder.resolve("classes.txt"))
                .content()
                .containsPattern("com\\.stateset\\.sequencer\\.Sequencer source: shared objects file \\(top\\)");
    }

    private void install() throws IOException {
        Files.createDirectories(folder.resolve("lib"));
        Files.createDirectories(folder.resolve("bin"));
        Files.copy(Path.of(System.getProperty("sequencer.jar")), folder.resolve("lib/sequencer.jar"));
        for (String script : List.of("sequencer", "make-archive")) {
            Path copy = Files.copy(
                    Path.of("..", "packaging", "bin", script),
                    folder.resolve("bin").resolve(script));
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private ProcessBuilder command(String script, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(folder.resolve("bin").resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SEQUENCER_JAVA_OPTS", javaOptions);
        return builder;
    }

    private void run(String script) throws IOException, InterruptedException {
        Process process = command(script).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Duration start() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process server = command(
                        "sequencer",
                        "serve",
                        "--port",
                        "0",
                        "--data",
                        folder.resolve("data").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
            String line = "";
            while (!line.startsWith("Listening on ")) {
                line = out.readLine();
                assertThat(line).as("after %s", printed).isNotNull();
                printed.add(line);
            }
            Duration start = Duration.ofNanos(System.nanoTime() - begin);
            assertThat(residentMib(server)).isLessThan(RESIDENT_MIB);
            return start;
        } finally {
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static long residentMib(Process server) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(server.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
