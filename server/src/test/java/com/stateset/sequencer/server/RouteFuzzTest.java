package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.server.RawHttp.RawAnswer;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Requests of all kinds, for every route in the server's own table: a new route is fuzzed, too. None may be answered with a failure of the
 * server, or with a word about what the server is made of, or otherwise than the description of the API says.
 *
 * <p>About 1,000 requests; with {@code -Dsequencer.survival=true} 20,000. {@code -Dsequencer.seed} repeats a run.
 */
class RouteFuzzTest {

    private static final boolean LONG = Boolean.getBoolean("sequencer.survival");
    private static final long SEED = Long.getLong("sequencer.seed", System.nanoTime());
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One request in a hundred names what its key may not touch. */
    private static final int OFTEN_FORBIDDEN = 700;

    /** Names of classes and packages, traces, SQL, and words of the libraries below. */
    private static final Pattern INTERNAL = Pattern.compile(
            "Exception|\\bjava[x.]|jakarta|com\\.stateset|\\borg\\.|io\\.javalin|\\tat |\\$\\$|Caused by|(?i:sqlite|sqlstate|postgres"
                    + "|psql|jdbc|jdbi|hikari|jackson|jetty|javalin|servlet|\\bselect .* from\\b|insert into|syntax error at)");

    @Test
    void no_request_makes_a_server_on_sqlite_fail() throws IOException {
        try (AccessFixture fixture = new AccessFixture()) {
            fuzz(fixture, LONG ? 14_000 : 700);
        }
    }

    @Test
    void no_request_makes_a_server_on_postgresql_fail() throws Exception {
        try (TestPostgres postgres = TestPostgres.start();
                AccessFixture fixture = new AccessFixture(PostgresEventStore.connect(postgres.createDatabase()))) {
            fuzz(fixture, LONG ? 6_000 : 300);
        }
    }

    private static void fuzz(AccessFixture fixture, int requests) throws IOException {
        RequestFuzzer fuzzer = new RequestFuzzer(fixture, SEED);
        List<String> routes = fixture.server().endpoints();
        Random random = new Random(SEED);
        List<String> wrong = new ArrayList<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < requests; i++) {
            String route = routes.get(i < routes.size() ? i : random.nextInt(routes.size()));
            byte[] request = fuzzer.request(route);
            RawAnswer answer = RawHttp.send(fixture.server().port(), request);
            statuses.merge(answer.status(), 1, Integer::sum);
            problem(answer)
                    .or(() -> undescribed(request, answer))
                    .ifPresent(problem -> wrong.add(problem + "\n" + shown(request) + "\n→ " + answer));
        }
        System.out.println(requests + " requests of " + routes.size() + " routes, seed " + SEED + ": " + statuses);
        assertThat(wrong).as("seed " + SEED).isEmpty();
        assertThat(statuses).as("what is nearly right gets through").containsKeys(200, 400, 401, 404, 405);
        if (requests >= OFTEN_FORBIDDEN) {
            assertThat(statuses).as("some is right, and forbidden").containsKey(403);
        }
        assertThat(fixture.send("GET", "/ready", null, null).statusCode()).isEqualTo(200);
    }

    private static Optional<String> problem(RawAnswer answer) {
        boolean isUnknownHttp = answer.status() == 505;
        if (answer.status() >= 500 && !isUnknownHttp) {
            return Optional.of("a failure of the server");
        }
        // What is compressed is no text, and by chance has anything in it.
        boolean isText = !answer.head().contains("Content-Encoding: gzip");
        Matcher internal = INTERNAL.matcher(isText ? answer.head() + answer.body() : answer.head());
        if (internal.find()) {
            return Optional.of("something internal: " + internal.group());
        }
        return answer.status() >= 400 && !answer.body().isEmpty() && !isError(answer.body())
                ? Optional.of("an error of another form")
                : Optional.empty();
    }

    /** What of an answer is not as the description of the API says; bodies apart, which may be in chunks. */
    private static Optional<String> undescribed(byte[] request, RawAnswer answer) {
        String[] line = new String(request, StandardCharsets.UTF_8).split("[ \r]", 3);
        if (answer.status() == 0 || line.length < 3 || answer.status() == 505) {
            return Optional.empty();
        }
        List<String> problems = new DocumentedAnswer(
                        line[0], line[1].replaceFirst("[?#].*", ""), answer.status(), answer.headers(), null)
                .problems();
        return problems.isEmpty() ? Optional.empty() : Optional.of(problems.toString());
    }

    private static boolean isError(String body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            return error.path("code").isTextual() && error.path("message").isTextual();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static String shown(byte[] request) {
        String text = new String(request, StandardCharsets.UTF_8);
        return text.length() > 3000 ? text.substring(0, 3000) + "…" : text;
    }
}
