package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.Sent.id;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.WireEventPage;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is accepted at the limits is read back by the records that all clients use; what is beyond is the event's own rejection. */
class JsonLimitsTest {

    private static final int MAX_PAYLOAD = 1 << 20;

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<Arguments> payloads() {
        return Stream.of(
                payload("a name of 60,000 digits", "{\"" + "7".repeat(60_000) + "\":1}"),
                payload("a name as long as the payload", "{\"" + "n".repeat(MAX_PAYLOAD - 6) + "\":1}"),
                payload("a string as long as the payload", "\"" + "s".repeat(MAX_PAYLOAD - 2) + "\""),
                payload("a number of 1,000 characters", "[0." + "3".repeat(998) + "]"),
                payload("arrays in 128 levels", "[".repeat(128) + "]".repeat(128)),
                payload("objects in 128 levels", "{\"a\":".repeat(128) + "1" + "}".repeat(128)),
                payload("escapes that grow", "\"" + "\\u00fc".repeat(1000) + "\""),
                payload("integers with an equal text", "[1E30,9007199254740994,1e+21,653247040368672800]"));
    }

    private static Arguments payload(String what, String json) {
        return Arguments.of(Named.of(what, json));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void what_is_accepted_is_read_by_the_records(String payload) {
        HttpResponse<String> response = server.ingest(batch(event(id(1), "o-1", payload)));
        assertThat(json(response).get("events_accepted").asInt())
                .as(response.body())
                .isEqualTo(1);

        byte[] page = server.get("/api/v1/events?" + STREAM).body().getBytes(StandardCharsets.UTF_8);
        WireEvent read =
                ProtocolJson.read(page, WireEventPage.class).events().iterator().next();
        SequencedEvent event = read.toSequencedEvent();
        assertThat(event.event().payload()).isEqualTo(Payload.clear(CanonicalJson.parse(payload)));
        assertThat(ProtocolJson.read(ProtocolJson.write(read), WireEvent.class)).isEqualTo(read);
    }

    @Test
    void what_is_beyond_is_one_events_rejection() {
        assertRejected(
                "[" + "7".repeat(1001) + "]",
                "payload $[0]: a number has 1001 characters; at most 1000 are allowed; send it as a string");
        assertRejected("[".repeat(129) + "]".repeat(129), "nested deeper than 128 levels");
        assertRejected("{\"a\":1,\"a\":1}", "payload $.a: duplicate member name");
        assertRejected(
                "{\"id\":653247040368672768}",
                "payload $.id: 653247040368672768 is an integer that would become 653247040368672800; send it as a string");
        assertRejected(
                "\"" + "s".repeat(MAX_PAYLOAD - 1) + "\"", "payload has 1048577 bytes; at most 1048576 are allowed");
    }

    private void assertRejected(String payload, String problem) {
        HttpResponse<String> response = server.ingest(batch(event(id(1), "o-1", payload), event("o-2", "{}")));
        assertThat(json(response).get("events_accepted").asInt())
                .as(response.body())
                .isEqualTo(1);
        assertThat(json(response).at("/rejections/0/reason").asText())
                .startsWith("schema_validation: payload")
                .endsWith(problem);
    }
}
