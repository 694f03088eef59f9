package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.OriginalApi.Expectation.differs;
import static com.stateset.sequencer.server.OriginalApi.Expectation.holds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.server.OriginalApi.Expectation;
import com.stateset.sequencer.server.OriginalApi.Reply;
import com.stateset.sequencer.server.OriginalApi.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the 42 tests of the original sequencer's HTTP API expect (its {@code tests/api_integration_test.rs}), asked of a server of ours in our own
 * words. An expectation holds, or else it is about a difference that is on purpose: then it names the row of
 * {@code docs/coming-from-the-original.md} that says what a client changes, and has to fail.
 */
class OriginalApiReplayTest {

    private static final OriginalApi API = new OriginalApi();

    @AfterAll
    static void stop() {
        API.close();
    }

    static Stream<Expectation> expectations() {
        return Stream.of(
                        registration(),
                        ingestion(),
                        pages(),
                        histories(),
                        commitments(),
                        access(),
                        malformedCalls(),
                        schemas(),
                        agents(),
                        tenants())
                .flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expectations")
    void an_expectation_holds_or_its_difference_is_named(Expectation expectation) throws IOException {
        if (expectation.row() == 0) {
            expectation.test().run();
            return;
        }
        assertThatThrownBy(() -> expectation.test().run()).isInstanceOf(AssertionError.class);
        assertThat(Files.readAllLines(Path.of("../docs/coming-from-the-original.md")))
                .anyMatch(line -> line.startsWith("| " + expectation.row() + " |"));
    }

    @Test
    void of_the_42_so_many_hold() {
        assertThat(expectations()).hasSize(42);
        assertThat(expectations().filter(each -> each.row() == 0)).hasSize(30);
    }

    private static List<Expectation> registration() {
        String agent = "{\"name\":\"public-agent\"}";
        return List.of(
                holds("an agent registers itself, and a second one within the minute is 429", () -> {
                    Reply first = API.limited("/api/v1/agents/register", agent);
                    assertThat(first.status()).isEqualTo(200);
                    assertThat(first.json().get("success").asBoolean()).isTrue();
                    assertThat(API.limited("/api/v1/agents/register", agent).status())
                            .isEqualTo(429);
                }),
                differs(20, "who registers for a tenant gets the code TENANT_ID_NOT_ALLOWED", () -> {
                    String named = "{\"name\":\"public-agent\",\"tenantId\":\"" + UUID.randomUUID() + "\"}";
                    Reply reply = API.post("/api/v1/agents/register", named, null);
                    assertThat(reply.status()).isEqualTo(400);
                    assertThat(reply.json().path("code").asText()).isEqualTo("TENANT_ID_NOT_ALLOWED");
                }),
                differs(20, "the registration has no other path: 404 without a body", () -> {
                    Reply reply = API.post("/v1/agents/register", agent, null);
                    assertThat(reply.status()).isEqualTo(404);
                    assertThat(reply.json()).isEmpty();
                }),
                differs(28, "payments are listed with a key that reaches the store", () -> {
                    Shop shop = new Shop();
                    assertThat(API.get("/api/v1/x402/payments?" + shop.query(), null)
                                    .status())
                            .isEqualTo(401);
                    assertThat(API.get("/api/v1/x402/payments?" + shop.query(), TestServer.KEY)
                                    .status())
                            .isEqualTo(200);
                }),
                holds("a server that lives says so", () -> {
                    Reply reply = API.get("/health", null);
                    assertThat(reply.status()).isEqualTo(200);
                    assertThat(reply.json().get("status").asText()).isEqualTo("healthy");
                }));
    }

    private static List<Expectation> ingestion() {
        return List.of(
                holds("an event is taken, and gets the first number", () -> {
                    JsonNode answer = API.ingest(new Shop(), 1);
                    assertThat(answer.get("events_accepted").asInt()).isEqualTo(1);
                    assertThat(answer.get("events_rejected").asInt()).isZero();
                    assertThat(answer.get("batch_id").isTextual()).isTrue();
                    assertNumbers(answer, 1);
                }),
                holds("ten events are taken, and get ten numbers", () -> {
                    JsonNode answer = API.ingest(new Shop(), 10);
                    assertThat(answer.get("events_accepted").asInt()).isEqualTo(10);
                    assertThat(answer.get("events_rejected").asInt()).isZero();
                    assertNumbers(answer, 10);
                }),
                differs(1, "an event that is sent again is rejected", () -> {
                    Shop shop = new Shop();
                    String batch = shop.batch(shop.event("o-1"));
                    API.post("/api/v1/events/ingest", batch, TestServer.KEY);
                    JsonNode again = API.post("/api/v1/events/ingest", batch, TestServer.KEY)
                            .json();
                    assertThat(again.get("events_accepted").asInt()).isZero();
                    assertThat(again.get("events_rejected").asInt()).isEqualTo(1);
                    assertThat(again.get("rejections")).hasSize(1);
                }),
                holds("events of two tenants in a batch are 400", () -> {
                    Shop shop = new Shop();
                    String other = shop.event("o-1")
                            .replace(shop.tenant(), UUID.randomUUID().toString());
                    assertThat(API.post("/api/v1/events/ingest", shop.batch(shop.event("o-1"), other), TestServer.KEY)
                                    .status())
                            .isEqualTo(400);
                }));
    }

    private static void assertNumbers(JsonNode answer, int last) {
        assertThat(answer.get("assigned_sequence_start").asInt()).isEqualTo(1);
        assertThat(answer.get("assigned_sequence_end").asInt()).isEqualTo(last);
        assertThat(answer.get("head_sequence").asInt()).isEqualTo(last);
    }

    private static List<Expectation> pages() {
        return List.of(
                holds(
                        "five events are a page of five",
                        () -> assertThat(API.page(5, "&from=1&limit=10")).hasSize(5)),
                holds("two pages follow each other", () -> {
                    Shop shop = API.shopWith(20);
                    for (String from : List.of("1", "6")) {
                        Reply page =
                                API.get("/api/v1/events?" + shop.query() + "&limit=5&from=" + from, TestServer.KEY);
                        assertThat(page.json().get("count").asInt()).isEqualTo(5);
                    }
                }),
                holds(
                        "a page of none is 400",
                        () -> assertThat(API.get(
                                                "/api/v1/events?" + new Shop().query() + "&from=1&limit=0",
                                                TestServer.KEY)
                                        .status())
                                .isEqualTo(400)),
                holds(
                        "a page has at most a thousand",
                        () -> assertThat(API.page(1200, "&from=1&limit=5000")).hasSize(1000)),
                holds(
                        "behind the head there is nothing",
                        () -> assertThat(API.page(10, "&from=20&limit=10")).isEmpty()),
                holds(
                        "the head is the last number",
                        () -> assertThat(API.head(API.shopWith(7))).isEqualTo(7)),
                holds(
                        "the head of an empty store is 0",
                        () -> assertThat(API.head(new Shop())).isZero()));
    }

    private static List<Expectation> histories() {
        return List.of(
                holds("an entity's history has its events", () -> {
                    JsonNode history = API.history(3, "");
                    assertThat(history.get("entity_type").asText()).isEqualTo("order");
                    assertThat(history.get("entity_id").asText()).isEqualTo("o-1");
                    assertThat(history.get("count").asInt()).isEqualTo(3);
                }),
                differs(
                        12,
                        "a page of none of a history is one of a hundred",
                        () -> assertHistory(API.history(150, "&limit=0"), 100, 150, true)),
                holds("a history from 0 begins at its beginning", () -> {
                    Shop shop = API.shopWithHistory(5);
                    JsonNode all = API.history(shop, "");
                    assertThat(all.get("count").asInt()).isEqualTo(5);
                    assertThat(API.history(shop, "&from=0").get("events")).isEqualTo(all.get("events"));
                }),
                differs(
                        12,
                        "a page of a history has at most a hundred",
                        () -> assertHistory(API.history(150, "&limit=250"), 100, 150, true)),
                holds(
                        "behind the end of a history there is nothing",
                        () -> assertHistory(API.history(10, "&from=20&limit=10"), 0, 10, false)));
    }

    private static void assertHistory(JsonNode history, int count, int total, boolean hasMore) {
        assertThat(history.path("count").asInt()).isEqualTo(count);
        assertThat(history.path("total").asInt()).isEqualTo(total);
        assertThat(history.path("has_more").asBoolean()).isEqualTo(hasMore);
    }

    private static List<Expectation> commitments() {
        return List.of(
                holds("a range is committed to", () -> {
                    JsonNode made = API.commit(API.shopWith(10), "/commitments", 1, 10);
                    assertThat(made.get("batch_id").isTextual()).isTrue();
                    assertThat(made.get("events_root").isTextual()).isTrue();
                    assertThat(made.get("event_count").asInt()).isEqualTo(10);
                }),
                holds("a commitment is found by its id", () -> {
                    String id = API.commit(API.shopWith(5), "/commitments", 1, 5)
                            .get("batch_id")
                            .asText();
                    JsonNode found =
                            API.get("/api/v1/commitments/" + id, TestServer.KEY).json();
                    assertThat(found.get("batch_id").asText()).isEqualTo(id);
                    assertThat(found.get("event_count").asInt()).isEqualTo(5);
                }),
                holds("commitments are listed", () -> {
                    Shop shop = API.shopWith(20);
                    API.commit(shop, "/commitments", 1, 10);
                    API.commit(shop, "/commitments", 11, 20);
                    Reply list = API.get("/api/v1/commitments?" + shop.query(), TestServer.KEY);
                    assertThat(list.status()).isEqualTo(200);
                    assertThat(list.json().get("commitments").isArray()).isTrue();
                }),
                holds("an event under a commitment is proved", () -> {
                    Shop shop = API.shopWith(10);
                    String id = API.commit(shop, "/commitments", 1, 10)
                            .get("batch_id")
                            .asText();
                    JsonNode proof = API.get("/api/v1/proofs/5?" + shop.query() + "&batch_id=" + id, TestServer.KEY)
                            .json();
                    assertThat(proof.get("leaf_hash").isTextual()).isTrue();
                    assertThat(proof.get("proof_path").isArray()).isTrue();
                    assertThat(proof.get("events_root").isTextual()).isTrue();
                }),
                holds("signed events are committed to", () -> {
                    JsonNode made = API.commit(API.shopWithSigned(5), "/ves/commitments", 1, 5);
                    assertThat(made.get("batch_id").isTextual()).isTrue();
                    assertThat(made.get("merkle_root").isTextual()).isTrue();
                }));
    }

    private static List<Expectation> access() {
        String head = "/api/v1/head?" + new Shop().query();
        return List.of(
                holds(
                        "without a key a call is 401",
                        () -> assertThat(API.get(head, null).status()).isEqualTo(401)),
                holds(
                        "with a key it is 200",
                        () -> assertThat(API.get(head, TestServer.KEY).status()).isEqualTo(200)),
                holds(
                        "with a wrong key it is 401",
                        () -> assertThat(API.get(head, "sk_invalid_key").status())
                                .isEqualTo(401)),
                differs(
                        38,
                        "any 32 bytes are registered as an agent's key",
                        () -> assertThat(API.post(
                                                "/api/v1/agents/keys",
                                                "{\"tenantId\":\"" + UUID.randomUUID() + "\",\"agentId\":\""
                                                        + UUID.randomUUID()
                                                        + "\",\"keyId\":1,\"publicKey\":\"" + "01".repeat(32)
                                                        + "\",\"validFrom\":\"2025-01-01T00:00:00Z\"}",
                                                TestServer.KEY)
                                        .status())
                                .isEqualTo(200)));
    }

    private static List<Expectation> malformedCalls() {
        return List.of(
                holds(
                        "what is no UUID is 400",
                        () -> assertThat(API.get("/api/v1/head?tenant_id=not-a-uuid&store_id=neither", TestServer.KEY)
                                        .status())
                                .isEqualTo(400)),
                holds(
                        "a parameter that is missing is 400",
                        () -> assertThat(API.get("/api/v1/head?tenant_id=" + UUID.randomUUID(), TestServer.KEY)
                                        .status())
                                .isEqualTo(400)),
                holds(
                        "what is no JSON is 400",
                        () -> assertThat(API.post("/api/v1/events/ingest", "{ invalid json }", TestServer.KEY)
                                        .status())
                                .isEqualTo(400)));
    }

    /** Of another tenant, by an id alone: to the original that is forbidden, and here it is not there. */
    private static List<Expectation> schemas() {
        Shop mine = new Shop();
        Shop other = new Shop();
        String admin = "\"admin\":true";
        return List.of(
                differs(
                        37,
                        "to read another tenant's schema is 403",
                        () -> assertThat(API.get("/api/v1/schemas/" + API.schemaOf(other), API.key(mine))
                                        .status())
                                .isEqualTo(403)),
                holds(
                        "to list another tenant's schemas is 403",
                        () -> assertThat(API.get("/api/v1/schemas?tenant_id=" + other.tenant(), API.key(mine))
                                        .status())
                                .isEqualTo(403)),
                differs(
                        37,
                        "to delete another tenant's schema is 403, for an administrator too",
                        () -> assertThat(API.send(
                                                "DELETE",
                                                "/api/v1/schemas/" + API.schemaOf(other),
                                                null,
                                                API.key(mine, admin))
                                        .status())
                                .isEqualTo(403)),
                differs(
                        37,
                        "to change another tenant's schema is 403",
                        () -> assertThat(API.send(
                                                "PUT",
                                                "/api/v1/schemas/" + API.schemaOf(other) + "/status",
                                                "{\"status\":\"deprecated\"}",
                                                API.key(mine))
                                        .status())
                                .isEqualTo(403)));
    }

    private static List<Expectation> agents() {
        Shop shop = new Shop();
        String anotherAgent = UUID.randomUUID().toString();
        String bound = "\"storeIds\":[\"" + shop.store() + "\"],\"agentId\":\"" + shop.agent() + "\"";
        return List.of(
                differs(
                        20,
                        "who sends as another agent than its key's is refused with the words \"Agent mismatch\"",
                        () -> {
                            String batch = shop.batch(shop.event("o-1")).replace(shop.agent(), anotherAgent);
                            Reply reply = API.post("/api/v1/events/ingest", batch, API.key(shop, bound));
                            assertThat(reply.status()).isEqualTo(403);
                            assertThat(reply.json().at("/error/message").asText())
                                    .contains("Agent mismatch");
                        }),
                differs(5, "an event of another agent in a batch is 400 for the call", () -> {
                    String forged = shop.event("o-1").replace(shop.agent(), anotherAgent);
                    Reply reply = API.post("/api/v1/events/ingest", shop.batch(forged), API.key(shop, bound));
                    assertThat(reply.status()).isEqualTo(400);
                    assertThat(reply.json().at("/error/message").asText()).contains("source_agent");
                }),
                holds("who sends as its key's agent is let in", () -> {
                    Reply reply =
                            API.post("/api/v1/events/ingest", shop.batch(shop.event("o-1")), API.key(shop, bound));
                    assertThat(reply.status()).isEqualTo(200);
                    assertThat(reply.json().get("events_accepted").asInt()).isEqualTo(1);
                }));
    }

    private static List<Expectation> tenants() {
        Shop mine = new Shop();
        Shop other = new Shop();
        return List.of(
                holds(
                        "to send to another tenant is 403",
                        () -> assertThat(API.post(
                                                "/api/v1/events/ingest", other.batch(other.event("o-1")), API.key(mine))
                                        .status())
                                .isEqualTo(403)),
                holds(
                        "to read another tenant's events is 403",
                        () -> assertThat(API.get("/api/v1/events?" + other.query() + "&from=1&limit=10", API.key(mine))
                                        .status())
                                .isEqualTo(403)));
    }
}
