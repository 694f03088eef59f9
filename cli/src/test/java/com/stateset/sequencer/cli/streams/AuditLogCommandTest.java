package com.stateset.sequencer.cli.streams;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.CommandRun;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.server.Sent;
import com.stateset.sequencer.server.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands do is in the audit log, which is proved by the commands that prove any stream. */
class AuditLogCommandTest {

    private static final String LOG = StreamId.AUDIT_STORE.toString();

    /** The key that configured test servers and their client share. */
    private static final String KEY = TestServer.KEY;

    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() {
        server = start("true");
    }

    private TestServer start(String auditLog) {
        return ConfiguredTestServer.start(Map.of(
                "DATA_DIR", directory.toString(), "BOOTSTRAP_ADMIN_API_KEY", KEY, "AUDIT_LOG_ENABLED", auditLog));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void what_commands_do_at_a_server_is_shown_one_line_for_each_deed() {
        String prefix = mintAndRevoke();
        server.ingest(batch(event("o-1", "{\"n\":1}")));
        CommandRun erased = remote(
                "erase",
                "--store",
                Sent.STORE,
                "--entity-type",
                "order",
                "--entity-id",
                "o-1",
                "--by",
                "dpo",
                "--reason",
                "case\u202e 17",
                "--yes");
        assertThat(erased.exitCode()).as(erased.err()).isZero();
        assertThat(remote("accept-history", "--store", Sent.STORE).exitCode()).isZero();

        CommandRun run = remote("audit-log");

        assertThat(AuditLogCommand.STORE).isEqualTo(LOG);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceFirst("^\\S+ ", "").replaceFirst(", request \\S+", "")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("done api_key.created api_key " + prefix
                                        + " by operator {\"label\":\"till 7\",\"permission\":\"read_write\"}"),
                        line -> assertThat(line).startsWith("done api_key.revoked api_key " + prefix + " by operator"),
                        line -> assertThat(line)
                                .isEqualTo("done entity.erased store " + Sent.STORE
                                        + " by operator {\"by\":\"dpo\",\"entity_id\":\"o-1\",\"entity_type\":\"order\","
                                        + "\"reason\":\"case? 17\",\"sequence_number\":2}"),
                        line -> assertThat(line).startsWith("done history.accepted store " + Sent.STORE));
        server.close();
        assertThat(local("audit-log")).isEqualTo(run);
        assertThat(local("audit-log", "--json").out())
                .startsWith("{\"deeds\":[{\"deed\":\"")
                .contains("\"outcome\":\"done\",\"actor\":{\"kind\":\"operator\"}");
    }

    @Test
    void the_log_verifies_and_an_altered_entry_is_found() throws SQLException {
        mintAndRevoke();
        assertThat(remote("verify-stream", "--store", LOG).exitCode()).isZero();
        server.close();
        CommandRun sound = local("verify-stream", "--store", LOG);
        assertThat(sound.exitCode()).as(sound.out()).isZero();

        execute(
                "update events set payload = cast(replace(cast(payload as text), 'till 7', 'till 8') as blob) where sequence_number = 2");

        CommandRun altered = local("verify-stream", "--store", LOG);
        assertThat(altered.exitCode()).isEqualTo(1);
        assertThat(altered.out()).contains("event 2");
    }

    @Test
    void an_entry_that_is_taken_out_is_missed() throws SQLException {
        mintAndRevoke();
        server.close();

        execute("delete from events where sequence_number = 4");

        assertThat(local("verify-stream", "--store", LOG).exitCode()).isEqualTo(1);
    }

    @Test
    void the_log_is_exported_and_its_entries_are_proved() throws Exception {
        mintAndRevoke();
        Path file = directory.resolveSibling(directory.getFileName() + ".ndjson");
        CommandRun export = remote("export-events", "--store", LOG, "--out", file.toString());
        assertThat(export.exitCode()).as(export.err()).isZero();
        assertThat(Files.readAllLines(file)).hasSize(4).last().asString().contains("api_key.revoked");

        assertThat(server.post("/commitments", "{\"tenant_id\":\"" + Sent.TENANT + "\",\"store_id\":\"" + LOG + "\"}")
                        .statusCode())
                .isEqualTo(200);
        Path proof = directory.resolveSibling(directory.getFileName() + ".proof");
        CommandRun proved = remote("prove", "--store", LOG, "--sequence", "4", "--out", proof.toString());
        assertThat(proved.exitCode()).as(proved.err()).isZero();
        CommandRun verified = CommandRun.of("verify-proof", proof.toString());
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
    }

    @Test
    void a_deed_of_which_no_outcome_is_known_is_said_to_be_begun() throws SQLException {
        mintAndRevoke();
        server.close();
        execute("delete from events where sequence_number = 4");

        assertThat(local("audit-log").out().lines()).last().asString().contains(" begun api_key.revoked api_key ");
    }

    @Test
    void deeds_come_in_the_order_in_which_they_ended_open_ones_last() throws SQLException {
        mintAndRevoke();
        server.close();
        execute("delete from events where sequence_number = 2");

        assertThat(local("audit-log").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains(" done api_key.revoked "),
                        line -> assertThat(line).contains(" begun api_key.created "));
        assertThat(local("audit-log", "--json").out()).containsSubsequence("api_key.revoked", "api_key.created");
    }

    @Test
    void where_payloads_are_encrypted_its_entries_are_too() throws Exception {
        server.close();
        server = ConfiguredTestServer.start(Map.of(
                "DATA_DIR", directory.toString(),
                "BOOTSTRAP_ADMIN_API_KEY", KEY,
                "PAYLOAD_ENCRYPTION_KEY", "7c".repeat(32)));
        mintAndRevoke();

        assertThat(remote("audit-log").out()).contains("till 7");
        server.close();
        assertThat(local("audit-log").out().lines())
                .hasSize(4)
                .allMatch(line -> line.contains(" unreadable "))
                .noneMatch(line -> line.contains("till 7"));
    }

    @Test
    void a_server_that_keeps_none_writes_none() {
        server.close();
        server = start("false");
        mintAndRevoke();

        assertThat(remote("audit-log").out()).isEmpty();
    }

    /** Returns what the key is called. */
    private String mintAndRevoke() {
        CommandRun created = remote("keys", "create", "--label", "till 7");
        assertThat(created.exitCode()).as(created.err()).isZero();
        String prefix = created.err().substring(0, 16);
        assertThat(remote("keys", "revoke", prefix).exitCode()).isZero();
        return prefix;
    }

    private CommandRun remote(String... command) {
        return run(List.of(command), "--server", server.url(), "--api-key", KEY);
    }

    private CommandRun local(String... command) {
        return run(List.of(command), "--data", directory.toString());
    }

    private static CommandRun run(List<String> command, String... place) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--tenant", Sent.TENANT));
        arguments.addAll(List.of(place));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
