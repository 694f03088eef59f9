package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.CloudEventsTest.SOURCE;
import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.id;
import static com.stateset.sequencer.server.SentCloudEventsTest.event;
import static com.stateset.sequencer.server.SentCloudEventsTest.refusal;
import static com.stateset.sequencer.server.SentCloudEventsTest.store;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.protocol.cloudevents.CloudEvent;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Events whose attributes are headers: the binary mode of CloudEvents over HTTP. */
class CloudEventModeTest {

    private static final String INGEST = "/api/v1/events/ingest";
    private static final TestServer SERVER = TestServer.start();

    private final TestServer server = SERVER.withFreshStream();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void attributes_in_headers_are_those_in_a_body() {
        HttpResponse<String> answer = server.send(binary(server, "[1,{\"specversion\":\"2\"}]")
                .header("CE-subject", "order/Z%C3%BCrich%20%22%25")
                .header("ce-baseversion", "0")
                .header("ce-commandid", "\"" + id(9) + "\"")
                .header("Content-Type", "application/json; charset=utf-8"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode envelope = json(server.get("/api/v1/events?" + STREAM)).at("/events/0/envelope");
        assertThat(envelope.get("entity_id").asText()).isEqualTo("Zürich \"%");
        assertThat(envelope.get("base_version").asInt()).isZero();
        assertThat(envelope.get("command_id").asText()).isEqualTo(id(9).toString());
        assertThat(envelope.get("payload").toString()).isEqualTo("[1,{\"specversion\":\"2\"}]");
    }

    static Stream<Arguments> wrongHeaders() {
        return Stream.of(
                arguments(
                        "ce-subject",
                        "order",
                        "ce-subject: must be <entity type>/<entity id>, with %2F for a slash and"
                                + " %25 for a percent sign in the type"),
                arguments("ce-subject", "order/%C3", "ce-subject: is not well percent-encoded UTF-8"),
                arguments(
                        "ce-traceparent", "00-1", "ce-traceparent: is not known here, and would be lost; leave it out"),
                arguments("ce-specversion", "1.0", "ce-specversion: stands twice"),
                arguments("ce-data", "1", "ce-data: is not an attribute: the data are the body"),
                arguments("ce-data_base64", "MQ==", "ce-data_base64: is not an attribute: the data are the body"),
                arguments("ce-payloadstate", "erased", "ce-payloadstate: says that there are no data, but there are"),
                arguments("Content-Type", "text/plain", null));
    }

    @ParameterizedTest
    @MethodSource("wrongHeaders")
    void a_wrong_header_is_named(String name, String value, String message) {
        HttpRequest.Builder request = binary(server, "{}").header(name, value);
        if (!name.equals("ce-subject")) {
            request.header("ce-subject", "order/o-1");
        }
        HttpResponse<String> answer = server.send(request);
        if (message == null) {
            assertThat(answer.statusCode()).isEqualTo(415);
        } else {
            assertThat(refusal(answer)).isEqualTo(message);
        }
    }

    @Test
    void a_body_beside_headers_is_one_value_or_nothing() {
        for (String body : new String[] {"{}{}", "1,\"type\":\"x\"", "{", "\"", "nothing"}) {
            assertThat(refusal(server.send(binary(server, body).header("ce-subject", "order/o-1"))))
                    .startsWith("$: ");
        }
        HttpResponse<String> none = server.send(binary(server, "").header("ce-subject", "order/o-1"));
        assertThat(none.statusCode()).as(none.body()).isEqualTo(200);
        assertThat(json(server.get("/api/v1/events?" + STREAM))
                        .at("/events/0/envelope/payload")
                        .isNull())
                .isTrue();
    }

    @Test
    void copies_in_headers_beside_an_event_count_for_nothing() {
        HttpRequest.Builder request = server.request(INGEST)
                .header("Content-Type", CloudEvent.MEDIA_TYPE)
                .header("ce-id", id(7).toString())
                .header("ce-specversion", "0.3")
                .POST(BodyPublishers.ofString(event(1).replace(Sent.STORE, store(server))));
        HttpResponse<String> answer = server.send(request);
        assertThat(json(answer).at("/results/0/event_id").asText()).isEqualTo(id(1).toString());
    }

    static HttpRequest.Builder binary(TestServer server, String body) {
        return server.request(INGEST)
                .header("ce-specversion", "1.0")
                .header("ce-id", id(1).toString())
                .header("ce-source", SOURCE.replace(Sent.STORE, store(server)))
                .header("ce-type", "order.placed")
                .header("ce-time", "2026-01-02T03:04:05Z")
                .POST(BodyPublishers.ofString(body));
    }
}
