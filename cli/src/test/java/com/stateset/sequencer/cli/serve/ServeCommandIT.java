package com.stateset.sequencer.cli.serve;

import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.testsupport.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServeCommandIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void the_first_start_makes_keys_and_each_says_where_they_are() throws Exception {
        Path data = directory.resolve("data");
        Path keyFile = data.resolve("admin-api-key");
        try (Running first = serve(Map.of(), "--data", data.toString())) {
            assertThat(first.said()).contains("The API key is in " + keyFile);
            Path signingKeyFile = data.resolve("sequencer-signing-key");
            assertThat(first.said())
                    .contains("The signing key is in " + signingKeyFile
                            + ": receipts stay the same as long as you keep it");
            for (Path file : List.of(keyFile, signingKeyFile)) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
            String seed = Files.readString(signingKeyFile).strip();
            assertThat(first.said()).noneMatch(line -> line.contains(seed));
            String key = Files.readString(keyFile).strip();
            assertThat(first.said()).noneMatch(line -> line.contains(key));
            assertThat(first.get("/health", key).body()).contains("\"version\":\"0.");
            assertThat(first.get("/api/v1/head?" + STREAM, key).statusCode()).isEqualTo(200);
            assertThat(first.get("/api/v1/head?" + STREAM, "ss_wrong").statusCode())
                    .isEqualTo(401);
        }
        try (Running second = serve(Map.of(), "--data", data.toString())) {
            assertThat(second.said())
                    .contains(
                            "The API key is in " + keyFile,
                            "Ed25519 signatures are made and verified by Bouncy Castle",
                            "Payloads are stored as plain text (PAYLOAD_ENCRYPTION_MODE is disabled).")
                    .hasSize(6);
            assertThat(second.get(
                                    "/api/v1/head?" + STREAM,
                                    Files.readString(keyFile).strip())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void a_signal_ends_the_server_in_good_order(String signal) throws Exception {
        Map<String, String> open = Map.of("AUTH_MODE", "disabled", "DATA_DIR", directory.toString());
        AtomicInteger acknowledged = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try (Running server = serve(open)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ends.add(clients.submit(() -> ingestUntilRefused(server, acknowledged)));
            }
            while (acknowledged.get() < 100) {
                LockSupport.parkNanos(2_000_000);
            }
            server.signal(signal);
            assertThat(server.exitCode()).isZero();
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            clients.shutdownNow();
        }
        try (Running again = serve(open)) {
            assertThat(again.get("/api/v1/head?" + STREAM, "").body())
                    .startsWith("{\"head_sequence\":" + acknowledged.get() + ",");
        }
    }

    @Test
    void a_wrong_configuration_is_one_sentence_and_exit_code_2() throws Exception {
        assertEnds(2, "PORT is \"x\"; it must be a whole number from 0 to 65535.\n", Map.of("PORT", "x"));
        assertEnds(
                2,
                "BOOTSTRAP_ADMIN_API_KEY is not set: on PostgreSQL the server needs a key that all its processes share,"
                        + " or AUTH_MODE=disabled to serve everyone.\n",
                Map.of("DATABASE_URL", "postgres://localhost/nowhere"));
    }

    @Test
    void options_beat_the_environment() throws Exception {
        assertEnds(
                2, "PORT is \"y\"; it must be a whole number from 0 to 65535.\n", Map.of("PORT", "1"), "--port", "y");
    }

    @Test
    void a_port_in_use_is_one_sentence_and_exit_code_1() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            assertEnds(
                    1,
                    "The server cannot listen on 127.0.0.1:" + other.getLocalPort()
                            + ": the port is in use or not allowed, or the address is not one of this machine.\n",
                    Map.of("DATA_DIR", directory.toString()),
                    "--port",
                    String.valueOf(other.getLocalPort()));
        }
    }

    @Test
    void a_key_made_by_a_start_that_failed_is_not_lost() throws Exception {
        Path data = directory.resolve("data");
        try (ServerSocket other = new ServerSocket(0)) {
            Process failed = start(Map.of(), "--data", data.toString(), "--port", String.valueOf(other.getLocalPort()));
            assertThat(failed.waitFor()).isEqualTo(1);
        }
        try (Running second = serve(Map.of(), "--data", data.toString())) {
            assertThat(second.said()).contains("The API key is in " + data.resolve("admin-api-key"));
        }
    }

    private static Object ingestUntilRefused(Running server, AtomicInteger acknowledged) throws InterruptedException {
        while (true) {
            try {
                HttpResponse<String> answer = HTTP.send(
                        HttpRequest.newBuilder(server.uri("/api/v1/events/ingest"))
                                .POST(BodyPublishers.ofString(batch(event("o-1", "{}"))))
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    assertThat(answer.statusCode()).isEqualTo(503);
                    return answer;
                }
                acknowledged.incrementAndGet();
            } catch (IOException gone) {
                return gone;
            }
        }
    }

    private void assertEnds(int exitCode, String error, Map<String, String> variables, String... options)
            throws Exception {
        Process process = start(variables, options);
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(exitCode);
        assertThat(said).isEqualTo(error);
    }

    private Running serve(Map<String, String> variables, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--port", "0"));
        return new Running(start(variables, all.toArray(String[]::new)));
    }

    private Process start(Map<String, String> variables, String... options) throws IOException {
        // A job in a shell's background ignores SIGINT, and so would all that it starts.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(TestJvm.jar());
        command.add("serve");
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().putAll(variables);
        return builder.start();
    }

    /** The jar in a process of its own, which is gone when this is closed. */
    private static final class Running implements AutoCloseable {

        private final Process process;
        private final List<String> said = new ArrayList<>();
        private final String url;

        Running(Process process) throws IOException {
            this.process = process;
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            while (line != null && !line.startsWith("Listening on ")) {
                said.add(line);
                line = out.readLine();
            }
            if (line == null) {
                throw new IOException(
                        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8) + said);
            }
            said.add(line);
            this.url = line.substring("Listening on ".length(), line.indexOf(','));
        }

        List<String> said() {
            return said;
        }

        URI uri(String path) {
            return URI.create(url + path);
        }

        HttpResponse<String> get(String path, String key) throws IOException, InterruptedException {
            return HTTP.send(
                    HttpRequest.newBuilder(uri(path)).header("x-api-key", key).build(), BodyHandlers.ofString());
        }

        void signal(String name) throws IOException, InterruptedException {
            int sent = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(sent).isZero();
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
