package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A progress bar draws over its own line: what a command says at its end must not be on it. */
@Timeout(300)
class LastWordsOnATerminalIT {

    private static final String TENANT = "11111111-1111-4111-8111-111111111111";

    @TempDir
    private Path directory;

    @Test
    void a_verdict_stays_on_the_screen() throws Exception {
        new LogInFile(directory).write();

        PseudoTerminal sound = verifyStream();

        assertThat(sound.exitCode()).isZero();
        assertThat(sound.lines()).anyMatch(line -> line.startsWith("verify "));
        assertThat(sound.last(13))
                .containsSubsequence(
                        "stream " + AlterableLog.STREAM + ", SQLite in " + directory.resolve("events.db"),
                        "  head                    12",
                        "  commitments              2",
                        "  committed               10",
                        "  uncommitted              2",
                        "  signed                  12",
                        "sound");
        assertThat(sound.last(1)).containsExactly("sound");
    }

    @Test
    void damage_and_what_could_not_be_read_stay_too() throws Exception {
        // It tries for ten seconds, in which the other one is looked at.
        CompletableFuture<PseudoTerminal> unreachable = CompletableFuture.supplyAsync(
                () -> verifyStream("--server", "http://localhost:1", "--tenant", TENANT, "--store", TENANT));
        AlterableLog log = new LogInFile(directory);
        log.write();
        log.alter("update {events} set payload = {payload} where sequence_number = 5");

        PseudoTerminal damaged = verifyStream();
        PseudoTerminal away = unreachable.join();

        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.last(1)).containsExactly("damaged: event 5: its payload is not the one that was hashed");
        assertThat(away.exitCode()).isEqualTo(3);
        assertThat(away.last(1)).containsExactly("verify-stream: there is no connection to http://localhost:1");
    }

    @Test
    void the_tally_of_an_import_stays() throws Exception {
        Path file = Files.writeString(
                directory.resolve("events.ndjson"),
                IntStream.range(0, 3)
                        .mapToObj(n -> "{\"entity_type\":\"t\",\"entity_id\":\"" + n
                                + "\",\"event_type\":\"e\",\"payload\":" + n + "}\n")
                        .collect(Collectors.joining()));
        try (TestServer server = start()) {
            PseudoTerminal run = PseudoTerminal.run(
                    directory,
                    "import",
                    file.toString(),
                    "--server",
                    server.url(),
                    "--tenant",
                    TENANT,
                    "--store",
                    TENANT);

            assertThat(run.exitCode()).as(run.lines().toString()).isZero();
            assertThat(run.lines()).anyMatch(line -> line.startsWith("import "));
            assertThat(String.join("\n", run.last(12)))
                    .containsPattern("accepted +3\n")
                    .containsPattern("rejected +0");
        }
    }

    @Test
    void the_report_of_an_agent_that_syncs_stays() throws Exception {
        Path home = directory.resolve("agent");
        Path lines = Files.write(
                directory.resolve("lines.ndjson"),
                IntStream.range(0, 1200)
                        .mapToObj(n -> "{\"entity_type\":\"t\",\"entity_id\":\"" + n
                                + "\",\"event_type\":\"e\",\"payload\":" + n + "}")
                        .toList());
        try (TestServer server = start()) {
            succeed(
                    "agent",
                    "init",
                    "--data",
                    home.toString(),
                    "--server",
                    server.url(),
                    "--tenant",
                    TENANT,
                    "--store",
                    UUID.randomUUID().toString());
            succeed("agent", "append", "--data", home.toString(), "--ndjson", lines.toString());

            PseudoTerminal run = PseudoTerminal.run(directory, "agent", "sync", "--data", home.toString());

            assertThat(run.exitCode()).as(run.lines().toString()).isZero();
            assertThat(run.lines()).anyMatch(line -> line.startsWith("push "));
            assertThat(run.last(1))
                    .singleElement(STRING)
                    .startsWith(
                            "accepted 1200, rejected 0, pulled 1200; the replica reaches 1200 of 1200, the first 1200 events");
        }
    }

    @Test
    void the_lines_of_projections_stay() throws Exception {
        new LogInFile(directory).write();

        PseudoTerminal run =
                PseudoTerminal.run(directory, "projections", "run", "order_totals", "--data", directory.toString());

        // The events of this log are not what order_totals expects.
        assertThat(run.exitCode()).as(run.lines().toString()).isEqualTo(1);
        assertThat(run.last(1))
                .singleElement()
                .asString()
                .startsWith("order_totals version 1, live: 0 of 12 events (0.0 %)")
                .endsWith("1 worker(s)");
    }

    /** The line wraps at 120 columns, where the words behind a bar could stand. */
    @Test
    void a_backup_a_restore_and_an_export_show_how_far_they_are() throws Exception {
        new LogInFile(directory).write();
        Path copy = directory.resolve("copy.db");
        Path target = directory.resolve("restored");
        Path file = directory.resolve("events.ndjson");

        PseudoTerminal backup =
                PseudoTerminal.run(directory, "backup", "--data", directory.toString(), "--out", copy.toString());
        PseudoTerminal restore =
                PseudoTerminal.run(directory, "restore", "--data", target.toString(), "--from", copy.toString());
        List<String> export = new ArrayList<>(List.of("export-events", "--out", file.toString()));
        export.addAll(List.of(
                "--data",
                directory.toString(),
                "--tenant",
                AlterableLog.STREAM.tenantId().toString(),
                "--store",
                AlterableLog.STREAM.storeId().toString()));
        PseudoTerminal exported = PseudoTerminal.run(directory, export.toArray(String[]::new));

        assertShown(backup, "backup 100% .* KiB .*", "The keys are not in it: keep copies of them apart from it.");
        assertShown(restore, "restore 100% .* KiB .*", "and agent recover on each device.");
        assertShown(restore, "verify 100% .*12/12 events.*", "and agent recover on each device.");
        assertShown(exported, "export 100% .*12/12 events.*", ", 12 of them written now");
        assertThat(file).content().hasLineCount(12);
    }

    private static void assertShown(PseudoTerminal run, String progress, String lastWords) {
        assertThat(run.exitCode()).as(run.lines().toString()).isZero();
        assertThat(run.lines()).anyMatch(line -> line.matches(progress));
        assertThat(run.last(1)).singleElement(STRING).endsWith(lastWords);
    }

    private PseudoTerminal verifyStream() {
        return verifyStream(
                "--data",
                directory.toString(),
                "--tenant",
                AlterableLog.STREAM.tenantId().toString(),
                "--store",
                AlterableLog.STREAM.storeId().toString());
    }

    private PseudoTerminal verifyStream(String... options) {
        List<String> command = new ArrayList<>(List.of("verify-stream"));
        command.addAll(List.of(options));
        try {
            return PseudoTerminal.run(directory, command.toArray(String[]::new));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private TestServer start() {
        return ConfiguredTestServer.start(Map.of(
                "AUTH_MODE", "disabled", "DATA_DIR", directory.resolve("server").toString()));
    }

    private static void succeed(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exitCode()).as(List.of(arguments) + run.err()).isZero();
    }
}
