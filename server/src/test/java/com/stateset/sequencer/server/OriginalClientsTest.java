package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.AGENT;
import static com.stateset.sequencer.server.Sent.STORE;
import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.TENANT;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.Sent.id;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client of the original sequencer finds to be different here: the table of {@code docs/coming-from-the-original.md}. Each row of it
 * names the test that shows it, of this class or another.
 */
class OriginalClientsTest {

    private static final Pattern SHOWN_BY = Pattern.compile("`(\\w+)\\.(\\w+)` \\|$");

    private static final TestServer SERVER = TestServer.start();

    private final TestServer server = SERVER.withFreshStream();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void each_row_is_shown_by_a_test_that_there_is() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/coming-from-the-original.md")).stream()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .toList();
        Map<String, Path> tests = tests();

        assertThat(rows).hasSizeGreaterThan(30);
        for (String row : rows) {
            Matcher shownBy = SHOWN_BY.matcher(row);
            assertThat(shownBy.find()).as(row).isTrue();
            assertThat(tests).as(row).containsKey(shownBy.group(1));
            assertThat(Files.readString(tests.get(shownBy.group(1))))
                    .as(row)
                    .contains("void " + shownBy.group(2) + "(");
        }
    }

    private static Map<String, Path> tests() throws IOException {
        Map<String, Path> tests = new HashMap<>();
        for (String module : List.of("server", "cli")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
                files.forEach(file -> tests.put(file.getFileName().toString().replace(".java", ""), file));
            }
        }
        return tests;
    }

    @Test
    void a_replay_is_a_success_beside_the_accepted() {
        String body = batch(event(id(1), "o-1", "{}"), event(id(2), "o-1", "{}"));
        server.ingest(body);
        JsonNode again = json(server.ingest(body));

        assertThat(again.get("events_accepted").asInt()).isZero();
        assertThat(again.get("events_duplicate").asInt()).isEqualTo(2);
        assertThat(again.get("events_rejected").asInt()).isZero();
        assertThat(again.get("rejections")).isEmpty();
        assertThat(again.findValuesAsText("status")).containsOnly("duplicate");
        assertThat(again.findValuesAsText("sequence_number")).containsExactly("1", "2");
    }

    @Test
    void reasons_are_words_in_snake_case_before_a_colon() {
        server.ingest(batch(event(id(1), "o-1", "{}")));
        JsonNode answer = json(server.ingest(batch(
                event(id(1), "o-1", "{\"other\":1}"),
                event(id(2), "o-1", "{}", "\"base_version\":7"),
                event(id(3), "o-1", "{}", "\"payload_hash\":\"" + "0".repeat(64) + "\""))));

        assertThat(answer.findValuesAsText("reason").stream().map(reason -> reason.split(":", -1)[0]))
                .containsExactly("duplicate_event_id", "version_conflict", "invalid_payload_hash");
    }

    @Test
    void a_command_may_have_several_events_of_one_batch() {
        String command = "\"command_id\":\"" + id(9) + "\"";
        JsonNode first = json(server.ingest(batch(event("o-1", "{}", command), event("o-2", "{}", command))));
        JsonNode later = json(server.ingest(batch(event("o-3", "{}", command))));

        assertThat(first.get("events_accepted").asInt()).isEqualTo(2);
        assertThat(later.at("/rejections/0/reason").asText()).isEqualTo("duplicate_command_id");
    }

    @Test
    void an_event_of_another_agent_is_rejected_alone() {
        HttpResponse<String> response =
                server.ingest(batch(event("o-1", "{}").replace(AGENT, TENANT), event("o-1", "{}")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("events_accepted").asInt()).isEqualTo(1);
        assertThat(json(response).at("/rejections/0/reason").asText()).startsWith("schema_validation: source_agent");
    }

    @Test
    void no_event_is_400() {
        assertThat(server.ingest(batch()).statusCode()).isEqualTo(400);
    }

    @Test
    void a_hash_may_be_left_out_and_other_members_may_not() {
        assertThat(json(server.ingest(batch(event("o-1", "{}"))))
                        .get("events_accepted")
                        .asInt())
                .isEqualTo(1);
        for (String member : List.of("created_at", "source_agent")) {
            HttpResponse<String> response =
                    server.ingest(batch(event("o-1", "{}").replace("\"" + member + "\"", "\"x\"")));

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(json(response).at("/error/message").asText())
                    .isEqualTo("$.events[0]." + member + ": is missing");
        }
    }

    @Test
    void more_than_a_thousand_events_are_400() {
        List<String> events = new ArrayList<>();
        for (int number = 0; number <= 1000; number++) {
            events.add(event(id(number), "o", "{}"));
        }
        assertThat(server.ingest(batch(events)).statusCode()).isEqualTo(400);
    }

    @Test
    void created_at_comes_back_as_it_was_sent() {
        server.ingest(batch(event(id(1), "o-1", "{}")));

        assertThat(json(server.get("/api/v1/events?" + STREAM))
                        .at("/events/0/envelope/created_at")
                        .asText())
                .isEqualTo("2026-01-02T03:04:05.123456789+01:00");
    }

    @Test
    void an_entitys_page_is_no_empty_one_and_up_to_a_thousand() {
        List<String> events = new ArrayList<>();
        for (int number = 0; number < 150; number++) {
            events.add(event(id(number), "o-1", "{}"));
        }
        server.ingest(batch(events));
        String history = "/api/v1/entities/order/o-1?" + STREAM;

        assertThat(json(server.get(history + "&limit=1000")).get("events")).hasSize(150);
        assertThat(json(server.get(history)).get("events")).hasSize(100);
        assertThat(json(server.get(history)).get("has_more").asBoolean()).isTrue();
        assertThat(server.get(history + "&limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void signed_events_stand_between_unsigned_ones() {
        SigningAgent agent = SigningAgent.registeredAt(SERVER);
        String unsigned = event(id(1), "o-1", "{}")
                .replace("\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + STORE + "\"", agent.streamMembers());
        agent.send(SERVER, agent.event("o-1", "{}"));
        assertThat(json(SERVER.ingest(batch(unsigned)))
                        .get("assigned_sequence_start")
                        .asLong())
                .isEqualTo(2);
        JsonNode page = json(SERVER.get("/api/v1/events?" + agent.query()));

        assertThat(page.findValuesAsText("ves_version")).containsExactly("1", "0");
        assertThat(json(SERVER.get("/api/v1/head?" + agent.query()))
                        .get("head_sequence")
                        .asLong())
                .isEqualTo(2);
    }

    @Test
    void unsigned_events_have_the_leaves_and_the_tree_of_signed_ones() {
        server.ingest(batch(event(id(1), "o-1", "{}"), event(id(2), "o-1", "{}"), event(id(3), "o-1", "{}")));
        JsonNode commitment = commit();
        JsonNode proof = json(server.get("/api/v1/proofs/3?" + STREAM));

        assertThat(commitment.get("padded_leaf_count").asInt()).isEqualTo(4);
        assertThat(proof.get("batch_id")).isEqualTo(commitment.get("batch_id"));
        List<Hash> path = new ArrayList<>();
        proof.get("proof_path").forEach(hash -> path.add(Hash.parse(hash.asText())));
        new InclusionProof(2, proof.get("leaf_count").asLong(), path)
                .verify(
                        Hash.parse(proof.get("leaf_hash").asText()),
                        Hash.parse(commitment.get("events_root").asText()));
        assertThat(json(server.get("/api/v1/ves/proofs/3?" + STREAM))).isEqualTo(proof);
    }

    @Test
    void commitments_are_all_listed_and_the_newest_first() {
        server.ingest(batch(event(id(1), "o-1", "{}")));
        JsonNode first = commit();
        server.ingest(batch(event(id(2), "o-1", "{}")));
        JsonNode second = commit();
        JsonNode listed = json(server.get("/api/v1/commitments?" + STREAM)).get("commitments");

        assertThat(listed).containsExactly(second, first);
        assertThat(listed.findValuesAsText("is_anchored")).containsExactly("false", "false");
        assertThat(json(server.get(
                        "/api/v1/commitments/" + first.get("batch_id").asText())))
                .isEqualTo(first);
        assertThat(first.get("events_root").asText()).hasSize(64);
        assertThat(first.get("sequence_end").asLong()).isEqualTo(1);
    }

    @Test
    void a_proof_without_leaf_count_does_not_prove_the_position() {
        server.ingest(batch(event(id(1), "o-1", "{}")));
        commit();
        JsonNode proof = json(server.get("/api/v1/proofs/1?" + STREAM));
        String asked = "{\"leaf_hash\":" + proof.get("leaf_hash") + ",\"events_root\":" + proof.get("events_root")
                + ",\"proof_path\":[],\"leaf_index\":0";

        JsonNode without = json(server.post("/proofs/verify", asked + "}"));
        assertThat(without.get("valid").asBoolean()).isTrue();
        assertThat(without.get("position_proved").asBoolean()).isFalse();
        JsonNode with = json(server.post("/proofs/verify", asked + ",\"leaf_count\":1}"));
        assertThat(with.get("position_proved").asBoolean()).isTrue();
    }

    @Test
    void errors_have_one_form_everywhere() {
        List<HttpResponse<String>> refused = List.of(
                server.ingest(batch()),
                server.send(server.anonymous("/api/v1/head?" + STREAM)),
                server.get("/api/v1/commitments/" + new UUID(1, 1)),
                server.get("/api/v1/head"));

        for (HttpResponse<String> response : refused) {
            JsonNode error = json(response).get("error");
            assertThat(error.get("code").asText()).matches("[a-z_]+");
            assertThat(error.get("message").asText()).isNotEmpty();
            assertThat(error.has("numeric_code")).isFalse();
            assertThat(response.headers().firstValue("x-error-code")).isEmpty();
            assertThat(response.headers().firstValue("x-request-id")).isPresent();
        }
    }

    @Test
    void a_key_is_a_bearer_too_and_never_the_whole_header() {
        String head = "/api/v1/head?" + STREAM;

        assertThat(server.send(server.anonymous(head).header("Authorization", "Bearer " + TestServer.KEY))
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.send(server.anonymous(head).header("Authorization", TestServer.KEY))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void readiness_is_one_word_of_the_database() {
        assertThat(json(server.get("/ready")).get("database").asText()).isEqualTo("connected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /admin",
                "GET /health/detailed",
                "GET /api/v1/admin/overview",
                "GET /api/v1/admin/tenants",
                "POST /api/v1/anchor",
                "GET /api/v1/anchor/status",
                "POST /api/v1/ves/anchor",
                "POST /api/v1/ves/commitments/anchor",
                "GET /api/v1/ves/validity/proofs/1",
                "GET /api/v1/ves/compliance/proofs/1",
                "POST /api/v1/x402/payments"
            })
    void routes_that_are_not_here_are_404_or_405(String call) {
        String[] parts = call.split(" ", -1);

        assertThat(server.send(server.request(parts[1])
                                .header("Content-Type", "application/json")
                                .method(
                                        parts[0],
                                        parts[0].equals("GET")
                                                ? BodyPublishers.noBody()
                                                : BodyPublishers.ofString("{}")))
                        .statusCode())
                .isIn(404, 405);
    }

    private JsonNode commit() {
        return json(server.post("/commitments", "{\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + STORE + "\"}"));
    }
}
