package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.CommandRun;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.server.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private String lost;
    private String restored;
    private int port;
    private Agent agent;

    @Test
    void a_dump_is_restored_and_agents_go_on() throws Exception {
        try (InstalledPostgres postgres = startPostgres()) {
            dump(postgres);
            restore(postgres);

            assertSound(restored, 20);
            try (TestServer server = start(restored)) {
                assertThat(server.url()).endsWith(":" + port);
                agent.appendLines(lines(20, 25));
                agent.run("sync").succeeded();
            }
            assertSound(restored, 25);
        }
    }

    @Test
    void what_came_after_the_dump_is_missed_and_brought_back() throws Exception {
        try (InstalledPostgres postgres = startPostgres()) {
            dump(postgres);
            try (TestServer server = start(lost)) {
                assertThat(server.url()).endsWith(":" + port);
                agent.appendLines(lines(20, 30));
                agent.run("sync").succeeded();
            }
            List<String> all = ids();
            String checkpoint = directory.resolve("checkpoint").toString();
            CommandRun saved = verify(lost, "--save-checkpoint", checkpoint);
            assertThat(saved.exitCode()).as(saved.err()).isZero();
            restore(postgres);

            CommandRun missed = verify(restored, "--checkpoint", checkpoint);
            assertThat(missed.exitCode()).as(missed.out()).isEqualTo(1);
            assertThat(missed.out() + missed.err()).contains("event 21: it is missing");
            try (TestServer server = start(restored)) {
                agent.run("sync").failed(ExitCodes.HISTORY_MISMATCH, "history mismatch at event 21: ");
                acceptHistory(server);
                JsonNode outcome =
                        agent.run("recover", "--yes").succeeded().json().get("outcome");
                assertThat(outcome.get("came_back")).hasSize(10);
                agent.run("sync", "--strict").succeeded();
                assertThat(ids()).isEqualTo(all);
            }
            assertSound(restored, 30);
        }
    }

    private InstalledPostgres startPostgres() throws Exception {
        Optional<Path> programs = InstalledPostgres.programs();
        assertThat(programs)
                .as("PostgreSQL's own pg_dump, of the package postgresql")
                .isPresent();
        InstalledPostgres postgres =
                InstalledPostgres.start(programs.orElseThrow(), Files.createDirectory(directory.resolve("pg")));
        lost = postgres.url("postgres");
        restored = postgres.url("restored");
        port = LocalServer.unusedPort();
        return postgres;
    }

    /** The dump has 20 events. */
    private void dump(InstalledPostgres postgres) throws Exception {
        try (TestServer server = start(lost)) {
            agent = Agent.init(directory.resolve("agent"), server.url(), store, "--api-key", Agent.ADMIN);
            agent.appendLines(lines(0, 20));
            agent.run("sync").succeeded();
        }
        // Of a stream's first second, nothing may be signed yet.
        try (TestServer server = start(lost)) {
            assertThat(server.url()).endsWith(":" + port);

            postgres.run("pg_dump", "--format=custom", "--file=" + file(), "--dbname=" + lost);
        }
    }

    private void restore(InstalledPostgres postgres) throws Exception {
        postgres.run("createdb", "--maintenance-db=" + lost, "restored");
        postgres.run(
                "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--dbname=" + restored, file());
    }

    private String file() {
        return directory.resolve("sequencer.dump").toString();
    }

    private void acceptHistory(TestServer server) {
        Agent.administer(server.url(), store, "accept-history");
    }

    private List<String> ids() {
        return agent.log().stream()
                .map(event -> event.get("event_id").textValue())
                .toList();
    }

    private TestServer start(String database) {
        return ConfiguredTestServer.start(Map.of(
                "PORT",
                Integer.toString(port),
                "BOOTSTRAP_ADMIN_API_KEY",
                Agent.ADMIN,
                "DATABASE_URL",
                database,
                "VES_SEQUENCER_SIGNING_KEY",
                KEY));
    }

    private void assertSound(String database, int head) {
        CommandRun run = verify(database, "--expect-head", Integer.toString(head));
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    private CommandRun verify(String database, String... more) {
        String[] what = {
            "verify-stream",
            "--database-url",
            database,
            "--tenant",
            Agent.TENANT.toString(),
            "--store",
            store.toString()
        };
        return CommandRun.of(Stream.concat(Stream.of(what), Stream.of(more)).toArray(String[]::new));
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> Agent.line("o-" + n, n, ""))
                .toList();
    }
}
