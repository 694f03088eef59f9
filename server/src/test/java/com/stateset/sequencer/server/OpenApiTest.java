package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The description of the API. That the server answers as it says is checked with each answer that the tests get: see {@link
 * DocumentedAnswer}.
 */
class OpenApiTest {

    private static final Map<String, List<String>> PLAIN =
            Map.of("Content-Type", List.of("application/json"), "X-Request-Id", List.of("r-1"));

    @Test
    void the_document_describes_just_the_routes_that_there_are() {
        try (AccessFixture fixture = new AccessFixture()) {
            assertThat(new TreeSet<>(ApiDocument.OPENAPI.operations()))
                    .isEqualTo(fixture.server().endpoints().stream()
                            .filter(endpoint -> !endpoint.startsWith("HEAD "))
                            .map(endpoint -> endpoint.replace('<', '{').replace('>', '}'))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void it_is_served_as_it_is_written() throws IOException {
        try (TestServer server = TestServer.start();
                InputStream written = OpenApiTest.class.getResourceAsStream("docs/openapi.yaml")) {
            assertThat(server.send(server.anonymous("/openapi.yaml")).body())
                    .isEqualTo(new String(written.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void each_example_is_as_its_schema_says() {
        Map<String, List<JsonNode>> examples = ApiDocument.OPENAPI.examples();
        List<String> wrong = new ArrayList<>();
        examples.forEach((schema, values) -> values.forEach(value -> ApiDocument.OPENAPI
                .problems(schema, value)
                .forEach(problem -> wrong.add(schema + ": " + problem))));
        assertThat(wrong).isEmpty();
        assertThat(examples).hasSizeGreaterThan(40);
    }

    @Test
    void an_answer_that_is_not_described_is_found() {
        String health = "{\"status\":\"healthy\",\"service\":\"stateset-sequencer\",\"version\":\"1\"}";
        assertThat(problems("GET", "/health", 200, PLAIN, health)).isEmpty();
        assertThat(problems("HEAD", "/health", 200, PLAIN, "")).isEmpty();
        assertThat(problems("GET", "/health", 201, PLAIN, health)).hasSize(1);
        assertThat(problems("GET", "/health", 200, PLAIN, health.replace("}", ",\"more\":1}")))
                .hasSize(1);
        assertThat(problems("GET", "/health", 200, PLAIN, health.replace("healthy", "ill")))
                .hasSize(1);
        assertThat(problems("GET", "/health", 200, PLAIN, "healthy")).hasSize(1);
        assertThat(problems("GET", "/health", 200, Map.of("X-Request-Id", List.of("r-1")), health))
                .hasSize(1);
        assertThat(problems("GET", "/health", 200, Map.of("Content-Type", List.of("application/json")), health))
                .hasSize(1);
    }

    @Test
    void an_error_has_the_codes_and_headers_of_its_status() {
        String error = "{\"error\":{\"code\":\"not_found\",\"message\":\"There is none.\"}}";
        String event = "/api/v1/events/123e4567-e89b-12d3-a456-426614174000";
        assertThat(problems("GET", event, 404, PLAIN, error)).isEmpty();
        assertThat(problems("GET", event, 404, PLAIN, error.replace("not_found", "forbidden")))
                .hasSize(1);
        assertThat(problems("GET", event, 409, PLAIN, error)).hasSize(1);
        assertThat(problems("GET", "/nowhere", 404, PLAIN, error)).isEmpty();
        assertThat(problems("PUT", event, 405, PLAIN, error.replace("not_found", "method_not_allowed")))
                .singleElement()
                .asString()
                .contains("Allow");
        String busy = error.replace("not_found", "overloaded");
        assertThat(problems("GET", event, 503, with("Retry-After", "1"), busy)).isEmpty();
        assertThat(problems("GET", event, 503, with("Retry-After", "0"), busy)).hasSize(1);
        assertThat(problems("GET", event, 503, with("Retry-After", "soon"), busy)).hasSize(1);
        assertThat(problems("GET", event, 503, PLAIN, busy)).hasSize(1);
    }

    private static Map<String, List<String>> with(String header, String value) {
        Map<String, List<String>> headers = new HashMap<>(PLAIN);
        headers.put(header, List.of(value));
        return headers;
    }

    private static List<String> problems(
            String method, String path, int status, Map<String, List<String>> headers, String body) {
        return new DocumentedAnswer(method, path, status, HttpHeaders.of(headers, (name, value) -> true), body)
                .problems();
    }
}
