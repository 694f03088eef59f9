package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.Sent.id;
import static com.stateset.sequencer.server.TestServer.KEY;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {

    private static final TestServer SERVER = TestServer.start();
    private static final String HEAD = "/api/v1/head?" + STREAM;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, ApiKey " + KEY,
        "Authorization, apikey   " + KEY,
        "Authorization, Bearer " + KEY,
        "authorization, BEARER " + KEY,
        "x-api-key, " + KEY,
        "X-API-Key, " + KEY,
    })
    void the_key_may_come_in_any_of_its_forms(String header, String value) {
        assertThat(SERVER.send(SERVER.anonymous(HEAD).header(header, value)).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "x-api-key, wrong, The API key is not valid.",
        "x-api-key, " + KEY + "x, The API key is not valid.",
        "Authorization, ApiKey wrong, The API key is not valid.",
        "Authorization, ApiKey, The API key is not valid.",
        "Authorization, Bearer ss_wrong, The API key is not valid.",
        "Authorization, Bearer eyJhbGciOiJub25lIn0.e30., 'The bearer token is not the API key; this server does not take"
                + " JWTs.'",
        "Authorization, Basic eDp5, 'The Authorization header must have the scheme ApiKey, or Bearer with an API key.'",
    })
    void without_the_right_key_the_answer_is_401(String header, String value, String message) {
        assertUnauthorized(SERVER.send(SERVER.anonymous(HEAD).header(header, value)), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/events",
                "/api/v1/head",
                "/api/v1/events/b837ab08-77c4-4b8e-b238-ee1d69304d0d",
                "/api/v1/entities/order/o-1",
                "/api/v1/commitments",
                "/api/v1/ves/commitments",
                "/api/v1/commitments/b837ab08-77c4-4b8e-b238-ee1d69304d0d",
                "/api/v1/proofs/1",
                "/api/v1/ves/proofs/1",
                "/api/v1/agents/b837ab08-77c4-4b8e-b238-ee1d69304d0d/signing-keys"
            })
    void every_call_of_the_api_needs_a_key(String path) {
        assertUnauthorized(
                SERVER.send(SERVER.anonymous(path)),
                "This call needs an API key, in a header \"Authorization: ApiKey <key>\" or \"x-api-key: <key>\".");
    }

    @Test
    void nothing_is_ingested_without_a_key() {
        HttpResponse<String> response = SERVER.send(SERVER.anonymous("/api/v1/events/ingest")
                .POST(BodyPublishers.ofString(batch(event(id(1), "o-1", "{}")))));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(json(SERVER.get(HEAD)).get("head_sequence").asLong()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ves/events/ingest",
                "/commitments",
                "/ves/commitments",
                "/proofs/verify",
                "/ves/proofs/verify",
                "/agents/keys",
                "/agents/keys/revoke"
            })
    void nothing_is_taken_without_a_key(String path) {
        assertThat(SERVER.send(SERVER.anonymous("/api/v1" + path).POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-key-of-the-operator", "eyJhbGciOiJub25lIn0.e30."})
    void a_configured_key_may_look_like_anything(String key) {
        try (TestServer server =
                TestServer.start(SqliteEventStore.inMemory(), sequencing -> {}, serving -> serving.apiKey(key))) {
            for (String scheme : new String[] {"Bearer ", "ApiKey "}) {
                assertThat(server.send(server.anonymous(HEAD).header("Authorization", scheme + key))
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(server.send(server.anonymous(HEAD).header("Authorization", "Bearer " + key + "x"))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void authentication_can_be_disabled() {
        try (TestServer server = TestServer.start(
                SqliteEventStore.inMemory(), sequencing -> {}, SequencerServerBuilder::openToEveryone)) {
            assertThat(server.send(server.anonymous(HEAD)).statusCode()).isEqualTo(200);
        }
    }

    private static void assertUnauthorized(HttpResponse<String> response, String message) {
        assertThat(json(response).at("/error/message").asText()).isEqualTo(message);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("unauthorized");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate"))
                .contains("ApiKey realm=\"sequencer\", Bearer realm=\"sequencer\"");
    }
}
