package com.stateset.sequencer.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.SequencerCommand;
import com.stateset.sequencer.server.Sent;
import com.stateset.sequencer.testsupport.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server logs with {@code LOG_LEVEL=debug}: enough to see what it did with each call, and nothing that was sent. */
@Timeout(120)
class DebugLogTest {

    private static final String KEY = "ss_hunter1-is-the-key-of-the-server";

    @TempDir
    private Path directory;

    private String url = "";

    @Test
    void each_call_is_seen_and_no_payload_and_no_secret() throws Exception {
        Path log = directory.resolve("log.txt");
        Process server = serve(log);
        try {
            url = listening(server);
            send("/api/v1/events/ingest", KEY, Sent.batch(Sent.event("o-hunter2", "{\"password\":\"hunter3\"}")));
            send("/api/v1/events/ingest", KEY, Sent.batch(Sent.event("o-hunter2", "{}", "\"base_version\":7")));
            send("/api/v1/events/ingest", KEY, "{\"hunter4");
            send("/api/v1/events/ingest", "ss_hunter5", Sent.batch());
            send(
                    "/api/v1/commitments",
                    KEY,
                    "{\"tenant_id\":\"" + Sent.TENANT + "\",\"store_id\":\"" + Sent.STORE + "\"}");
        } finally {
            server.destroy();
            server.onExit().join();
        }
        List<String> lines = Files.readAllLines(log);
        String stream = Sent.TENANT + "/" + Sent.STORE;
        assertThat(lines)
                .anyMatch(line -> line.matches(".* DEBUG .*Lane \\d has stored 1 batches, 1 events, in PT.*"))
                .anyMatch(line -> line.matches(".* DEBUG .*A batch for " + stream
                        + " is answered after PT.*: 1 accepted, 0 duplicate, 0 rejected \\{}.*"))
                .anyMatch(line -> line.contains("0 accepted, 0 duplicate, 1 rejected {version_conflict=1}"))
                .anyMatch(line ->
                        line.matches(".* DEBUG .*POST /api/v1/events/ingest was refused: 400 \\w+ \\[the-call]"))
                .anyMatch(line -> line.matches(".* DEBUG .*Not let in: The API key is not valid\\. \\[the-call]"))
                .anyMatch(line -> line.matches(".* DEBUG .*Committed to 1\\.\\.1 of " + stream + " in PT.*"));
        assertThat(lines).noneMatch(line -> line.contains("hunter"));
    }

    private Process serve(Path log) throws IOException {
        List<String> command = TestJvm.running(SequencerCommand.class, "serve", "--port", "0");
        command.add(1, "-Dlogback.configurationFile=logback.xml");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment()
                .putAll(Map.of(
                        "LOG_LEVEL",
                        "debug",
                        "BOOTSTRAP_ADMIN_API_KEY",
                        KEY,
                        "DATA_DIR",
                        directory.resolve("data").toString()));
        return builder.start();
    }

    private static String listening(Process server) {
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        String line = out.lines()
                .filter(each -> each.startsWith("Listening on "))
                .findFirst()
                .orElseThrow();
        return line.substring("Listening on ".length(), line.indexOf(','));
    }

    private void send(String path, String key, String body) throws IOException, InterruptedException {
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .header("x-api-key", key)
                                .header("x-request-id", "the-call")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }
}
