package com.stateset.sequencer.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process that ends with this JVM at the latest. Its errors are shown here. Not thread-safe. */
public final class ChildProcess implements AutoCloseable {

    private static final int CLOSE_SECONDS = 30;

    private final List<String> command;
    private final Process process;
    private final BufferedReader out;

    private ChildProcess(List<String> command) throws IOException {
        this.command = command;
        this.process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.out = process.inputReader(StandardCharsets.UTF_8);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Starts a program with its arguments. */
    public static ChildProcess start(List<String> command) throws IOException {
        return new ChildProcess(List.copyOf(command));
    }

    /**
     * Starts one of our main classes with this JVM's class path.
     *
     * @param heap its largest heap, as {@code -Xmx} takes it
     */
    public static ChildProcess start(Class<?> main, String heap, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(arguments);
        return start(command);
    }

    /** Writes a line to its standard input. */
    public void send(String line) throws IOException {
        process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /**
     * Waits for a line of its standard output.
     *
     * @param limit after which the process is ended
     * @throws IllegalStateException if it ends without such a line
     */
    public String await(Duration limit, Predicate<String> wanted) throws IOException {
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (wanted.test(line)) {
                    return line;
                }
            }
        } finally {
            end.cancel(false);
        }
        throw new IllegalStateException(
                "the process has ended without an answer, or gave none within " + limit + ": " + command);
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
        try {
            process.onExit().orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            process.destroyForcibly();
        }
    }
}
