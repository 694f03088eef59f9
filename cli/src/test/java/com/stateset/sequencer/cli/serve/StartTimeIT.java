package com.stateset.sequencer.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.http.SequencerClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An installation in a folder, as {@code packaging} has it, starts quickly with its archive of classes: within a second on a machine that has
 * nothing else to do, which the property {@code sequencer.quiet} says; and holds little memory, while it has no work and under load.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class StartTimeIT {

    private static final boolean QUIET = Boolean.getBoolean("sequencer.quiet");

    /** From the start of the script to "Listening on". */
    private static final Duration START = QUIET ? Duration.ofSeconds(1) : Duration.ofSeconds(60);

    /** Docs say 140 MiB. */
    private static final long RESIDENT_MIB = 200;

    /** It was 192 here, and 311 where the JVM sized a heap of up to 256 MB by itself; {@code benchmarks.jar footprint} has more. */
    private static final long PEAK_MIB = 256;

    private static final int CLIENTS = 4;
    private static final int BATCHES = 60;
    private static final int BATCH = 500;
    private static final int PAGES = 60;
    private static final int PAGE = 1000;
    private static final UUID TENANT = new UUID(0, 1);
    private static final String KEY = "ss_a key of thirty-two characters";

    private static final Pattern LISTENS = Pattern.compile("Listening on (http://[^,]*),.*");

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
        builder.environment().put("BOOTSTRAP_ADMIN_API_KEY", KEY);
        return builder;
    }

    private void run(String script) throws IOException, InterruptedException {
        Process process = command(script).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Duration start() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process server = serve();
        try {
            URI ignored = awaitUrl(server);
            Duration start = Duration.ofNanos(System.nanoTime() - begin);
            assertThat(mebibytes(server, "VmRSS:")).isLessThan(RESIDENT_MIB);
            return start;
        } finally {
            end(server);
        }
    }

    @Test
    void a_server_under_load_needs_little_memory() throws Exception {
        install();
        Process server = serve();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            SequencerClient client = SequencerClient.to(awaitUrl(server), KEY);
            List<Future<?>> sending = new ArrayList<>();
            for (int number = 0; number < CLIENTS; number++) {
                UUID store = new UUID(0, number);
                sending.add(clients.submit(() -> {
                    send(client, store);
                    read(client, store);
                }));
            }
            for (Future<?> each : sending) {
                each.get();
            }
            assertThat(mebibytes(server, "VmHWM:")).isLessThan(PEAK_MIB);
        } finally {
            clients.shutdownNow();
            end(server);
        }
    }

    private static void send(SequencerClient client, UUID store) {
        for (int batch = 0; batch < BATCHES; batch++) {
            String events = IntStream.range(0, BATCH)
                    .mapToObj(number -> event(store, number))
                    .collect(Collectors.joining(","));
            String request = "{\"agent_id\":\"" + NewEvent.ANONYMOUS_AGENT + "\",\"events\":[" + events + "]}";
            assertThat(client.ingest(request.getBytes(StandardCharsets.UTF_8)).eventsAccepted())
                    .isEqualTo(BATCH);
        }
    }

    private static void read(SequencerClient client, UUID store) {
        for (int page = 0; page < PAGES; page++) {
            assertThat(client.events(new StreamId(TENANT, store), 1, PAGE, false)
                            .events())
                    .hasSize(PAGE);
        }
    }

    private static String event(UUID store, int number) {
        return "{\"event_id\":\"" + UUID.randomUUID() + "\",\"tenant_id\":\"" + TENANT + "\",\"store_id\":\""
                + store
                + "\",\"entity_type\":\"order\",\"entity_id\":\"o-" + number + "\",\"event_type\":\"order.placed\","
                + "\"payload\":{\"text\":\"" + "some 300 characters ".repeat(15)
                + "\"},\"created_at\":\"2026-03-01T08:00:00Z\","
                + "\"source_agent\":\"" + NewEvent.ANONYMOUS_AGENT + "\"}";
    }

    private Process serve() throws IOException {
        return command(
                        "sequencer",
                        "serve",
                        "--port",
                        "0",
                        "--data",
                        folder.resolve("data").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** It writes no line after that one. */
    private URI awaitUrl(Process server) throws IOException {
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            printed.add(line);
            Matcher listens = LISTENS.matcher(line);
            if (listens.matches()) {
                return URI.create(listens.group(1));
            }
        }
        throw new IOException("the server has ended after " + printed);
    }

    private static void end(Process server) throws InterruptedException {
        server.destroy();
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private static long mebibytes(Process server, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(server.pid()), "status")).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
