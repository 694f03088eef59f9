package com.stateset.sequencer.cli;

import com.stateset.sequencer.testsupport.TestJvm;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The runnable jar in a process of its own. */
final class JarProcess implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 120;

    private final Process process;
    private final Path err;

    private JarProcess(Process process, Path err) {
        this.process = process;
        this.err = err;
    }

    static JarProcess start(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = TestJvm.jar();
        command.addAll(List.of(arguments));
        Path err = Files.createTempFile(directory, "stderr", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(err.toFile()).directory(directory.toFile());
        builder.environment().putAll(environment);
        return new JarProcess(builder.start(), err);
    }

    /** Starts a server without authentication, and returns when it listens. */
    static JarProcess serve(Path directory, int port) throws IOException {
        return serve(directory, port, Map.of());
    }

    /** The same with more variables. */
    static JarProcess serve(Path directory, int port, Map<String, String> more) throws IOException {
        Map<String, String> variables = new HashMap<>(more);
        variables.putAll(Map.of("AUTH_MODE", "disabled", "HOST", "localhost", "PORT", Integer.toString(port)));
        JarProcess server = start(
                directory,
                variables,
                "serve",
                "--data",
                directory.resolve("data").toString());
        while (!server.line().startsWith("Listening")) {
            // It says more before.
        }
        return server;
    }

    /** Waits for the next line of the standard output. */
    String line() throws IOException {
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (line == null) {
            throw new AssertionError("there is no further line; " + Files.readString(err));
        }
        return line;
    }

    /** Asks it to end, by SIGTERM; what it says can be read on, which {@link Process#destroy()} does not leave. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Kills it as an operating system does: without asking. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Waits for its end; the output is that behind the lines that were taken. */
    CommandRun result() throws IOException, InterruptedException {
        StringWriter rest = new StringWriter();
        process.inputReader(StandardCharsets.UTF_8).transferTo(rest);
        String out = rest.toString();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + TIMEOUT_SECONDS + " s: " + out);
        }
        return new CommandRun(process.exitValue(), out, Files.readString(err));
    }

    @Override
    public void close() {
        kill();
    }
}
