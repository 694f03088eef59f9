package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.CommandRun;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.server.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server on PostgreSQL is backed up by pg_dump while it runs, and restored by pg_restore, as docs/operations.md says; its agents go
 * on. It takes an installed PostgreSQL with its programs, since the one that the tests bring along has none; without it, nothing is tested.
 */
class PostgresDumpTest {

    private static final String KEY = "5e".repeat(32);

    private final UUID store = UUID.randomUUID();

    @TempDir
    private Path directory;

    @Test
    void a_dump_is_restored_and_agents_go_on() throws Exception {
        Optional<Path> programs = InstalledPostgres.programs();
        assertThat(programs)
                .as("PostgreSQL's own pg_dump, of the package postgresql")
                .isPresent();
        try (InstalledPostgres postgres =
                InstalledPostgres.start(programs.orElseThrow(), Files.createDirectory(directory.resolve("pg")))) {
            backUpAndRestore(postgres);
        }
    }

    private void backUpAndRestore(InstalledPostgres postgres) throws Exception {
        String dump = directory.resolve("sequencer.dump").toString();
        String lost = postgres.url("postgres");
        String restored = postgres.url("restored");
        int port = LocalServer.unusedPort();
        Agent agent;
        try (TestServer server = start(lost, port)) {
            agent = Agent.init(directory.resolve("agent"), server.url(), store);
            agent.appendLines(lines(0, 20));
            agent.run("sync").succeeded();
        }
        // Of a stream's first second, nothing may be signed yet.
        try (TestServer server = start(lost, port)) {
            assertThat(server.url()).endsWith(":" + port);

            postgres.run("pg_dump", "--format=custom", "--file=" + dump, "--dbname=" + lost);
        }
        postgres.run("createdb", "--maintenance-db=" + lost, "restored");
        postgres.run(
                "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--dbname=" + restored, dump);

        assertSound(restored, 20);
        try (TestServer server = start(restored, port)) {
            assertThat(server.url()).endsWith(":" + port);
            agent.appendLines(lines(20, 25));
            agent.run("sync").succeeded();
        }
        assertSound(restored, 25);
    }

    private TestServer start(String database, int port) {
        return ConfiguredTestServer.start(Map.of(
                "PORT",
                Integer.toString(port),
                "AUTH_MODE",
                "disabled",
                "DATABASE_URL",
                database,
                "VES_SEQUENCER_SIGNING_KEY",
                KEY));
    }

    private void assertSound(String database, int head) {
        CommandRun run = CommandRun.of(
                "verify-stream",
                "--database-url",
                database,
                "--tenant",
                Agent.TENANT.toString(),
                "--store",
                store.toString(),
                "--expect-head",
                Integer.toString(head));
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> Agent.line("o-" + n, n, ""))
                .toList();
    }
}
