package com.stateset.sequencer.server;

import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server in a process of its own with a small heap, and what that process writes to its log. */
final class BoundedServer implements AutoCloseable {

    private final Process process;
    private final TestServer client;
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

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
        Thread reader = new Thread(() -> out.lines().forEach(log::add), "server-log");
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
        return new BoundedServer(new ProcessBuilder(
                        java,
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BoundedServer.class.getName(),
                        clientTimeout.toString())
                .redirectErrorStream(true)
                .start());
    }

    /** Runs in the process; ends when its input does. */
    public static void main(String[] args) {
        try (TestServer server = TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> {},
                serving -> serving.clientTimeout(Duration.parse(args[0])))) {
            System.out.println(server.url());
            awaitEnd(System.in);
        }
    }

    private static void awaitEnd(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
