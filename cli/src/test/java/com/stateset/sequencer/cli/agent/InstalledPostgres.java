package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL server of the programs that are installed on this machine, with the programs that go with it. */
final class InstalledPostgres implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final List<String> PROGRAMS =
            List.of("initdb", "postgres", "pg_ctl", "pg_dump", "pg_restore", "createdb");

    private final Path programs;
    private final Path data;
    private final int port;

    private InstalledPostgres(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** Where the newest version's programs are, if one is installed. */
    static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> PROGRAMS.stream().map(bin::resolve).allMatch(Files::isExecutable))
                    .max(Path::compareTo);
        }
    }

    /** Starts an empty server in an empty directory. */
    static InstalledPostgres start(Path programs, Path data) throws IOException, InterruptedException {
        InstalledPostgres postgres = new InstalledPostgres(programs, data, LocalServer.unusedPort());
        postgres.serverProgram("initdb", "-A", "trust", "-U", "postgres", "--no-sync");
        String options = "-p " + postgres.port + " -h localhost -k " + data;
        postgres.serverProgram(
                "pg_ctl", "-w", "-o", options, "-l", data.resolve("log").toString(), "start");
        return postgres;
    }

    String url(String database) {
        return "postgres://postgres@localhost:" + port + "/" + database;
    }

    /** Runs a program to its good end. */
    void run(String program, String... arguments) throws IOException, InterruptedException {
        run(List.of(programs.resolve(program).toString()), arguments);
    }

    /** The server refuses to run as root, and does not see that it does in a name space of users of its own. */
    private void serverProgram(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(programs.resolve(program).toString(), "-D", data.toString()));
        run(command, arguments);
    }

    private static void run(List<String> program, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(program.stream(), Stream.of(arguments)).toList();
        Path output = Files.createTempFile("sequencer", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s: %s", command, Files.readString(output, StandardCharsets.UTF_8))
                    .isZero();
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            serverProgram("pg_ctl", "-w", "-m", "fast", "stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
