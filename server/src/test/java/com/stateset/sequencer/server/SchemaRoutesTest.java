package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.schema.PayloadSchemaRegistry;
import com.stateset.sequencer.schema.SchemaMode;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The registry of schemas over HTTP, and what becomes of events whose payloads do not fit, on both stores. */
class SchemaRoutesTest {

    private static final String TYPE = json(batch(event(UUID.randomUUID(), "o-1", "{}")))
            .path("events")
            .path(0)
            .path("event_type")
            .asText();
    private static final String OF_TYPE = "/api/v1/schemas/event-type/" + TYPE;
    private static final String TENANT = "?tenant_id=" + Sent.TENANT;
    private static final String CLOSED =
            "{\"type\":\"object\",\"properties\":{\"total\":{\"type\":\"integer\"}},\"additionalProperties\":false}";

    private static TestServer server(EventStore store, SchemaMode mode) {
        return TestServer.start(
                store,
                sequencing -> sequencing.payloadRule(
                        PayloadSchemaRegistry.of(store).orElseThrow().rule(mode)),
                serving -> {});
    }

    private static HttpResponse<String> register(TestServer server, String schema, String more) {
        return server.post(
                "/schemas",
                "{\"tenantId\":\"" + Sent.TENANT + "\",\"eventType\":\"" + TYPE + "\",\"schemaJson\":" + schema + more
                        + "}");
    }

    private static String reason(TestServer server, String payload) {
        JsonNode answer = json(server.ingest(batch(event(UUID.randomUUID(), "o-1", payload))));
        return answer.path("rejections").path(0).path("reason").asText("accepted");
    }

    @Test
    void schemas_bind_the_next_request_of_every_server_on_postgresql() {
        String database = TestPostgres.shared().createDatabase();
        try (TestServer one = server(PostgresEventStore.connect(database), SchemaMode.ENFORCE);
                TestServer other = server(PostgresEventStore.connect(database), SchemaMode.ENFORCE)) {
            bindNextRequest(one, other);
        }
    }

    @Test
    void schemas_bind_the_next_request_on_sqlite() {
        try (TestServer one = server(SqliteEventStore.inMemory(), SchemaMode.ENFORCE)) {
            bindNextRequest(one, one);
        }
    }

    private static void bindNextRequest(TestServer one, TestServer other) {
        assertThat(reason(other, "{\"total\":\"x\"}")).isEqualTo("accepted");
        String id = json(register(one, CLOSED, "")).path("id").asText();
        assertThat(reason(other, "{\"total\":\"x\"}"))
                .isEqualTo("schema_violation: /total: string found, integer expected (schema version 1)");
        assertThat(reason(other, "{\"total\":1}")).isEqualTo("accepted");
        JsonNode changed = json(one.send(one.request("/api/v1/schemas/" + id + "/status")
                .PUT(BodyPublishers.ofString("{\"status\":\"deprecated\"}"))));
        assertThat(changed.toString())
                .isEqualTo("{\"success\":true,\"schema_id\":\"" + id + "\",\"new_status\":\"deprecated\"}");
        assertThat(reason(other, "{\"total\":\"x\"}")).isEqualTo("accepted");
    }

    @Test
    void a_schema_is_registered_shown_and_deleted() {
        try (TestServer server = TestServer.start()) {
            JsonNode first = json(register(server, CLOSED, ",\"description\":\"an order\",\"compatibility\":\"none\""));
            assertThat(first.path("version").asInt()).isEqualTo(1);
            JsonNode shown =
                    json(server.get("/api/v1/schemas/" + first.path("id").asText()));
            assertThat(shown.path("schemaJson").toString()).isEqualTo(CLOSED);
            assertThat(shown.path("createdBy").asText()).isEqualTo("operator");
            assertThat(json(server.get(OF_TYPE + "/latest" + TENANT))).isEqualTo(shown);
            assertThat(json(server.get(OF_TYPE + TENANT + "&version=1")).path("schema"))
                    .isEqualTo(shown);
            assertThat(json(server.get(OF_TYPE + TENANT)).path("schemas").path(0))
                    .isEqualTo(shown);
            assertThat(json(server.get("/api/v1/schemas" + TENANT))
                            .path("count")
                            .asInt())
                    .isEqualTo(1);
            assertThat(server.get(OF_TYPE + TENANT + "&version=2").statusCode()).isEqualTo(404);
            JsonNode deleted = json(server.send(
                    server.request("/api/v1/schemas/" + first.path("id").asText())
                            .DELETE()));
            assertThat(deleted.path("success").asBoolean()).isTrue();
            assertThat(server.get(OF_TYPE + "/latest" + TENANT).statusCode()).isEqualTo(404);
            assertThat(json(register(server, CLOSED, "")).path("version").asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void a_version_that_breaks_its_promise_is_refused_with_a_sentence() {
        try (TestServer server = TestServer.start()) {
            register(server, CLOSED, "");
            String wider = CLOSED.replace("{\"total\"", "{\"note\":{\"type\":\"string\"},\"total\"");
            String narrower = CLOSED.replace("integer", "null");
            assertThat(register(server, wider, ",\"compatibility\":\"full\"").statusCode())
                    .isEqualTo(409);
            assertThat(register(server, wider, ",\"compatibility\":\"forward\"").body())
                    .contains("schema_incompatible", "fits version 1 (forward): at /properties/note, ");
            HttpResponse<String> refused = register(server, narrower, "");
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body())
                    .contains(
                            "of version 1 fits the new schema (backward): at /properties/total, a value may be of type integer");
            assertThat(register(server, "{\"not\":{}}", "").body())
                    .contains("not is not among the keywords that are compared");
            assertThat(json(register(server, wider, "")).path("version").asInt())
                    .isEqualTo(2);
            assertThat(json(register(server, narrower, ",\"compatibility\":\"none\""))
                            .path("version")
                            .asInt())
                    .isEqualTo(3);
        }
    }

    @Test
    void what_is_no_schema_is_400_and_says_why() {
        try (TestServer server = TestServer.start()) {
            for (String schema :
                    new String[] {"{\"type\":\"strng\"}", "{\"$ref\":\"http://x/y\"}", "[]", "{\"a\":1,\"a\":2}", "null"
                    }) {
                HttpResponse<String> refused = register(server, schema, "");
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
                assertThat(refused.body()).contains("schemaJson");
            }
            assertThat(register(server, "{}", ",\"compatibility\":\"mostly\"").body())
                    .contains("must be none, backward, forward or full");
            assertThat(register(server, "{\"description\":\"" + "x".repeat(102_400) + "\"}", "")
                            .body())
                    .contains("more than 102400 bytes");
        }
    }

    @Test
    void a_payload_can_be_tried() {
        try (TestServer server = TestServer.start()) {
            String check = "{\"tenantId\":\"" + Sent.TENANT + "\",\"eventType\":\"" + TYPE
                    + "\",\"payload\":{\"total\":\"x\"}";
            assertThat(server.post("/schemas/validate", check + "}").body())
                    .isEqualTo("{\"valid\":true,\"schemaId\":null,\"schemaVersion\":null,\"errors\":[]}");
            register(server, CLOSED, "");
            JsonNode verdict = json(server.post("/schemas/validate", check + "}"));
            assertThat(verdict.path("valid").asBoolean()).isFalse();
            assertThat(verdict.path("errors").toString())
                    .isEqualTo("[{\"path\":\"/total\",\"message\":\"string found, integer expected\"}]");
            assertThat(server.post("/schemas/validate", check + ",\"schemaVersion\":7}")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void the_mode_says_what_becomes_of_events() {
        EventStore store = SqliteEventStore.inMemory();
        try (TestServer server = server(store, SchemaMode.WARN)) {
            register(server, CLOSED, "");
            assertThat(reason(server, "{\"total\":\"x\"}")).isEqualTo("accepted");
        }
        try (TestServer server = server(SqliteEventStore.inMemory(), SchemaMode.REQUIRED)) {
            assertThat(reason(server, "{}")).startsWith("schema_violation: event_type has no active schema");
            register(server, CLOSED, "");
            assertThat(reason(server, "{}")).isEqualTo("accepted");
        }
        try (TestServer server = server(SqliteEventStore.inMemory(), SchemaMode.DISABLED)) {
            register(server, CLOSED, "");
            assertThat(reason(server, "{\"total\":\"x\"}")).isEqualTo("accepted");
        }
    }

    @Test
    void where_it_warns_a_line_names_the_first_event_of_a_batch() {
        try (LogLines log = LogLines.ofAll();
                TestServer server = server(SqliteEventStore.inMemory(), SchemaMode.WARN)) {
            register(server, CLOSED, "");
            UUID first = UUID.randomUUID();
            JsonNode answer = json(server.ingest(batch(
                    event(UUID.randomUUID(), "o-1", "{\"total\":1}"),
                    event(first, "o-1", "{\"total\":\"hunter2\"}"),
                    event(UUID.randomUUID(), "o-1", "{\"total\":\"x\"}"))));

            assertThat(answer.path("events_accepted").asInt()).isEqualTo(3);
            assertThat(log.warningsAndErrors())
                    .filteredOn(line -> line.contains("schema"))
                    .containsExactly("Event " + first + " of tenant " + Sent.TENANT
                            + ", and perhaps more of its batch, does not fit its schema: /total: string found, integer"
                            + " expected (schema version 1)");
        }
    }

    /** Each takes almost what one event may: a thousand of them would hold the call for minutes. */
    @Test
    void a_batch_whose_checks_take_too_much_ends_in_time() {
        String definitions = IntStream.range(0, 14)
                .mapToObj(i -> "\"d%d\":{\"allOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]},"
                        .formatted(i, i + 1, i + 1))
                .collect(Collectors.joining());
        String fan = "{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + definitions + "\"d14\":{\"maxProperties\":9}}}";
        List<String> events = IntStream.range(0, 1000)
                .mapToObj(i -> event(UUID.randomUUID(), "o-" + i, "{}"))
                .toList();
        try (TestServer server = server(SqliteEventStore.inMemory(), SchemaMode.ENFORCE)) {
            assertThat(register(server, fan, "").statusCode()).isEqualTo(200);
            JsonNode answer =
                    assertTimeoutPreemptively(Duration.ofSeconds(60), () -> json(server.ingest(batch(events))));
            JsonNode rejections = answer.path("rejections");
            assertThat(rejections.size()).as(answer.toString()).isBetween(800, 990);
            assertThat(rejections.path(0).path("reason").asText())
                    .isEqualTo(
                            "schema_violation: the payload: is not checked, since the checks of its batch take too much"
                                    + " work together; send fewer events at once (schema version 1)");
            assertThat(reason(server, "{}")).isEqualTo("accepted");
        }
    }

    @Test
    void schemas_of_one_type_are_listed_by_version() {
        try (TestServer server = TestServer.start()) {
            String large = "{\"description\":\"" + "é".repeat(40_000) + "\"}";
            for (int i = 0; i < 3; i++) {
                register(server, large, "");
            }
            JsonNode page = json(server.get(OF_TYPE + TENANT));
            assertThat(page.path("count").asInt()).isEqualTo(3);
            assertThat(page.path("schemas").path(2).path("version").asInt()).isEqualTo(3);
            assertThat(page.path("schemas").path(2).path("schemaJson").toString())
                    .isEqualTo(large);
            assertThat(json(server.get(OF_TYPE + "x" + TENANT)).path("count").asInt())
                    .isZero();
            assertThat(server.get(OF_TYPE + TENANT + "&version=4294967297").statusCode())
                    .isEqualTo(404);
        }
    }
}
