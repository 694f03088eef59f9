package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an anchorer of the original sequencer asks and tells, on both stores; and who may. */
class AnchorRoutesTest {

    private static final String PENDING = "/v1/commitments/pending";
    private static final String TRANSACTION = "0x" + "ab".repeat(32);
    private static final String STREAM = "{\"tenant_id\":\"" + Sent.TENANT + "\",\"store_id\":\"" + Sent.STORE + "\"}";

    @Test
    void an_anchorer_finds_and_settles_commitments_on_sqlite() {
        try (TestServer server = TestServer.start(SqliteEventStore.inMemory())) {
            anchorsCommitments(server);
        }
    }

    @Test
    void an_anchorer_finds_and_settles_commitments_on_postgresql() {
        EventStore store = PostgresEventStore.connect(TestPostgres.shared().createDatabase());
        try (TestServer server = TestServer.start(store)) {
            anchorsCommitments(server);
        }
    }

    private static void anchorsCommitments(TestServer server) {
        JsonNode first = commit(server, 3);
        JsonNode second = commit(server, 2);
        JsonNode pending = json(server.get(PENDING));
        assertThat(pending.get("total").asInt()).isEqualTo(2);
        assertThat(pending.get("commitments"))
                .extracting(JsonNode::toString)
                .containsExactly(asPending(first), asPending(second));
        assertThat(json(server.get(PENDING + "?limit=1")).get("commitments")).hasSize(1);

        JsonNode anchored = json(notify(
                server,
                first,
                "{\"chain_tx_hash\":\"" + TRANSACTION
                        + "\",\"chain_id\":84532001,\"block_number\":17,\"gas_used\":21000}"));
        assertThat(anchored.get("status").asText()).isEqualTo("anchored");
        assertThat(anchored.get("batch_id")).isEqualTo(first.get("batch_id"));
        assertThat(anchored.get("chain_tx_hash").asText()).isEqualTo(TRANSACTION);
        assertThat(anchored.get("block_number").asLong()).isEqualTo(17);
        assertThat(json(server.get(PENDING)).get("commitments"))
                .extracting(JsonNode::toString)
                .containsExactly(asPending(second));

        String again = "{\"chain_tx_hash\":\"" + TRANSACTION.substring(2).toUpperCase(Locale.ROOT)
                + "\",\"chain_id\":84532001}";
        assertThat(json(notify(server, first, again)).get("status").asText()).isEqualTo("already_anchored");
        for (String other : List.of(again.replace("AB", "cd"), again.replace("84532001", "1"))) {
            HttpResponse<String> refused = notify(server, first, other);
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(json(refused).at("/error/code").asText()).isEqualTo("already_anchored");
        }
        isShown(server, first, second);
    }

    /** Wherever a commitment is shown. */
    private static void isShown(TestServer server, JsonNode anchored, JsonNode other) {
        String id = anchored.get("batch_id").asText();
        JsonNode shown = json(server.get("/api/v1/commitments/" + id));
        assertThat(shown.get("is_anchored").asBoolean()).isTrue();
        assertThat(shown.get("chain_tx_hash").asText()).isEqualTo(TRANSACTION.substring(2));
        JsonNode page =
                json(server.get("/api/v1/ves/commitments?" + Sent.STREAM)).get("commitments");
        assertThat(page).extracting(each -> each.get("is_anchored").asBoolean()).containsExactly(false, true);
        assertThat(json(server.post("/commitments", STREAM.replace("}", ",\"sequence_start\":1,\"sequence_end\":3}")))
                        .get("is_anchored")
                        .asBoolean())
                .isTrue();
        assertThat(json(server.get("/api/v1/head?" + Sent.STREAM)).at("/latest_commitment/batch_id"))
                .isEqualTo(other.get("batch_id"));
    }

    private static JsonNode commit(TestServer server, int events) {
        List<String> more = IntStream.range(0, events)
                .mapToObj(i -> event("o-" + UUID.randomUUID(), "{}"))
                .toList();
        assertThat(server.ingest(batch(more)).statusCode()).isEqualTo(200);
        JsonNode commitment = json(server.post("/commitments", STREAM));
        assertThat(commitment.get("is_anchored").asBoolean()).isFalse();
        return commitment;
    }

    private static String asPending(JsonNode commitment) {
        return """
                {"batch_id":%s,"tenant_id":%s,"store_id":%s,"prev_state_root":"0x%s","new_state_root":"0x%s",\
                "events_root":"0x%s","sequence_start":%s,"sequence_end":%s,"event_count":%s,"committed_at":%s,\
                "chain_tx_hash":null}""".formatted(
                        commitment.get("batch_id"),
                        commitment.get("tenant_id"),
                        commitment.get("store_id"),
                        commitment.get("prev_state_root").asText(),
                        commitment.get("new_state_root").asText(),
                        commitment.get("events_root").asText(),
                        commitment.get("sequence_start"),
                        commitment.get("sequence_end"),
                        commitment.get("event_count"),
                        commitment.get("committed_at"));
    }

    private static HttpResponse<String> notify(TestServer server, JsonNode commitment, String body) {
        return notify(server, commitment.get("batch_id").asText(), body);
    }

    private static HttpResponse<String> notify(TestServer server, String batchId, String body) {
        return server.send(server.request("/v1/commitments/" + batchId + "/anchored")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                              | 400",
                "{\"chain_tx_hash\":\"\",\"chain_id\":1}                         | 400",
                "{\"chain_tx_hash\":\"0x12\",\"chain_id\":1}                     | 400",
                "{\"chain_tx_hash\":\"HASH\",\"chain_id\":0}                     | 400",
                "{\"chain_tx_hash\":\"HASH\",\"chain_id\":4294967296}            | 400",
                "{\"chain_tx_hash\":\"HASH\",\"chain_id\":1,\"block_number\":-1} | 400",
                "{\"chain_tx_hash\":\"HASH\",\"chain_id\":1,\"gas_used\":1.5}    | 400",
                "{\"chain_tx_hash\":\"HASH\",\"chain_id\":1}                     | 404",
                "[                                                               | 400",
            })
    void what_cannot_be_an_anchor_is_refused(String body, int status) {
        try (TestServer server = TestServer.start()) {
            assertThat(notify(server, UUID.randomUUID().toString(), body.replace("HASH", TRANSACTION))
                            .statusCode())
                    .isEqualTo(status);
        }
    }

    @Test
    void an_id_or_a_limit_that_is_none_is_refused() {
        try (TestServer server = TestServer.start()) {
            assertThat(notify(server, "x", "{}").statusCode()).isEqualTo(400);
            assertThat(server.get(PENDING + "?limit=0").statusCode()).isEqualTo(400);
            assertThat(server.get(PENDING + "?limit=999999").statusCode()).isEqualTo(200);
        }
    }

    private static int status(TestServer server, String... headers) {
        HttpRequest.Builder request = server.anonymous(PENDING);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return server.send(request).statusCode();
    }

    private static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s:", "%s", "anchor:%s", ":%s", "x:%s"})
    void a_key_in_the_users_part_of_the_url_is_taken(String userInfo) {
        try (TestServer server = TestServer.start(
                SqliteEventStore.inMemory(), sequencing -> {}, serving -> serving.anchorKey("only-to-anchor"))) {
            assertThat(status(server, "Authorization", basic(userInfo.formatted("only-to-anchor"))))
                    .isEqualTo(200);
            assertThat(status(server, "Authorization", basic(userInfo.formatted(TestServer.KEY))))
                    .isEqualTo(200);
            assertThat(status(server, "Authorization", basic(userInfo.formatted("wrong"))))
                    .isEqualTo(401);
        }
    }

    @Test
    void the_anchorers_key_opens_nothing_else() {
        try (TestServer server = TestServer.start(
                SqliteEventStore.inMemory(), sequencing -> {}, serving -> serving.anchorKey("only-to-anchor"))) {
            assertThat(status(server, "x-api-key", "only-to-anchor")).isEqualTo(200);
            assertThat(status(server, "Authorization", "ApiKey only-to-anchor")).isEqualTo(200);
            for (String header :
                    List.of("ApiKey only-to-anchor", basic("only-to-anchor:"), basic(TestServer.KEY + ":"))) {
                assertThat(server.send(server.anonymous("/api/v1/head?" + Sent.STREAM)
                                        .header("Authorization", header))
                                .statusCode())
                        .as(header)
                        .isEqualTo(401);
            }
            assertThat(status(server)).isEqualTo(401);
            assertThat(status(server, "Authorization", "Basic %%%")).isEqualTo(401);
            assertThat(status(server, "Authorization", "Basic")).isEqualTo(401);
            assertThat(status(server, "Authorization", basic(":"))).isEqualTo(401);
        }
    }

    @Test
    void a_listed_address_needs_no_key_and_a_wrong_key_stays_wrong() {
        try (TestServer server = TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> {},
                serving -> serving.anchorAddresses(List.of("127.0.0.0/8")))) {
            assertThat(status(server)).isEqualTo(200);
            assertThat(status(server, "x-api-key", "wrong")).isEqualTo(401);
            assertThat(status(server, "Authorization", basic("wrong:"))).isEqualTo(401);
            assertThat(server.send(server.anonymous("/api/v1/head?" + Sent.STREAM))
                            .statusCode())
                    .isEqualTo(401);
        }
        try (TestServer server = TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> {},
                serving -> serving.trustProxyHeaders(true).anchorAddresses(List.of("10.0.0.7")))) {
            assertThat(status(server)).isEqualTo(401);
            assertThat(status(server, "X-Forwarded-For", "10.0.0.7")).isEqualTo(200);
            assertThat(status(server, "X-Forwarded-For", "10.0.0.7, 10.0.0.8")).isEqualTo(401);
        }
        assertThatThrownBy(() -> SequencerServer.builder().anchorAddresses(List.of("somewhere")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void who_reaches_an_open_server_does_not_anchor() {
        try (TestServer open = TestServer.start(
                SqliteEventStore.inMemory(), sequencing -> {}, SequencerServerBuilder::openToEveryone)) {
            assertThat(status(open)).isEqualTo(403);
        }
        try (TestServer open = TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> {},
                serving -> serving.openToEveryone().anchorKey("only-to-anchor"))) {
            assertThat(status(open, "Authorization", basic("only-to-anchor:"))).isEqualTo(200);
        }
    }
}
