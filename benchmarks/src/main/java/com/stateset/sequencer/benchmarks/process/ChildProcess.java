package com.stateset.sequencer.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process whose output is waited for, and that ends with this JVM at the latest. Its errors are shown here. Not thread-safe. */
public final class ChildProcess implements AutoCloseable {

    private static final int CLOSE_SECONDS = 30;
    private static final Pattern LISTENS = Pattern.compile("Listening on http://[^,]*:([0-9]+),.*");

    private final List<String> command;
    private final Process process;
    private final BufferedReader out;

    private ChildProcess(List<String> command, Process process) {
        this.command = command;
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * Returns the command that starts one of our main classes with this JVM's class path.
     *
     * @param heap its largest heap, as {@code -Xmx} takes it
     */
    public static List<String> java(Class<?> main, String heap, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Starts it. */
    public static ChildProcess start(Class<?> main, String heap, List<String> arguments) throws IOException {
        return start(java(main, heap, arguments), Map.of());
    }

    /**
     * Starts a program.
     *
     * @param environment what it has beside this process's own
     */
    public static ChildProcess start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new ChildProcess(List.copyOf(command), builder.start());
    }

    /** Writes a line to its standard input. */
    public void send(String line) throws IOException {
        process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** What memory it has. */
    public ProcessMemory memory() throws IOException {
        return ProcessMemory.of(String.valueOf(process.pid()));
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

    /**
     * Waits until it says, as {@code serve} does, that it listens on a port of this machine.
     *
     * @param limit after which the process is ended
     */
    public int awaitPort(Duration limit) throws IOException {
        Matcher listens = LISTENS.matcher(await(limit, LISTENS.asMatchPredicate()));
        if (!listens.matches()) {
            throw new IllegalStateException("no port in " + listens);
        }
        return Integer.parseInt(listens.group(1));
    }

    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().close();
        } finally {
            process.destroy();
            try {
                process.onExit().orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS).join();
            } catch (CompletionException e) {
                process.destroyForcibly();
            }
        }
    }
}
