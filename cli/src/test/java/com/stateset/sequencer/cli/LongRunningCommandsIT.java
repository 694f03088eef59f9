package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.tlog.VerifierKey;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What runs until it is stopped says in a line of JSON when it is ready, and in another one when it has ended. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongRunningCommandsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENDED = "{\"status\":\"ended\"}\n";

    @TempDir
    private Path directory;

    @Test
    void each_begins_and_ends_with_a_line_of_json() throws Exception {
        Path data = directory.resolve("data");
        try (JarProcess server = start("serve", "--json", "--port", "0", "--data", data.toString())) {
            JsonNode serving = JSON.readTree(server.line());

            assertThat(serving.properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactly(
                            "status",
                            "url",
                            "store",
                            "payload_encryption",
                            "api_key_file",
                            "signing_key_file",
                            "heads_log_key");
            assertThat(serving.get("status").asText()).isEqualTo("ready");
            assertThat(serving.get("store").asText()).isEqualTo("SQLite in " + data.resolve("events.db"));
            assertThat(serving.get("payload_encryption").asText()).isEqualTo("disabled");
            assertThat(Path.of(serving.get("signing_key_file").asText())).exists();

            witness(serving.get("heads_log_key").asText());
            monitor(
                    serving.get("url").asText(),
                    Files.readString(Path.of(serving.get("api_key_file").asText()))
                            .strip());
            endsWith(server, ENDED);
        }
    }

    @Test
    void what_cannot_start_says_why_in_json() throws Exception {
        CommandRun refused;
        CommandRun blind;
        try (ServerSocket other = new ServerSocket(0);
                JarProcess server = start("serve", "--json", "--port", "x", "--data", directory.toString());
                JarProcess witness = witnessOf(anyLog(), other.getLocalPort())) {
            refused = server.result();
            blind = witness.result();
        }
        String sentence = "PORT is \"x\"; it must be a whole number from 0 to 65535.";
        assertThat(refused)
                .isEqualTo(new CommandRun(
                        2,
                        "{\"error\":\"" + sentence.replace("\"", "\\\"") + "\",\"exit_code\":2}\n",
                        sentence + "\n"));
        assertThat(blind.exitCode()).isEqualTo(1);
        assertThat(blind.out()).startsWith("{\"error\":\"").endsWith("\"exit_code\":1}\n");
        assertThat(blind.err()).contains("\nThe witness cannot start: ");
    }

    private void witness(String log) throws IOException, InterruptedException {
        try (JarProcess witness = witnessOf(log, 0)) {
            JsonNode ready = JSON.readTree(witness.line());

            assertThat(ready.get("status").asText()).isEqualTo("ready");
            assertThat(ready.get("url").asText()).matches("http://127\\.0\\.0\\.1:[1-9]\\d*");
            assertThat(ready.get("vkey").asText()).startsWith("w1+");
            assertThat(ready.get("state_file").asText()).isEqualTo("witness.db");
            endsWith(witness, ENDED);
        }
    }

    private JarProcess witnessOf(String log, int port) throws IOException {
        return start("witness", "--json", "--name", "w1", "--log", log, "--port", Integer.toString(port));
    }

    private void monitor(String server, String apiKey) throws IOException, InterruptedException {
        String state = directory.resolve("monitor.json").toString();
        try (JarProcess monitor =
                start("monitor", "--json", "--server", server, "--api-key", apiKey, "--state", state)) {
            String found = "\",\"server\":\"" + server + "\",\"state_file\":\"" + state
                    + "\",\"alarms\":0,\"entries\":0,\"streams\":0,\"not_readable\":0}";

            assertThat(monitor.line()).isEqualTo("{\"status\":\"ready" + found);
            endsWith(monitor, "{\"status\":\"ended" + found + "\n");
        }
    }

    private static void endsWith(JarProcess process, String line) throws IOException, InterruptedException {
        process.terminate();
        CommandRun run = process.result();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(line);
    }

    private JarProcess start(String... arguments) throws IOException {
        return JarProcess.start(directory, Map.of(), arguments);
    }

    /** The vkey of a log that nobody has. */
    private static String anyLog() {
        return VerifierKey.ofLog(
                        "example.com/log",
                        AlterableLog.SEQUENCER_KEY.publicKey().toByteArray())
                .toString();
    }
}
