package com.stateset.sequencer.tck.process;

import com.stateset.sequencer.tck.Retrying;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Another JVM, with this one's class path and {@code sequencer.*} properties, that can be stopped, resumed and killed. What it
 * prints is read all the time. Closing kills it. Thread-safe.
 */
public final class ChildJvm implements AutoCloseable {

    private static final int LINES_KEPT = 1000;
    private static final int LINES_SHOWN = 40;
    private static final Duration EXIT_LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final Deque<String> lines = new ArrayDeque<>();
    private final Thread output;
    private final Thread errors;

    private ChildJvm(Process process, Predicate<String> listener) {
        this.process = process;
        this.output = reader("output", process.getInputStream(), listener);
        this.errors = reader("errors", process.getErrorStream(), line -> false);
    }

    /**
     * Starts a class's main method in another JVM.
     *
     * @param listener hears of each line on its standard output, in order, from a thread of its own, and says whether it has
     *     dealt with it; the other lines are kept
     */
    public static ChildJvm start(Class<?> main, List<String> arguments, Predicate<String> listener) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A short life: start quickly and stay small.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--enable-native-access"))
                .forEach(command::add);
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("sequencer."))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command).start();
            // One that is stopped would not even notice that this JVM is gone.
            Runtime.getRuntime().addShutdownHook(new Thread(process.toHandle()::destroyForcibly));
            return new ChildJvm(process, listener);
        } catch (IOException e) {
            throw new UncheckedIOException("another JVM could not be started", e);
        }
    }

    /**
     * To be called first by the main method of a child: ends its JVM when the parent is gone. The parent holds the other end
     * of standard input until then.
     */
    public static void exitWithParent() {
        Thread thread = new Thread(
                () -> {
                    try (InputStream input = System.in) {
                        input.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // As good as its end.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "exit-with-parent");
        thread.setDaemon(true);
        thread.start();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs, or is stopped. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits for a line on its standard output or error, now or later, that the listener does not deal with.
     *
     * @throws AssertionError if it does not come within {@code limit}, or the process ends without it
     */
    public String awaitLine(Predicate<String> wanted, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            boolean ended = !output.isAlive();
            Optional<String> found = lines().stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            if (ended || System.nanoTime() - deadline > 0) {
                throw new AssertionError("the other JVM " + (ended ? "ended" : "went on for " + limit)
                        + " without the line that was waited for" + lastWords());
            }
            Retrying.pause();
        }
    }

    /** Freezes it where it stands: SIGSTOP. Where the system tells (under {@code /proc}), this returns when it has come to rest. */
    public void stop() {
        signal("-STOP");
        Retrying.await("the rest of process " + pid(), EXIT_LIMIT, this::rests);
    }

    /** The signal is on its way to each thread when it has been sent. */
    private boolean rests() {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid()), "task"))) {
            boolean rests = true;
            for (Path thread : threads) {
                String state = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
                // Behind the name, which is in parentheses.
                rests &= state.startsWith("T", state.lastIndexOf(')') + 2);
            }
            return rests;
        } catch (NoSuchFileException e) {
            return !Files.exists(Path.of("/proc", Long.toString(pid())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it go on: SIGCONT. */
    public void resume() {
        signal("-CONT");
    }

    /** Kills it where it stands, SIGKILL, and returns when it is gone and all that it printed has been heard. */
    public void kill() {
        // Not process.destroyForcibly(): that closes our end of its output, and with it what it printed last.
        process.toHandle().destroyForcibly();
        awaitExit(EXIT_LIMIT);
    }

    /**
     * Waits until it ends by itself and all that it printed has been heard.
     *
     * @return its exit code
     * @throws AssertionError if it does not end within {@code limit}
     */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the other JVM has not ended within " + limit + lastWords());
            }
            output.join(EXIT_LIMIT.toMillis());
            errors.join(EXIT_LIMIT.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for another JVM", e);
        }
    }

    /** The lines that it printed and no reader has taken yet; the oldest are dropped some time. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** The latest of these, for messages. */
    public String lastWords() {
        List<String> kept = lines();
        return "; its last lines:\n"
                + String.join("\n", kept.subList(Math.max(0, kept.size() - LINES_SHOWN), kept.size()));
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String name) {
        try {
            int exit = new ProcessBuilder("kill", name, Long.toString(pid()))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError("kill " + name + " of process " + pid() + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no kill command", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending " + name, e);
        }
    }

    private Thread reader(String what, InputStream from, Predicate<String> listener) {
        Thread thread = new Thread(() -> read(from, listener), "child-jvm-" + process.pid() + "-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void read(InputStream from, Predicate<String> listener) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!listener.test(line)) {
                    keep(line);
                }
            }
        } catch (IOException e) {
            // Its end was torn off by a kill: what was heard so far is all there is.
        }
    }

    private void keep(String line) {
        synchronized (lines) {
            lines.addLast(line);
            if (lines.size() > LINES_KEPT) {
                lines.removeFirst();
            }
        }
    }
}
