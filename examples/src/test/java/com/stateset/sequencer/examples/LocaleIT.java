package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.testsupport.TestJvm;
import com.stateset.sequencer.testsupport.TestPostgres;
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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runnable jar where the JVM's own digits are not 0 to 9: in SQL, JSON, headers and files they must be. */
class LocaleIT {

    private static final String STREAM =
            "\"tenant_id\":\"b837ab08-77c4-4b8e-b238-ee1d69304d0d\",\"store_id\":\"3b056d6e-6d38-4662-8ce2-5fec822ec06d\"";

    private static final String EVENT = """
            {"agent_id":"1a085b02-1e71-472b-b10c-b89561f05db2","events":[{%s,
             "event_id":"31b64080-7e47-45b8-a8f6-b5b80c878293","source_agent":"1a085b02-1e71-472b-b10c-b89561f05db2",
             "entity_type":"order","entity_id":"o-1001","event_type":"order.placed","payload":{"total":29.33},
             "created_at":"2026-11-21T10:15:30.123456Z"}]}""".replace("%s", STREAM);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ar-SA", "fa-IR"})
    void the_demo_shows_the_main_job(String locale) throws Exception {
        Process demo = start(locale, Map.of(), "demo");

        String shown = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(demo.exitValue()).as(shown).isZero();
        assertThat(shown).contains("version_conflict: expected 1, actual 2", "[ok] numbers 1 to 259, each one once");
        assertThat(folder.resolve("errors.txt")).isEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-SA", "bn-BD", "ne-NP", "my-MM"})
    void a_server_on_postgresql_stores_commits_and_proves(String locale) throws Exception {
        String database = TestPostgres.shared().createDatabase();
        Process server = start(
                locale,
                Map.of(
                        "DATABASE_URL", database,
                        "AUTH_MODE", "disabled",
                        "HOST", "localhost",
                        "PORT", "0",
                        "VES_SEQUENCER_SIGNING_KEY", "07".repeat(32)),
                "serve");
        try (BufferedReader said = server.inputReader(StandardCharsets.UTF_8)) {
            String api = address(said) + "/api/v1/";
            assertThat(post(api + "events/ingest", EVENT)).contains("\"events_accepted\":1", "\"head_sequence\":1");
            assertThat(post(api + "commitments", "{" + STREAM + "}"))
                    .contains("\"sequence_end\":1", "\"commitment_signature\":\"");
        } finally {
            server.destroyForcibly().waitFor();
            TestPostgres.shared().dropDatabase(database);
        }
    }

    @Test
    void these_locales_write_numbers_in_their_own_digits() {
        assertThat(List.of("ar-SA", "fa-IR", "mr-IN", "bn-BD", "ne-NP", "my-MM"))
                .allSatisfy(locale -> assertThat(String.format(Locale.forLanguageTag(locale), "%d", 500))
                        .isNotEqualTo("500"));
    }

    /** Reads what the server says until it says where it listens. */
    private String address(BufferedReader said) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            if (line.startsWith("Listening on ")) {
                return line.substring("Listening on ".length()).replaceFirst(",? .*", "");
            }
        }
        throw new AssertionError("the server did not start: " + all + Files.readString(folder.resolve("errors.txt")));
    }

    private static String post(String address, String body) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private Process start(String locale, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = TestJvm.jar();
        command.addAll(
                1, List.of("-Duser.language=" + locale.substring(0, 2), "-Duser.country=" + locale.substring(3)));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors.txt").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
