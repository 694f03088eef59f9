package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.json.JsonLimits;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a server accepts, at the very limits of the protocol, every client of ours sends and reads. */
@Timeout(120)
class ProtocolLimitsTest {

    private static final int MAX_PAYLOAD = 1 << 20;

    /** Each the largest of its kind. */
    private static final List<String> PAYLOADS = List.of(
            "{\"n" + "7".repeat(60_000) + "\":1}",
            "1." + "0".repeat(JsonLimits.MAX_NUMBER_LENGTH - 2),
            "[".repeat(JsonLimits.MAX_NESTING) + "]".repeat(JsonLimits.MAX_NESTING),
            "\"" + "x".repeat(MAX_PAYLOAD - 2) + "\"",
            "{\"" + "n".repeat(MAX_PAYLOAD - 6) + "\":1}");

    private static final UUID TENANT = UUID.fromString("11111111-1111-4111-8111-111111111111");

    private final UUID store = UUID.randomUUID();

    @TempDir
    private Path directory;

    private TestServer server;
    private Path file;

    @BeforeEach
    void startServer() throws IOException {
        server = ConfiguredTestServer.start(Map.of(
                "AUTH_MODE", "disabled", "DATA_DIR", directory.resolve("server").toString()));
        List<String> lines = new ArrayList<>();
        for (String payload : PAYLOADS) {
            lines.add("{\"entity_type\":\"t\",\"entity_id\":\"" + lines.size() + "\",\"event_type\":\"e\",\"payload\":"
                    + payload + "}");
        }
        file = Files.write(directory.resolve("events.ndjson"), lines);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void what_was_imported_is_verified_proved_and_pulled() throws Exception {
        succeed(
                "import",
                file.toString(),
                "--server",
                server.url(),
                "--tenant",
                TENANT.toString(),
                "--store",
                store.toString());

        assertEverybodyReads(PAYLOADS.size());
    }

    @Test
    void what_an_agent_signs_and_pushes_is_read_by_the_others() throws Exception {
        String sender = agent("sender");
        succeed("agent", "append", "--data", sender, "--ndjson", file.toString());
        assertThat(succeed("agent", "sync", "--data", sender))
                .startsWith("accepted 5, rejected 0, pulled 5; the replica reaches 5 of 5");

        assertEverybodyReads(PAYLOADS.size());
    }

    private void assertEverybodyReads(int events) throws Exception {
        commit();
        assertThat(onServer("verify-stream")).endsWith("sound\n");
        for (int number = 1; number <= events; number++) {
            Path bundle = directory.resolve("bundle-" + number + ".json");
            onServer("prove", "--sequence", String.valueOf(number), "--out", bundle.toString());
            assertThat(succeed("verify-proof", bundle.toString())).endsWith("valid\n");
        }
        assertThat(succeed("agent", "sync", "--data", agent("reader")))
                .startsWith("accepted 0, rejected 0, pulled " + events + "; the replica reaches " + events);
    }

    private String agent(String name) {
        String home = directory.resolve(name).toString();
        succeed(
                "agent",
                "init",
                "--data",
                home,
                "--server",
                server.url(),
                "--tenant",
                TENANT.toString(),
                "--store",
                store.toString());
        return home;
    }

    private String onServer(String command, String... more) {
        List<String> all = new ArrayList<>(
                List.of(command, "--server", server.url(), "--tenant", TENANT.toString(), "--store", store.toString()));
        all.addAll(List.of(more));
        return succeed(all.toArray(String[]::new));
    }

    private static String succeed(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exitCode())
                .as(arguments[0] + ": " + run.out() + run.err())
                .isZero();
        return run.out();
    }

    private void commit() throws IOException, InterruptedException {
        String stream = "{\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + store + "\"}";
        int status = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/commitments"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(stream))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isBetween(200, 201);
    }
}
