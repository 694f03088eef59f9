package com.stateset.sequencer.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.CommandRun;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

    private static final String ADMIN = "ss_admin_0123456789abcdef0123456789abcdef";
    private static final String TENANT = "11111111-1111-4111-8111-111111111111";

    @TempDir
    private Path directory;

    private Path data;

    @BeforeEach
    void write() throws IOException {
        data = directory.resolve("data");
        try (TestServer server = start(Map.of())) {
            fill(server);
        }
    }

    @Test
    void a_store_that_is_well() {
        CommandRun run = ofData("--strict");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("ok    rights ", "ok    disk ", "ok    files ", "ok    schema ", "ok    heads ", "ok    log ")
                .contains("ok    signer     key 1, ", "ok    clock ", "ok    ready ")
                .contains("ok    ed25519    signatures are made and verified by Bouncy Castle\n")
                .containsPattern("ok    history    of \\d+ events at random all are there, and [1-9]")
                .endsWith(" is well\n");
    }

    @Test
    void a_server_that_is_well_and_one_that_is_not_there() {
        try (TestServer server = start(Map.of())) {
            CommandRun run = ofServer(server.url());

            assertThat(run.exitCode()).as(run.out()).isZero();
            assertThat(run.out())
                    .contains("ok    server ", "ok    clocks ", "ok    ready ", "ok    signer ")
                    .contains("ok    streams    the API key reads 1 streams", "ok    history ");
        }
        CommandRun away = ofServer("http://localhost:1");
        assertThat(away.exitCode()).isEqualTo(1);
        assertThat(away.out()).contains("fail  server     there is no connection to http://localhost:1");
    }

    @Test
    void a_key_that_is_not_one() {
        try (TestServer server = start(Map.of())) {
            CommandRun run = CommandRun.of("doctor", "--server", server.url(), "--api-key", "ss_wrong");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("ok    ready ", "fail  streams ", "-> give an API key");
        }
    }

    @Test
    void files_that_are_open_to_others_are_a_warning() throws IOException {
        Files.setPosixFilePermissions(data.resolve("events.db"), PosixFilePermissions.fromString("rw-r--r--"));

        CommandRun run = ofData();

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("warn  rights     " + data + " is open to other users of this machine: events.db");
        assertThat(ofData("--strict").exitCode()).isEqualTo(1);
    }

    @Test
    void a_copy_without_its_log_is_a_failure_and_is_left_as_it_is() throws IOException {
        Path copy = Files.createDirectory(directory.resolve("copy"));
        try (TestServer server = start(Map.of())) {
            fill(server, 30);
            Files.copy(data.resolve("events.db"), copy.resolve("events.db"));
        }
        byte[] before = Files.readAllBytes(copy.resolve("events.db"));

        CommandRun run = CommandRun.of("doctor", "--data", copy.toString(), "--json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("{\"check\":\"files\",\"level\":\"fail\",\"found\":\"" + copy.resolve("events.db")
                        + " is not whole")
                .contains("\"failures\":1");
        assertThat(copy.resolve("events.db")).hasBinaryContent(before);
    }

    @Test
    void events_that_are_missing_and_altered_are_failures() throws SQLException {
        execute("update events set event_type = 'order.forged'");
        CommandRun altered = ofData();
        assertThat(altered.exitCode()).isEqualTo(1);
        assertThat(altered.out()).contains("fail  history    stream " + TENANT + "/" + TENANT + ": ");

        execute("delete from events where sequence_number = 5");
        CommandRun missing = ofData();
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.out())
                .contains("fail  heads      stream " + TENANT + "/" + TENANT + " has 19 events, and its head is 20");
    }

    @Test
    void an_altered_payload_is_a_failure() throws SQLException {
        execute("update events set payload = cast('2' as blob)");

        CommandRun run = ofData();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern(
                        "fail  history    stream .*: the payload of event \\d+ is not the one that was hashed");
    }

    @Test
    void a_history_that_nothing_proves_is_a_warning() throws SQLException {
        execute("delete from history_checkpoints");

        assertThat(ofData().out())
                .containsPattern("warn  history    .* and 0 are proved .*, although the sequencer has keys");
    }

    @Test
    void a_key_that_is_not_at_hand_and_an_older_schema_are_warnings() throws Exception {
        Files.delete(data.resolve("sequencer-signing-key"));
        assertThat(ofData().out()).contains("warn  signer     key 1, ", "is not at hand");

        execute("delete from schema_history where version = '15'");
        CommandRun older = ofData();
        assertThat(older.exitCode()).as(older.out()).isZero();
        assertThat(older.out()).contains("warn  schema     version 14 of 15").doesNotContain("ready");
    }

    @Test
    void a_database_in_postgresql() throws IOException {
        String url = TestPostgres.shared().createDatabase();
        try (TestServer server = start(Map.of("DATABASE_URL", url, "VES_SEQUENCER_SIGNING_KEY", "5e".repeat(32)))) {
            fill(server);
        }

        CommandRun run = CommandRun.of("doctor", "--database-url", url);

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("warn  signer ", "ok    clock ", "ok    ready ")
                .containsPattern("ok    history    of \\d+ events at random all are there, and [1-9]");
        TestPostgres.shared().dropDatabase(url);
    }

    private TestServer start(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("DATA_DIR", data.toString());
        variables.put("BOOTSTRAP_ADMIN_API_KEY", ADMIN);
        return ConfiguredTestServer.start(variables);
    }

    private void fill(TestServer server) throws IOException {
        fill(server, 20);
    }

    private void fill(TestServer server, int events) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int n = 1; n <= events; n++) {
            lines.append("{\"entity_type\":\"order\",\"entity_id\":\"")
                    .append(n)
                    .append("\",\"event_type\":\"order.placed\",\"payload\":1}\n");
        }
        Path file = Files.writeString(directory.resolve("lines.ndjson"), lines);
        CommandRun run = CommandRun.of(
                "import",
                file.toString(),
                "--server",
                server.url(),
                "--api-key",
                ADMIN,
                "--tenant",
                TENANT,
                "--store",
                TENANT);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private CommandRun ofData(String... more) {
        String[] all = {"doctor", "--data", data.toString()};
        return CommandRun.of(Stream.concat(Stream.of(all), Stream.of(more)).toArray(String[]::new));
    }

    private static CommandRun ofServer(String url) {
        return CommandRun.of("doctor", "--server", url, "--api-key", ADMIN);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("events.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
