package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrongUsageTest {

    @TempDir
    private Path directory;

    private Path table;
    private Path ndjson;

    @BeforeEach
    void writeFiles() throws IOException {
        table = Files.writeString(directory.resolve("a.csv"), "no,x\n1,2\n");
        ndjson = Files.writeString(directory.resolve("a.ndjson"), "{}\n");
    }

    @Test
    void every_wrong_command_line_ends_with_two_and_a_sentence() {
        assertUsage("there is no file " + directory.resolve("none.csv"), directory.resolve("none.csv"));
        assertUsage(directory + " is a folder; name a file in it", directory);
        assertUsage("say what its rows are about with --entity-type, --entity-id and --event-type", table);
        assertUsage("a table needs all of --entity-type, --entity-id and --event-type", table, "--entity-type", "t");
        assertUsage("the file is NDJSON, whose lines are events already", ndjson, mapping("{no}"));
        assertUsage("'{nr}' names a column 'nr'; the table has no, x", table, mapping("{nr}"));
        assertUsage("there is no format 'xml'", table, "--format", "xml");
        assertUsage("--delimiter is ';;'; it must be one character, or 'tab'", table, "--delimiter", ";;");
        assertUsage("--default-created-at is no RFC 3339 date-time: 'now'", ndjson, "--default-created-at", "now");
        assertUsage("--batch is 1001; it must be 1 to 1000", ndjson, "--batch", "1001");
        assertUsage("--in-flight is 0; it must be 1 to 16", ndjson, "--in-flight", "0");
        assertUsage("'soon' is not a time such as 500ms, 90s, 5m or 2h", ndjson, "--retry-for", "soon");
        assertUsage("--check-numbers takes one batch at a time", ndjson, "--check-numbers", "--in-flight", "2");
        assertUsage("--rejects is the file itself", ndjson, "--rejects", ndjson.toString());
    }

    @Test
    void an_address_must_be_one() {
        CommandRun run = CommandRun.of(arguments("ftp://localhost", ndjson));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("--server: 'ftp://localhost' is not an address such as http://localhost:8080");
    }

    @Test
    void a_server_that_is_not_there_ends_with_three() throws IOException {
        Files.writeString(
                ndjson, "{\"entity_type\":\"t\",\"entity_id\":\"1\",\"event_type\":\"e\",\"payload\":null}\n");

        CommandRun run = CommandRun.of(arguments("http://localhost:" + unusedPort(), ndjson, "--retry-for", "0s"));

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("import: gave up on http://localhost:")
                .contains("after 1 attempts")
                .contains("Run the same command again to go on; what is in is not added twice.");
    }

    @Test
    void the_help_names_the_exit_codes() {
        CommandRun run = CommandRun.of("import", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Exit codes:", "  3   the server stayed away");
    }

    private void assertUsage(String sentence, Path file, String... more) {
        CommandRun run = CommandRun.of(arguments("http://localhost:1", file, more));

        assertThat(run.err()).contains(sentence);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    private static String[] mapping(String entityId) {
        return new String[] {"--entity-type", "t", "--entity-id", entityId, "--event-type", "e"};
    }

    private static String[] arguments(String server, Path file, String... more) {
        List<String> required = List.of(
                "import",
                file.toString(),
                "--server",
                server,
                "--tenant",
                LogReader.TENANT.toString(),
                "--store",
                LogReader.STORE.toString());
        return Stream.concat(required.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
