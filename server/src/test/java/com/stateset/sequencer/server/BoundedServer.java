package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.server.Lateness.Window;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own with a small heap, and what that process writes to its log. */
final class BoundedServer implements AutoCloseable {

    private static final String LATE = "late ";

    private final Process process;
    private final TestServer client;
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Window> late = new ConcurrentLinkedQueue<>();
    private final CountDownLatch latenessIsWhole = new CountDownLatch(1);

    private BoundedServer(Process process) throws IOException {
        this.process = process;
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String url = out.readLine();
        while (url != null && !url.startsWith("http://")) {
            log.add(url);
            url = out.readLine();
        }
        if (url == null) {
            throw new IOException("the server does not start: " + log);
        }
        this.client = TestServer.of(url, process::destroyForcibly);
        Thread reader = new Thread(() -> out.lines().forEach(this::take), "server-log");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a server over a store in memory.
     *
     * @param heap such as {@code 128m}
     * @param clientTimeout how long a client may let it wait
     */
    static BoundedServer start(String heap, Duration clientTimeout) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new BoundedServer(new ProcessBuilder(HealthProbe.beforeTheAttack(
                        java,
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        // Else classes that are loaded under the attack cause full collections.
                        "-XX:MetaspaceSize=96m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BoundedServer.class.getName(),
                        clientTimeout.toString()))
                .redirectErrorStream(true)
                .start());
    }

    private void take(String line) {
        if (!line.startsWith(LATE)) {
            log.add(line);
        } else if (line.equals(LATE)) {
            latenessIsWhole.countDown();
        } else {
            String[] said = line.split(" ", -1);
            late.add(Window.parse(said[1], said[2]));
        }
    }

    /** Runs in the process; ends when its input does. Each byte of that asks for its {@link Lateness}. */
    public static void main(String[] args) {
        Lateness lateness = Lateness.watch();
        try (TestServer server = TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> {},
                serving -> serving.clientTimeout(Duration.parse(args[0])))) {
            System.out.println(server.url());
            while (System.in.read() >= 0) {
                lateness.windows().forEach(each -> System.out.println(LATE + each));
                System.out.println(LATE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When a thread of the process wanted to run and could not, for the machine or for the virtual machine. To be asked for once. */
    List<Window> lateness() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        try {
            assertThat(latenessIsWhole.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(late);
    }

    TestServer client() {
        return client;
    }

    List<String> log() {
        return List.copyOf(log);
    }

    /** Returns the memory that the process has of the machine; 0 where that cannot be told. */
    long residentKib() throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
