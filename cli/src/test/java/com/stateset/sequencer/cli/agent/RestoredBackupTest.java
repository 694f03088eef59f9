package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.CommandRun;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server on SQLite is backed up while it runs, lost, and restored; its agents go on. */
class RestoredBackupTest {

    private final UUID store = UUID.randomUUID();

    @TempDir
    private Path directory;

    private Path data;
    private Path backup;
    private int port;
    private Agent agent;

    @BeforeEach
    void backUpWhileItRuns() throws IOException {
        data = directory.resolve("server");
        backup = directory.resolve("backup.db");
        port = LocalServer.unusedPort();
        try (TestServer server = start()) {
            agent = Agent.init(directory.resolve("agent"), server.url(), store, "--api-key", Agent.ADMIN);
            agent.appendLines(lines(0, 20));
            agent.run("sync").succeeded();
        }
        try (TestServer server = start()) {
            assertThat(server.url()).endsWith(":" + port);

            CommandRun run = CommandRun.of("backup", "--data", data.toString(), "--out", backup.toString());

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("2 streams, 22 events", "stream " + Agent.TENANT + "/" + store + "  head 20  root ");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void in_a_new_directory_with_the_key_agents_go_on() throws IOException {
        Path key = Files.move(data.resolve("sequencer-signing-key"), directory.resolve("key"));
        data = directory.resolve("new");

        CommandRun restored = restore();

        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.out()).contains("head 20", "  sound", "is not at hand: put sequencer-signing-key back");
        Files.move(key, data.resolve("sequencer-signing-key"));
        assertSound(20);
        try (TestServer server = start()) {
            assertThat(server.url()).endsWith(":" + port);
            agent.appendLines(lines(20, 25));
            agent.run("sync").succeeded();
        }
        assertSound(25);
    }

    @Test
    void what_would_issue_numbers_twice_is_refused() throws IOException {
        try (TestServer server = start()) {
            assertThat(server.url()).endsWith(":" + port);
            agent.appendLines(lines(20, 30));
            agent.run("sync").succeeded();

            CommandRun inUse = restore("--accept-missing-events");
            assertThat(inUse.exitCode()).isEqualTo(3);
            assertThat(inUse.err()).contains("is in use: a server runs on it");
        }
        CommandRun refused = restore();
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("stream " + Agent.TENANT + "/" + store + ": events 21 to 30");
        assertSound(30);

        CommandRun accepted = restore("--accept-missing-events");
        assertThat(accepted.exitCode()).as(accepted.err()).isZero();
        assertThat(accepted.out()).contains("Lost on purpose: ", "The database that was there is ");
        assertSound(20);
        assertThat(replaced()).hasSize(1);
        assertThat(auditLog().out())
                .contains(" done database.restored database all by command_line " + System.getProperty("user.name"))
                .contains("\"backup\":\"backup.db\"", "events 21 to 30");

        try (TestServer server = start()) {
            agent.run("sync").failed(ExitCodes.HISTORY_MISMATCH, "history mismatch at event 21: ");
            acceptHistory(server);
            JsonNode synced = agent.run("sync", "--accept-history").succeeded().json();
            assertThat(synced.get("accepted").longValue()).isEqualTo(10);
            agent.run("sync").succeeded();
            assertThat(agent.log()).hasSize(30);
        }
        assertSound(30);
    }

    /** The steps of docs/operations.md and docs/offline.md, with the commands that they name. */
    @Test
    void three_agents_bring_back_what_came_after_the_backup() throws IOException {
        List<Agent> agents = new ArrayList<>(List.of(agent));
        try (TestServer server = start()) {
            for (String name : List.of("second", "third")) {
                agents.add(Agent.init(directory.resolve(name), server.url(), store, "--api-key", Agent.ADMIN));
            }
            IntStream.range(0, 3).forEach(n -> writeInTurn(agents, n));
        }
        backUp("three.db");
        try (TestServer server = start()) {
            assertThat(server.url()).endsWith(":" + port);
            IntStream.range(3, 8).forEach(n -> writeInTurn(agents, n));
            agents.forEach(each -> each.run("sync").succeeded());
        }
        List<String> all = ids(agent);
        assertThat(all).hasSize(20 + 8 * 3);
        assertSound(all.size());

        CommandRun restored = restore("--accept-missing-events");
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertSound(20 + 3 * 3);
        try (TestServer server = start()) {
            agents.forEach(each ->
                    each.run("sync").failed(ExitCodes.HISTORY_MISMATCH, "'agent recover' shows what it has lost"));
            acceptHistory(server);
            agents.forEach(each -> each.run("recover", "--yes").succeeded());
            agents.forEach(each -> each.run("sync", "--strict").succeeded());
            for (Agent each : agents) {
                assertThat(ids(each)).isEqualTo(all);
            }
        }
        assertSound(all.size());
    }

    @Test
    void a_checkpoint_from_elsewhere_tells_what_is_missing() throws IOException {
        Path checkpoint = directory.resolve("checkpoint");
        try (TestServer server = start()) {
            assertThat(server.url()).endsWith(":" + port);
            agent.appendLines(lines(20, 30));
            agent.run("sync").succeeded();
        }
        assertThat(CommandRun.of(verify("--save-checkpoint", checkpoint.toString()))
                        .exitCode())
                .isZero();
        data = directory.resolve("new");

        CommandRun refused = restore("--checkpoint", checkpoint.toString());

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("event 21: it is missing");
        assertThat(data.resolve("events.db")).doesNotExist();
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void a_stream_that_nothing_was_signed_of_yet_is_restored_too() throws IOException {
        data = directory.resolve("young");
        backup = directory.resolve("young.db");
        try (TestServer server = start()) {
            Agent other = Agent.init(directory.resolve("other"), server.url(), store, "--api-key", Agent.ADMIN);
            other.appendLines(lines(0, 3));
            other.run("sync").succeeded();
            assertThat(CommandRun.of("backup", "--data", data.toString(), "--out", backup.toString())
                            .exitCode())
                    .isZero();
        }
        data = directory.resolve("new");

        CommandRun restored = restore("--json");

        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.out()).contains("\"head_sequence\":3", "\"reservations\":[");
    }

    @Test
    void a_backup_that_was_altered_is_not_restored() throws Exception {
        new AlteredFile(backup).execute("update events set event_type = 'order.forged' where sequence_number = 7");
        data = directory.resolve("new");

        CommandRun refused = restore();

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("the backup is not restored: ", "damaged: event 7: ");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void a_copy_without_its_log_is_no_backup() throws IOException {
        Path copy = directory.resolve("copy.db");
        try (TestServer server = start()) {
            assertThat(server.url()).endsWith(":" + port);
            agent.appendLines(lines(20, 30));
            agent.run("sync").succeeded();
            Files.copy(data.resolve("events.db"), copy);
        }
        backup = copy;
        data = directory.resolve("new");

        CommandRun refused = restore();

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("copy.db is not whole: it was in use when it was copied");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void a_database_that_cannot_be_read_is_not_replaced() throws IOException {
        Files.writeString(data.resolve("events.db"), "no database at all, but some text that was written here");

        CommandRun refused = restore("--accept-missing-events");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err())
                .contains("which numbers it has issued: the file is no database. If it is lost, move it away");
        assertThat(data.resolve("events.db")).content().startsWith("no database at all");
    }

    @Test
    void a_restored_database_is_backed_up_and_restored_again() {
        assertThat(restore().exitCode()).isZero();
        CommandRun twice = restore();
        assertThat(twice.exitCode()).isEqualTo(1);
        assertThat(twice.err()).contains(new UUID(0, 0) + "/", ": events 1 to 2 (the server's own audit log, ");
        backUp("second.db");

        CommandRun again = restore();

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(auditLog().out().lines()).hasSize(2).allMatch(line -> line.contains(" done database.restored "));
        assertSound(20);
    }

    @Test
    void without_the_key_nothing_is_written_behind_signed_entries() throws IOException {
        assertThat(restore().exitCode()).isZero();
        backUp("signed.db");
        Files.delete(data.resolve("sequencer-signing-key"));

        CommandRun restored = restore();

        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.out())
                .contains("Its audit log does not tell of this: its entries are signed, and the key", "is not at hand");
        assertThat(auditLog().out().lines()).hasSize(1);
        backUp("third.db");
        CommandRun again = restore();
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertSound(20);
    }

    private void backUp(String name) {
        backup = directory.resolve(name);
        assertThat(CommandRun.of("backup", "--data", data.toString(), "--out", backup.toString())
                        .exitCode())
                .isZero();
    }

    /** Each writes on top of what the others have written to an entity that all share, and to one of its own. */
    private static void writeInTurn(List<Agent> agents, int n) {
        for (Agent each : agents) {
            each.run("sync").succeeded();
            String entity = n % 2 == 0 ? "shared" : "own-" + agents.indexOf(each);
            each.append(entity, "{\"n\":" + n + "}", "--base-version", "auto").succeeded();
            each.run("sync").succeeded();
        }
    }

    private static List<String> ids(Agent agent) {
        return agent.log().stream()
                .map(event -> event.get("event_id").textValue())
                .toList();
    }

    private void acceptHistory(TestServer server) {
        Agent.administer(server.url(), store, "accept-history");
    }

    private CommandRun auditLog() {
        return CommandRun.of("audit-log", "--data", data.toString(), "--tenant", new UUID(0, 0).toString());
    }

    private TestServer start() {
        return ConfiguredTestServer.start(Map.of(
                "PORT", Integer.toString(port), "DATA_DIR", data.toString(), "BOOTSTRAP_ADMIN_API_KEY", Agent.ADMIN));
    }

    private CommandRun restore(String... more) {
        return CommandRun.of(Stream.concat(
                        Stream.of("restore", "--data", data.toString(), "--from", backup.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private String[] verify(String... more) {
        return Stream.concat(
                        Stream.of(
                                "verify-stream",
                                "--data",
                                data.toString(),
                                "--tenant",
                                Agent.TENANT.toString(),
                                "--store",
                                store.toString()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private void assertSound(int head) {
        CommandRun run = CommandRun.of(verify("--expect-head", Integer.toString(head)));
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).containsPattern("head +" + head + "\n");
    }

    private List<Path> replaced() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().startsWith("events.db.replaced-"))
                    .toList();
        }
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> Agent.line("o-" + n, n, ""))
                .toList();
    }
}
