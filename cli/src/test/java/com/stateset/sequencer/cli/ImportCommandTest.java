package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.stateset.sequencer.cli.LogReader.Entry;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

    private static final String KEY = "ss_a-key-for-tests";

    @TempDir
    private Path directory;

    private TestServer server;
    private LogReader log;

    @BeforeEach
    void startServer() {
        startServer(Map.of());
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void purchases_go_in_once_and_in_the_order_of_the_file() throws Exception {
        importPurchasesTwice();
    }

    @Test
    void on_postgresql_too() throws Exception {
        server.close();
        startServer(Map.of("DATABASE_URL", TestPostgres.shared().createDatabase()));

        importPurchasesTwice();
    }

    @Test
    void equal_rows_are_different_events_and_bad_rows_are_kept() throws Exception {
        Path file = Files.writeString(
                directory.resolve("orders.csv"),
                "\uFEFFno,total,note\r\n1,10.50,\"a \"\"b\"\"\r\nc\"\r\n2,x,\r\n2,7\r\n\r\n3,.5,\r\n3,.5,\r\n4,1e999,\r\n");

        CommandRun run = CommandRun.of(csv(file));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.summary("rows read")).isEqualTo("6");
        assertThat(run.summary("accepted")).isEqualTo("3");
        assertThat(run.summary("rejected")).isEqualTo("3  see " + file + ".rejected.ndjson");
        assertThat(log.all())
                .extracting(Entry::entityId, Entry::createdAt, Entry::payload)
                .containsExactly(
                        tuple("1", "1970-01-01T00:00:00Z", "{\"note\":\"a \\\"b\\\"\\r\\nc\",\"total\":10.5}"),
                        tuple("3", "1970-01-01T00:00:00Z", "{\"note\":\"\",\"total\":0.5}"),
                        tuple("3", "1970-01-01T00:00:00Z", "{\"note\":\"\",\"total\":0.5}"));
        assertThat(Files.readAllLines(Path.of(file + ".rejected.ndjson")))
                .satisfiesExactly(
                        bad -> assertThat(bad)
                                .isEqualTo("{\"line\":4,\"reason\":\"unreadable_row\",\"message\":"
                                        + "\"column total is not a number: 'x'\",\"row\":\"2,x,\"}"),
                        bad -> assertThat(bad)
                                .isEqualTo("{\"line\":5,\"reason\":\"unreadable_row\",\"message\":"
                                        + "\"the row has 2 columns instead of 3 (no, total, note)\",\"row\":\"2,7\"}"),
                        bad -> assertThat(bad)
                                .startsWith("{\"line\":9,\"event_id\":\"")
                                .contains("\"reason\":\"schema_validation: payload ")
                                .endsWith("\"row\":\"4,1e999,\"}"));
    }

    @Test
    void a_dash_is_the_standard_input() throws Exception {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("no,total,note\n1,1,\n2,2,\n".getBytes(StandardCharsets.UTF_8)));
            CommandRun run = CommandRun.of(Stream.concat(Stream.of(csv(Path.of("-"))), Stream.of("--format", "csv"))
                    .toArray(String[]::new));
            assertThat(run.exitCode()).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(log.all()).extracting(Entry::entityId).containsExactly("1", "2");
    }

    @Test
    void a_mended_file_adds_only_what_was_missing() throws Exception {
        Path file = Files.writeString(directory.resolve("orders.csv"), "no,total,note\n1,1,\n2,x,\n3,3,\n");
        assertThat(CommandRun.of(csv(file)).exitCode()).isEqualTo(1);

        Files.writeString(file, "no,total,note\n1,1,\n2,2,\n3,3,\n4,4,\n");
        CommandRun again = CommandRun.of(csv(file));

        assertThat(again.exitCode()).isZero();
        assertThat(again.summary("accepted")).isEqualTo("2");
        assertThat(again.summary("duplicate")).isEqualTo("2");
        assertThat(Path.of(file + ".rejected.ndjson")).doesNotExist();
        assertThat(log.all()).extracting(Entry::entityId).containsExactly("1", "3", "2", "4");
    }

    @Test
    void events_of_a_command_go_in_whole_with_their_versions() throws Exception {
        String command = "\"command_id\":\"0f0e0d0c-0b0a-4908-8706-050403020100\",";
        Path file = Files.writeString(
                directory.resolve("events.ndjson"),
                event("a", "")
                        + event("a", command + "\"base_version\":1,")
                        + event("b", command + "\"base_version\":0,")
                        + event("a", "\"base_version\":1,")
                        + event("c", "\"created_at\":\"yesterday\","));
        String[] arguments = ndjson(file, "--batch", "2");

        CommandRun first = CommandRun.of(arguments);
        CommandRun second = CommandRun.of(arguments);

        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(first.summary("accepted")).isEqualTo("3");
        assertThat(Files.readString(Path.of(file + ".rejected.ndjson")))
                .contains("\"line\":4", "\"reason\":\"version_conflict: expected 1, actual 2\"")
                .contains("\"line\":5", "\"reason\":\"schema_validation: created_at");
        assertThat(second.summary("accepted")).isEqualTo("0");
        assertThat(second.summary("duplicate")).isEqualTo("3");
        assertThat(second.summary("rejected")).startsWith("2 ");
        assertThat(log.head()).isEqualTo(3);
    }

    @Test
    void the_wrong_key_is_said_to_be_wrong() throws IOException {
        Path file = Files.writeString(directory.resolve("events.ndjson"), event("a", ""));
        String[] arguments = ndjson(file, "--retry-for", "0s");
        arguments[List.of(arguments).indexOf(KEY)] = "ss_wrong";

        CommandRun run = CommandRun.of(arguments);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(" answers 401: ")
                .contains("; give the API key with --api-key or SEQUENCER_API_KEY. Run the same command again");
    }

    private void importPurchasesTwice() throws Exception {
        Purchases purchases = Purchases.real(directory);
        String rows = String.format(Locale.ROOT, "%,d", purchases.rows());

        CommandRun first = run(purchases.file());

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.summary("rows read")).isEqualTo(rows);
        assertThat(first.summary("accepted")).isEqualTo(rows);
        assertThat(first.summary("duplicate")).isEqualTo("0");
        assertThat(first.summary("rejected")).isEqualTo("0");
        assertThat(first.summary("numbers")).isEqualTo("1.." + rows);
        assertThat(first.summary("head")).isEqualTo(rows);
        assertThat(first.err()).isEmpty();
        assertThat(log.head()).isEqualTo(purchases.rows());
        List<Entry> entries = log.all();
        assertThat(entries).extracting(Entry::number).containsExactlyElementsOf(purchases.numbers());
        assertThat(Purchases.lines(entries)).containsExactlyElementsOf(purchases.numbers());

        Path renamed = Files.move(purchases.file(), directory.resolve("renamed.dat"));
        CommandRun second = run(renamed, "--batch", "999", "--in-flight", "3");

        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.summary("accepted")).isEqualTo("0");
        assertThat(second.summary("duplicate")).isEqualTo(rows);
        assertThat(second.summary("numbers")).isEqualTo("1.." + rows);
        assertThat(second.summary("head")).isEqualTo(rows);
        assertThat(log.all()).isEqualTo(entries);
    }

    private void startServer(Map<String, String> more) {
        Map<String, String> variables =
                new HashMap<>(Map.of("DATA_DIR", directory.resolve("data").toString(), "BOOTSTRAP_ADMIN_API_KEY", KEY));
        variables.putAll(more);
        server = ConfiguredTestServer.start(variables);
        log = new LogReader(server.url(), KEY);
    }

    private CommandRun run(Path file, String... more) {
        return CommandRun.of(Purchases.importOf(
                file,
                server.url(),
                Stream.concat(Stream.of("--api-key", KEY), Stream.of(more)).toArray(String[]::new)));
    }

    private String[] csv(Path file) {
        return ndjson(
                file,
                "--entity-type",
                "order",
                "--entity-id",
                "{no}",
                "--event-type",
                "placed",
                "--payload",
                "total=number,note");
    }

    private String[] ndjson(Path file, String... more) {
        return Stream.concat(
                        Stream.of(
                                "import",
                                file.toString(),
                                "--server",
                                server.url(),
                                "--tenant",
                                LogReader.TENANT.toString(),
                                "--store",
                                LogReader.STORE.toString(),
                                "--api-key",
                                KEY),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static String event(String entity, String more) {
        return "{" + more + "\"entity_type\":\"t\",\"entity_id\":\"" + entity
                + "\",\"event_type\":\"e\",\"payload\":{}}\n";
    }
}
