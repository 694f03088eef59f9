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
import com.stateset.sequencer.protocol.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.jackson.JsonCloudEventData;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CloudEvents as software of others reads and writes them: {@link CloudEventsReader} is the SDK of the project that defines them. */
class CloudEventsTest {

    static final String SOURCE = "ves://" + TENANT + "/" + STORE + "/" + AGENT;

    private static final String EVENTS = "/api/v1/events?" + STREAM;
    private static final String INGEST = "/api/v1/events/ingest";

    private final TestServer server = TestServer.start();
    private final TestServer other = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
        other.close();
    }

    @Test
    void a_stranger_reads_what_our_own_form_says() {
        ingest(event(
                id(1),
                "o/1 %",
                "{\"total\":1E30,\"name\":\"Zoë\"}",
                "\"base_version\":0",
                "\"command_id\":\"" + id(9) + "\""));
        io.cloudevents.CloudEvent read = read(EVENTS).get(0);
        JsonNode ours = json(server.get(EVENTS)).at("/events/0");
        assertThat(read.getSpecVersion().toString()).isEqualTo("1.0");
        assertThat(read.getId()).isEqualTo(id(1).toString());
        assertThat(read.getSource()).isEqualTo(URI.create(SOURCE));
        assertThat(read.getType()).isEqualTo("order.placed");
        assertThat(read.getSubject()).isEqualTo("order/o/1 %");
        assertThat(read.getTime()).isEqualTo(OffsetDateTime.parse("2026-01-02T03:04:05.123456789+01:00"));
        assertThat(read.getDataContentType()).isEqualTo("application/json");
        assertThat(data(read)).isEqualTo(ours.at("/envelope/payload"));
        assertThat(read.getExtension("tenantid")).isEqualTo(TENANT);
        assertThat(read.getExtension("storeid")).isEqualTo(STORE);
        assertThat(read.getExtension("agentid")).isEqualTo(AGENT);
        assertThat(read.getExtension("entitytype")).isEqualTo("order");
        assertThat(read.getExtension("entityid")).isEqualTo("o/1 %");
        assertThat(read.getExtension("baseversion")).isEqualTo(0);
        assertThat(read.getExtension("entityversion")).isEqualTo(1);
        assertThat(read.getExtension("commandid")).isEqualTo(id(9).toString());
        assertThat(read.getExtension("createdat")).isEqualTo("2026-01-02T03:04:05.123456789+01:00");
        assertThat(read.getExtension("payloadhash"))
                .isEqualTo(ours.at("/envelope/payload_hash").asText());
        assertThat(read.getExtension("sequence")).isEqualTo("0000000000000000001");
        assertThat(read.getExtension("sequencedat"))
                .isEqualTo(ours.at("/sequenced_at").asText());
        assertThat(read.getExtensionNames()).allMatch(name -> name.matches("[a-z0-9]{1,20}"));
    }

    @Test
    void receipts_are_extensions_when_they_are_asked_for() {
        ingest(event("o-1", "{}"));
        io.cloudevents.CloudEvent read = read(EVENTS + "&receipts=true").get(0);
        JsonNode ours = json(server.get(EVENTS + "&receipts=true")).at("/events/0");
        assertThat(read.getExtension("receipthash"))
                .isEqualTo(ours.at("/receipt_hash").asText());
        assertThat(read.getExtension("receiptsignature"))
                .isEqualTo(
                        ours.at("/receipt_signature_bundle/ed25519_signature").asText());
        assertThat(read.getExtension("sequencerkeyversion")).isEqualTo(1);
        assertThat(read(EVENTS).get(0).getExtension("receipthash")).isNull();
    }

    @Test
    void what_a_stranger_writes_is_stored_as_it_says() {
        io.cloudevents.CloudEvent written = builder(id(1))
                .withSubject("order/o-1")
                .withExtension("baseversion", 0)
                .withExtension("commandid", id(9).toString())
                .withData("application/json", JsonCloudEventData.wrap(json("{\"b\":1.50,\"a\":[]}")))
                .build();
        HttpResponse<String> answer = send(CloudEvent.MEDIA_TYPE, CloudEventsReader.write(written));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).get("events_accepted").asInt()).isEqualTo(1);
        JsonNode envelope = json(server.get(EVENTS)).at("/events/0/envelope");
        assertThat(envelope.get("event_id").asText()).isEqualTo(id(1).toString());
        assertThat(envelope.get("entity_type").asText()).isEqualTo("order");
        assertThat(envelope.get("entity_id").asText()).isEqualTo("o-1");
        assertThat(envelope.get("event_type").asText()).isEqualTo("order.placed");
        assertThat(envelope.get("base_version").asLong()).isZero();
        assertThat(envelope.get("command_id").asText()).isEqualTo(id(9).toString());
        assertThat(envelope.get("created_at").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(envelope.get("source_agent").asText()).isEqualTo(AGENT);
        assertThat(envelope.get("payload").toString()).isEqualTo("{\"a\":[],\"b\":1.5}");
    }

    @Test
    void data_of_json_bytes_and_no_data_are_payloads_too() {
        io.cloudevents.CloudEvent bytes = builder(id(1))
                .withSubject("order/o-1")
                .withData("application/json", BytesCloudEventData.wrap("[1]".getBytes(StandardCharsets.UTF_8)))
                .build();
        io.cloudevents.CloudEvent none = builder(id(2)).withSubject("order/o-1").build();
        HttpResponse<String> answer = send(CloudEvent.BATCH_MEDIA_TYPE, CloudEventsReader.write(List.of(bytes, none)));
        assertThat(json(answer).get("events_accepted").asInt())
                .as(answer.body())
                .isEqualTo(2);
        JsonNode page = json(server.get(EVENTS)).get("events");
        assertThat(page.at("/0/envelope/payload").toString()).isEqualTo("[1]");
        assertThat(page.at("/1/envelope/payload").isNull()).isTrue();
        assertThat(read(EVENTS).get(1).getExtension("payloadstate")).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_was_read_goes_into_another_store(boolean throughAStranger) {
        SigningAgent agent = SigningAgent.registeredAt(server);
        agent.register(other);
        String tenant = agent.tenant().toString();
        String store = agent.query().replaceFirst(".*store_id=", "");
        agent.send(
                server,
                agent.event("o-1", "{\"n\":1E30,\"d\":0.1,\"s\":\"\\u0007 ✓\"}"),
                agent.event(SigningAgent.newEvent("o-2", "null")
                        .createdAt("2016-12-31t23:59:60.1234567890z")
                        .build()));
        ingest(
                event(
                                "o-1",
                                "[]",
                                "\"base_version\":1",
                                "\"metadata\":{\"correlation_id\":\"c-7\"},\"tags\":[\"b ü\",\"a\"]")
                        .replace(TENANT, tenant)
                        .replace(STORE, store),
                event("o\\n3", "\"text\"").replace(TENANT, tenant).replace(STORE, store));
        String path = "/api/v1/events?" + agent.query();
        String read = server.get(path + "&format=cloudevents").body();
        String sent = throughAStranger ? CloudEventsReader.write(CloudEventsReader.readBatch(read)) : read;

        HttpResponse<String> answer = other.send(other.request(INGEST)
                .header("Content-Type", CloudEvent.BATCH_MEDIA_TYPE)
                .POST(BodyPublishers.ofString(sent)));

        assertThat(json(answer).get("events_accepted").asInt())
                .as(answer.body())
                .isEqualTo(4);
        JsonNode here = json(server.get(path)).get("events");
        JsonNode there = json(other.get(path)).get("events");
        for (int i = 0; i < 4; i++) {
            assertThat(there.get(i).get("envelope")).isEqualTo(here.get(i).get("envelope"));
            assertThat(there.get(i).get("receipt_hash")).isEqualTo(here.get(i).get("receipt_hash"));
        }
        assertThat(there.findValuesAsText("correlation_id")).containsExactly("c-7");
    }

    @Test
    void sending_it_again_is_a_duplicate_in_every_mode() {
        ingest(event(id(1), "o-1", "{\"a\":1}"));
        String one = read("/api/v1/events/" + id(1) + "?" + STREAM, CloudEvent.MEDIA_TYPE);
        assertThat(json(send(CloudEvent.MEDIA_TYPE, one))
                        .get("events_duplicate")
                        .asInt())
                .isEqualTo(1);
        assertThat(json(send(CloudEvent.BATCH_MEDIA_TYPE, "[" + one + "]"))
                        .get("events_duplicate")
                        .asInt())
                .isEqualTo(1);
        JsonNode event = json(one);
        var binary = server.request(INGEST)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(event.get("data").toString()));
        event.properties().stream()
                .filter(attribute -> !attribute.getKey().startsWith("data"))
                .forEach(attribute -> binary.header(
                        "ce-" + attribute.getKey(), attribute.getValue().asText()));
        HttpResponse<String> answer = server.send(binary);
        assertThat(json(answer).path("events_duplicate").asInt())
                .as(answer.body())
                .isEqualTo(1);
    }

    @Test
    void pages_follow_one_another_by_their_links() {
        ingest(IntStream.range(0, 25).mapToObj(i -> event("o-" + i, "{}")).toArray(String[]::new));
        List<String> sequences = new ArrayList<>();
        String next = EVENTS + "&limit=10&from=3&format=cloudevents";
        int pages = 0;
        while (next != null) {
            HttpResponse<String> page = server.get(next);
            CloudEventsReader.readBatch(page.body())
                    .forEach(read -> sequences.add(String.valueOf(read.getExtension("sequence"))));
            assertThat(page.headers().firstValue("Head-Sequence")).hasValue("25");
            assertThat(page.headers().firstValueAsLong("Next-Sequence").orElseThrow())
                    .isEqualTo(Long.parseLong(sequences.get(sequences.size() - 1)));
            String link = page.headers().firstValue("Link").orElse(null);
            next = link == null ? null : "/api/v1/events" + link.replaceFirst("<(.*)>; rel=\"next\"", "$1");
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(sequences)
                .isEqualTo(IntStream.rangeClosed(3, 25)
                        .mapToObj("%019d"::formatted)
                        .toList());
        HttpResponse<String> beyond = server.get(EVENTS + "&from=26&format=cloudevents");
        assertThat(beyond.body()).isEqualTo("[]");
        assertThat(beyond.headers().firstValue("Next-Sequence")).hasValue("25");
        assertThat(beyond.headers().firstValue("Link")).isEmpty();
        assertThat(server.get(EVENTS).headers().firstValue("Next-Sequence")).isEmpty();
    }

    @Test
    void an_event_without_its_payload_says_why() {
        ingest(event(id(1), "o-1", "{\"name\":\"Ada\"}"));
        String hash = String.valueOf(read(EVENTS).get(0).getExtension("payloadhash"));
        String erase = "{\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + STORE
                + "\",\"entity_type\":\"order\",\"entity_id\":\"o-1\",\"by\":\"dpo\",\"reason\":\"case 17\"}";
        assertThat(server.post("/entities/erase", erase).statusCode()).isEqualTo(200);
        HttpResponse<String> page = server.get(EVENTS + "&format=cloudevents");
        io.cloudevents.CloudEvent erased =
                CloudEventsReader.readBatch(page.body()).get(0);
        assertThat(erased.getData()).isNull();
        assertThat(erased.getDataContentType()).isNull();
        assertThat(erased.getExtension("payloadstate")).isEqualTo("erased");
        assertThat(erased.getExtension("payloadhash")).isEqualTo(hash);
        assertThat(refusal(send(CloudEvent.BATCH_MEDIA_TYPE, page.body())))
                .isEqualTo("$[0].payloadstate: says that the payload is not there, and without it no event is stored");
    }

    @Test
    void accept_and_format_choose_the_form() {
        ingest(event(id(1), "o-1", "{}"));
        String event = "/api/v1/events/" + id(1) + "?" + STREAM;
        assertThat(type(EVENTS, "*/*")).isEqualTo("application/json");
        assertThat(type(EVENTS, "application/*")).isEqualTo("application/json");
        assertThat(type(EVENTS, "application/json, application/cloudevents-batch+json"))
                .isEqualTo("application/json");
        assertThat(type(EVENTS, "application/cloudevents-batch+json;q=0")).isEqualTo("application/json");
        assertThat(type(EVENTS, "application/json;q=0.5, Application/CloudEvents-Batch+JSON"))
                .isEqualTo(CloudEvent.BATCH_MEDIA_TYPE);
        assertThat(type(EVENTS + "&format=ves", CloudEvent.BATCH_MEDIA_TYPE)).isEqualTo("application/json");
        assertThat(type(EVENTS + "&format=cloudevents", "application/json")).isEqualTo(CloudEvent.BATCH_MEDIA_TYPE);
        assertThat(type(event, "*/*")).isEqualTo("application/json");
        assertThat(type(event, CloudEvent.MEDIA_TYPE)).isEqualTo(CloudEvent.MEDIA_TYPE);
        assertThat(type(event + "&format=cloudevents", "*/*")).isEqualTo(CloudEvent.MEDIA_TYPE);
        for (String path : List.of(EVENTS, event, "/api/v1/events/stream?" + STREAM)) {
            assertThat(refusal(server.get(path + "&format=xml")))
                    .isEqualTo("The parameter format must be ves or cloudevents.");
        }
        assertThat(server.get(EVENTS).headers().firstValue("Vary").orElseThrow())
                .contains("Accept,");
    }

    private String type(String path, String accept) {
        HttpResponse<String> answer = server.send(server.request(path).header("Accept", accept));
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.headers().firstValue("Content-Type").orElseThrow();
    }

    private void ingest(String... events) {
        HttpResponse<String> answer = server.ingest(batch(events));
        assertThat(json(answer).path("events_accepted").asInt())
                .as(answer.body())
                .isEqualTo(events.length);
    }

    private List<io.cloudevents.CloudEvent> read(String path) {
        return CloudEventsReader.readBatch(read(path, CloudEvent.BATCH_MEDIA_TYPE));
    }

    private String read(String path, String mediaType) {
        HttpResponse<String> answer = server.send(server.request(path).header("Accept", mediaType));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> send(String mediaType, String body) {
        return server.send(
                server.request(INGEST).header("Content-Type", mediaType).POST(BodyPublishers.ofString(body)));
    }

    private static String refusal(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return json(answer).at("/error/message").asText();
    }

    private static CloudEventBuilder builder(UUID id) {
        return CloudEventBuilder.v1()
                .withId(id.toString())
                .withSource(URI.create(SOURCE))
                .withType("order.placed")
                .withTime(OffsetDateTime.parse("2026-01-02T03:04:05Z"));
    }

    private static JsonNode data(io.cloudevents.CloudEvent event) {
        return ((JsonCloudEventData) event.getData()).getNode();
    }
}
