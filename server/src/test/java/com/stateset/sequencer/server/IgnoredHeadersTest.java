package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IgnoredHeadersTest {

    private static final String INGEST = "/api/v1/events/ingest";

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "x-http-method-override"})
    void a_get_stays_a_get_whatever_a_header_says(String header) {
        String body = batch(event("o-1", "{}"));
        assertThat(server.send(server.request(INGEST)
                                .header(header, "POST")
                                .method("GET", BodyPublishers.ofString(body)))
                        .statusCode())
                .isEqualTo(405);
        assertThat(json(server.get("/api/v1/head?" + STREAM))
                        .get("head_sequence")
                        .asLong())
                .isZero();
    }

    @Test
    void a_post_stays_a_post_whatever_a_header_says() {
        assertThat(server.send(server.request(INGEST)
                                .header("X-HTTP-Method-Override", "GET")
                                .POST(BodyPublishers.ofString(batch(event("o-1", "{}")))))
                        .statusCode())
                .isEqualTo(200);
    }
}
