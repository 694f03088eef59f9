package com.stateset.sequencer.cli.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.CommandRun;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportEventsCommandTest {

    private static final String ADMIN = "ss_admin_0123456789abcdef0123456789abcdef";
    private static final String TENANT = "11111111-1111-4111-8111-111111111111";
    private static final String STORE = "22222222-2222-4222-8222-222222222222";
    private static final int EVENTS = 40;

    @TempDir
    private Path directory;

    private Path export;
    private TestServer server;

    @BeforeEach
    void write() throws IOException {
        export = directory.resolve("export.ndjson");
        server = ConfiguredTestServer.start(
                Map.of("DATA_DIR", directory.resolve("data").toString(), "BOOTSTRAP_ADMIN_API_KEY", ADMIN));
        append(1, EVENTS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_store_and_a_server_give_the_same_lines() throws IOException {
        Path other = directory.resolve("other.ndjson");

        CommandRun fromServer = export();
        CommandRun fromStore = CommandRun.of(
                "export-events",
                "--data",
                directory.resolve("data").toString(),
                "--tenant",
                TENANT,
                "--store",
                STORE,
                "--out",
                other.toString());

        assertThat(fromServer.exitCode()).as(fromServer.err()).isZero();
        assertThat(fromServer.out()).contains("has events 1 to 40 of stream ", ", 40 of them written now");
        assertThat(fromStore.exitCode()).as(fromStore.err()).isZero();
        assertThat(other).hasSameBinaryContentAs(export);
        assertThat(Files.readAllLines(export).get(6))
                .startsWith("{\"event_id\":\"")
                .contains("\"payload\":{\"n\":7}", "\"sequence_number\":7");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(export)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatever_stops_it_it_goes_on_behind_the_last_whole_line() throws IOException {
        export().exitCode();
        byte[] whole = Files.readAllBytes(export);
        for (int length : new int[] {0, 1, 20, whole.length / 3, whole.length - 1, whole.length}) {
            Files.write(export, Arrays.copyOf(whole, length));

            CommandRun run = export();

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(export).as("%d bytes were left", length).hasBinaryContent(whole);
        }
        append(EVENTS + 1, EVENTS + 3);
        assertThat(export().out()).contains("has events 1 to 43", ", 3 of them written now");
        assertThat(export().out()).contains("has events 1 to 43", ", 0 of them written now");
    }

    @Test
    void a_file_that_others_could_read_is_closed_to_them() throws IOException {
        Files.createFile(export);
        Files.setPosixFilePermissions(export, PosixFilePermissions.fromString("rw-r--r--"));

        export();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(export)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_range_that_begins_beyond_the_head_is_refused() {
        CommandRun run = export("--from", "42");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--from: the stream ends with event 40");
        assertThat(export("--from", "41").exitCode()).isZero();
    }

    @Test
    void a_range_is_a_range() throws IOException {
        CommandRun run = export("--from", "5", "--to", "9", "--json");

        assertThat(run.out()).contains("\"from\":5,\"to\":9,\"head\":40,\"written\":5,\"unreadable\":0");
        assertThat(Files.readAllLines(export)).hasSize(5);
        CommandRun elsewhere = export("--from", "6");
        assertThat(elsewhere.exitCode()).isEqualTo(1);
        assertThat(elsewhere.err()).contains("it begins with event 5, not 6");
    }

    @Test
    void another_file_is_left_alone() throws IOException {
        String other = "{\"event_id\":\"" + STORE + "\",\"command_id\":null,\"tenant_id\":\"" + STORE + "\"";
        for (String content : List.of(
                other,
                "{\"event_id\":7}",
                "my notes",
                "{\"a\":1}",
                "{\"a\":1}\n{\"b\":2}\n",
                "{\"event_id\":\"x\"}\n")) {
            Files.writeString(export, content);

            CommandRun run = export();

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("it is there, and is no export; name another one");
            assertThat(export).hasContent(content);
        }
    }

    @Test
    void the_file_of_another_stream_keeps_its_unfinished_line() throws IOException {
        export();
        byte[] whole = Files.readAllBytes(export);
        byte[] unfinished = Arrays.copyOf(whole, whole.length - 5);
        Files.write(export, unfinished);

        String none = UUID.randomUUID().toString();
        assertThat(CommandRun.of(at("export-events", none, "--out", export.toString()))
                        .exitCode())
                .isEqualTo(3);
        assertThat(export).hasBinaryContent(unfinished);
        assertThat(export("--from", "2").exitCode()).isEqualTo(1);
        assertThat(export).hasBinaryContent(unfinished);
    }

    @Test
    void the_file_of_another_history_is_left_alone() throws IOException {
        export();
        List<String> lines = Files.readAllLines(export);
        String other = lines.get(EVENTS - 1)
                .replaceFirst("\"event_id\":\"[^\"]*\"", "\"event_id\":\"" + UUID.randomUUID() + "\"");
        lines.set(EVENTS - 1, other);
        Files.write(export, lines);

        CommandRun run = export();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("its last event, 40, is not the stream's: this is another history");
        assertThat(Files.readAllLines(export)).isEqualTo(lines);
    }

    @Test
    void what_was_exported_is_imported_under_the_same_numbers() throws IOException {
        export();
        String store = UUID.randomUUID().toString();

        CommandRun first = importInto(store, "--check-numbers", "--batch", "7");
        CommandRun again = importInto(store, "--check-numbers", "--batch", "7");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).contains("numbers              1..40");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("duplicate               40");
    }

    @Test
    void other_numbers_stop_the_import_before_it_begins() throws IOException {
        export("--from", "5");
        String store = UUID.randomUUID().toString();

        CommandRun gap = importInto(store, "--check-numbers");
        assertThat(gap.exitCode()).isEqualTo(1);
        assertThat(gap.err()).contains("line 1 says number 5, but the next one of the stream is 1");
        assertThat(head(store)).isEmpty();

        assertThat(importInto(store).exitCode()).isZero();
        Files.delete(export);
        export();
        CommandRun others = importInto(store, "--check-numbers");
        assertThat(others.exitCode()).isEqualTo(1);
        assertThat(others.err()).contains("line 1 says number 1, under which the stream has the event ");
    }

    @Test
    void an_erased_payload_is_said_and_not_imported() throws IOException {
        CommandRun erased = CommandRun.of(at(
                "erase",
                STORE,
                "--entity-type",
                "order",
                "--entity-id",
                "o3",
                "--by",
                "me",
                "--reason",
                "case 1",
                "--yes"));
        assertThat(erased.exitCode()).as(erased.err()).isZero();

        CommandRun run = export();

        assertThat(run.out()).contains("1 payloads were erased, or are encrypted and have no key here");
        assertThat(Files.readAllLines(export).get(2))
                .contains("\"payload\":null", "\"payload_state\":\"erased or encrypted\"");
        String store = UUID.randomUUID().toString();
        CommandRun checked = importInto(store, "--check-numbers");
        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(checked.err())
                .contains("line 3 cannot be imported, so that those behind it would get other numbers: ");
        assertThat(head(store)).isEmpty();
        CommandRun imported = importInto(store);
        assertThat(imported.exitCode()).isEqualTo(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(export + ".rejected.ndjson"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(Path.of(export + ".rejected.ndjson")))
                .contains("\"line\":3", "its payload is erased or encrypted, so that there is nothing to import of it");
    }

    @Test
    void a_stream_that_is_not_there() {
        CommandRun run = CommandRun.of(at("export-events", UUID.randomUUID().toString(), "--out", export.toString()));

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("there is no such stream: ");
    }

    private void append(int from, int to) throws IOException {
        Path lines = directory.resolve("lines.ndjson");
        Files.write(
                lines,
                IntStream.rangeClosed(1, to)
                        .mapToObj(n -> "{\"entity_type\":\"order\",\"entity_id\":\"o" + n
                                + "\",\"event_type\":\"order.placed\",\"payload\":{\"n\":" + n + "}}")
                        .toList());
        CommandRun run = CommandRun.of(at("import", STORE, lines.toString()));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("accepted "
                        + " ".repeat(17 - Integer.toString(to - from + 1).length()) + (to - from + 1));
    }

    private CommandRun export(String... more) {
        return CommandRun.of(at(
                "export-events",
                STORE,
                Stream.concat(Stream.of("--out", export.toString()), Stream.of(more))
                        .toArray(String[]::new)));
    }

    private CommandRun importInto(String store, String... more) {
        return CommandRun.of(at(
                "import",
                store,
                Stream.concat(Stream.of(export.toString()), Stream.of(more)).toArray(String[]::new)));
    }

    private String head(String store) {
        return CommandRun.of("streams", "--server", server.url(), "--api-key", ADMIN)
                .out()
                .lines()
                .filter(line -> line.contains(store))
                .findFirst()
                .orElse("");
    }

    private String[] at(String command, String store, String... more) {
        return Stream.concat(
                        Stream.of(
                                command,
                                "--server",
                                server.url(),
                                "--api-key",
                                ADMIN,
                                "--tenant",
                                TENANT,
                                "--store",
                                store),
                        Stream.of(more))
                .toArray(String[]::new);
    }
}
