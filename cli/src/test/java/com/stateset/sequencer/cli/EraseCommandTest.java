package com.stateset.sequencer.cli;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.server.Sent;
import com.stateset.sequencer.server.TestServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EraseCommandTest {

    private static final String KEY = "ss_of-the-administrator";

    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() {
        server = ConfiguredTestServer.start(
                Map.of("DATA_DIR", directory.toString(), "AUTH_MODE", "required", "BOOTSTRAP_ADMIN_API_KEY", KEY));
        String events = batch(event("o-1", "{\"n\":1}"), event("o-2", "{\"n\":2}"), event("o-1", "{\"n\":3}"));
        assertThat(SequencerClient.to(URI.create(server.url()), KEY)
                        .ingest(events.getBytes(StandardCharsets.UTF_8))
                        .headSequence())
                .isEqualTo(3);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void erases_and_the_verifier_finds_the_record() throws Exception {
        CommandRun run = erase(KEY, "o-1", "--yes");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("order/o-1 of stream ")
                .contains("is erased up to event 4")
                .contains("by dpo, case 17");
        assertSound(verify("--server", server.url(), "--api-key", KEY));
        server.close();
        assertSound(verify("--data", directory.toString()));

        execute("update events set payload_state = 2, payload = null where sequence_number = 2");
        CommandRun audit = verify("--data", directory.toString());
        assertThat(audit.exitCode()).isEqualTo(1);
        assertThat(audit.out())
                .contains("event 2: its payload is missing, and no erasure of it is recorded; so it is with 1 in all");
    }

    @Test
    void a_second_run_answers_the_same_record_as_json() {
        CommandRun first = erase(KEY, "o-1", "--yes", "--json");
        CommandRun second = erase(KEY, "o-1", "--yes", "--json");

        assertThat(first.exitCode()).isZero();
        assertThat(first.out())
                .startsWith("{\"entity_type\":\"order\",\"entity_id\":\"o-1\",\"by\":\"dpo\",\"reason\":\"case 17\","
                        + "\"sequence_number\":4,\"recorded_at\":\"");
        assertThat(second).isEqualTo(first);
    }

    @Test
    void what_is_not_there_confirmed_or_allowed_is_not_erased() {
        CommandRun unknown = erase(KEY, "o-9", "--yes");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("has no events of order/o-9");

        CommandRun unasked = erase(KEY, "o-1");
        assertThat(unasked.exitCode()).isEqualTo(2);
        assertThat(unasked.err()).contains("there is no terminal to ask on: say --yes");

        CommandRun stranger = erase("ss_of-another", "o-1", "--yes");
        assertThat(stranger.exitCode()).isEqualTo(3);
        assertThat(stranger.err()).startsWith("erase: the server at ").contains(" answers 401");

        assertThat(CommandRun.of("erase", "--help").out())
                .contains("--reason=WHY")
                .contains("--yes");
        assertThat(verify("--server", server.url(), "--api-key", KEY).out()).doesNotContain("erased, on record");
    }

    private static void assertSound(CommandRun audit) {
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        assertThat(audit.out()).contains("2 payloads are erased, on record, and were not checked");
    }

    private CommandRun erase(String key, String entityId, String... more) {
        List<String> arguments = new ArrayList<>(List.of("erase", "--server", server.url(), "--api-key", key));
        arguments.addAll(List.of("--tenant", Sent.TENANT, "--store", Sent.STORE));
        arguments.addAll(List.of("--entity-type", "order", "--entity-id", entityId));
        arguments.addAll(List.of("--by", "dpo", "--reason", "case 17"));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static CommandRun verify(String... source) {
        List<String> arguments =
                new ArrayList<>(List.of("verify-stream", "--tenant", Sent.TENANT, "--store", Sent.STORE));
        arguments.addAll(List.of(source));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
