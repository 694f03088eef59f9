package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.CloudEventsTest.SOURCE;
import static com.stateset.sequencer.server.Sent.AGENT;
import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.TENANT;
import static com.stateset.sequencer.server.Sent.id;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.stateset.sequencer.protocol.cloudevents.CloudEvent;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken of CloudEvents, and what is refused in which words. */
class SentCloudEventsTest {

    private static final int MAX_EVENTS = 20;
    private static final int MAX_BODY = 200_000;
    private static final String INGEST = "/api/v1/events/ingest";
    private static final TestServer SERVER = TestServer.start(
            SqliteEventStore.inMemory(),
            sequencing -> sequencing.maxPayloadBytes(100_000),
            serving -> serving.maxBatchEvents(MAX_EVENTS).maxBodyBytes(MAX_BODY));

    private final TestServer server = SERVER.withFreshStream();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments("specversion", "\"0.3\"", "must be 1.0, the only version of CloudEvents that is known here"),
                arguments("specversion", "null", "is missing"),
                arguments("id", "\"x-1\"", Sent.NO_UUID),
                arguments("id", "null", "is missing"),
                arguments("id", "7", "must be a string, not an integer"),
                arguments("source", "null", "is missing"),
                arguments(
                        "source",
                        "\"https://shop.example/orders\"",
                        "must be ves://<tenant_id>/<store_id>/<agent_id>, each of them a UUID"),
                arguments("source", "\"" + SOURCE.replace(AGENT, "x".repeat(36)) + "\"", Sent.NO_UUID),
                arguments("type", "null", "is missing"),
                arguments(
                        "subject",
                        "\"order\"",
                        "must be <entity type>/<entity id>, with %2F for a slash and %25 for a percent sign in the type"),
                arguments(
                        "subject",
                        "\"50%/o-1\"",
                        "must be <entity type>/<entity id>, with %2F for a slash and %25 for a percent sign in the type"),
                arguments("entitytype", "\"order\"", "entityid", "is missing"),
                arguments("entityid", "\"o-1\"", "entitytype", "is missing"),
                arguments("time", "null", "is missing"),
                arguments("tenantid", "\"" + AGENT + "\"", "is not the one in source"),
                arguments("storeid", "\"" + AGENT + "\"", "is not the one in source"),
                arguments("agentid", "\"" + TENANT + "\"", "is not the one in source"),
                arguments("createdat", "\"2026-01-02T03:04:06Z\"", "time", "is not the moment that createdat names"),
                arguments(
                        "datacontenttype",
                        "\"text/plain\"",
                        "must be application/json: a payload is JSON, and its type is not kept"),
                arguments(
                        "datacontenttype",
                        "\"application/vnd.shop+json\"",
                        "must be application/json: a payload is JSON, and its type is not kept"),
                arguments(
                        "dataschema",
                        "\"https://shop.example/order\"",
                        "is not known here, and would be lost; leave it out"),
                arguments("traceparent", "\"00-1\"", "is not known here, and would be lost; leave it out"),
                arguments("sampledrate", "null", "is not known here, and would be lost; leave it out"),
                arguments("partitionkey", "{\"a\":[1]}", "is not known here, and would be lost; leave it out"),
                arguments("data_base64", "\"AAECAw==\"", "stands beside data; send one of them"),
                arguments("baseversion", "\"first\"", "must be an integer, or a string with its digits"),
                arguments("baseversion", "1.5", "must be an integer, or a string with its digits"),
                arguments("baseversion", "{}", "must be an integer, or a string with its digits"),
                arguments("baseversion", "9999999999999999999", "is out of range"),
                arguments("commandid", "true", "must be a string, not a boolean"),
                arguments("agentkeyid", "1", "agentsignature", "is missing, but there is agentkeyid"),
                arguments("payloadplainhash", "\"00\"", "agentsignature", "is missing, but there is payloadplainhash"),
                arguments("agentsignature", "\"00\"", "agentkeyid", "is missing"),
                arguments("payloadstate", "\"erased\"", "says that there are no data, but there are"));
    }

    /** The attribute that is named is the one that is set, unless it stands between. */
    static Stream<Arguments> wrongEvents() {
        return wrong().map(Arguments::get).map(parts -> {
            String named = String.valueOf(parts[parts.length == 4 ? 2 : 0]);
            return arguments(parts[0], parts[1], named, parts[parts.length - 1]);
        });
    }

    @ParameterizedTest
    @MethodSource("wrongEvents")
    void an_event_that_cannot_be_kept_whole_is_refused(String set, String value, String named, String problem) {
        String wrong = with(event(1), set, value);
        assertThat(refusal(send(CloudEvent.MEDIA_TYPE, wrong))).isEqualTo("$." + named + ": " + problem);
        HttpResponse<String> batch = send(CloudEvent.BATCH_MEDIA_TYPE, "[" + event(2) + "," + wrong + "]");
        assertThat(refusal(batch)).isEqualTo("$[1]." + named + ": " + problem);
        assertThat(json(batch).at("/error/details/path").asText()).isEqualTo("$[1]." + named);
        assertThat(json(server.get("/api/v1/head?" + STREAM))
                        .get("head_sequence")
                        .asLong())
                .isZero();
    }

    @Test
    void data_in_base64_are_taken_if_they_are_json() {
        String encoded = with(with(event(1), "data", null), "data_base64", "\"eyJhIjpbXX0=\"");
        assertThat(send(CloudEvent.MEDIA_TYPE, encoded).statusCode()).isEqualTo(200);
        assertThat(json(server.get("/api/v1/events?" + STREAM))
                        .at("/events/0/envelope/payload")
                        .toString())
                .isEqualTo("{\"a\":[]}");
        HttpResponse<String> binary = send(CloudEvent.MEDIA_TYPE, encoded.replace("eyJhIjpbXX0=", "AAECAw=="));
        assertThat(binary.statusCode()).isEqualTo(422);
        assertThat(json(binary).at("/error/details/reason").asText()).startsWith("schema_validation: payload $: ");
        assertThat(refusal(send(CloudEvent.MEDIA_TYPE, encoded.replace("eyJhIjpbXX0=", "#"))))
                .isEqualTo("$.data_base64: must be base64");
    }

    @Test
    void a_body_of_another_shape_is_refused() {
        assertThat(refusal(send(CloudEvent.MEDIA_TYPE, "[]"))).isEqualTo("$: must be an object, not an array");
        assertThat(refusal(send(CloudEvent.BATCH_MEDIA_TYPE, "{}"))).isEqualTo("$: must be an array, not an object");
        assertThat(refusal(send(CloudEvent.BATCH_MEDIA_TYPE, "[]"))).isEqualTo("$: is empty");
        assertThat(refusal(send(CloudEvent.BATCH_MEDIA_TYPE, "[" + event(1) + ",null]")))
                .isEqualTo("$[1]: must not be null");
        assertThat(refusal(send(CloudEvent.BATCH_MEDIA_TYPE, "[7]")))
                .isEqualTo("$[0]: must be an object, not an integer");
        assertThat(refusal(send(CloudEvent.MEDIA_TYPE, event(1) + "{}")))
                .isEqualTo("$: there is more text after the value");
        assertThat(refusal(
                        send(CloudEvent.MEDIA_TYPE, event(1).replace("{\"spec", "{\"id\":\"" + id(2) + "\",\"spec"))))
                .isEqualTo("$.id: stands twice in one object");
    }

    @Test
    void a_single_event_that_is_rejected_fails_the_call() {
        HttpResponse<String> answer = send(CloudEvent.MEDIA_TYPE, with(event(1), "baseversion", "\"3\""));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).at("/error/code").asText()).isEqualTo("event_rejected");
        assertThat(json(answer).at("/error/message").asText())
                .isEqualTo("The event is rejected: base_version is 3 but the entity is at version 0.");
        assertThat(json(answer).at("/error/details/event_id").asText()).isEqualTo(id(1).toString());
        assertThat(json(answer).at("/error/details/reason").asText())
                .isEqualTo("version_conflict: expected 3, actual 0");
        HttpResponse<String> batch =
                send(CloudEvent.BATCH_MEDIA_TYPE, "[" + with(event(1), "baseversion", "3") + "," + event(2) + "]");
        assertThat(batch.statusCode()).isEqualTo(200);
        assertThat(json(batch).at("/rejections/0/reason").asText()).isEqualTo("version_conflict: expected 3, actual 0");
        assertThat(json(batch).get("events_accepted").asInt()).isEqualTo(1);
    }

    @Test
    void a_payload_hash_is_checked() {
        HttpResponse<String> answer =
                send(CloudEvent.MEDIA_TYPE, with(event(1), "payloadhash", "\"" + "0".repeat(64) + "\""));
        assertThat(json(answer).at("/error/details/reason").asText()).isEqualTo("invalid_payload_hash");
    }

    @Test
    void chains_and_trees_are_asked_for_as_always() {
        String wrong = with(event(1), "baseversion", "3");
        HttpResponse<String> chained =
                send(INGEST + "/chained", CloudEvent.BATCH_MEDIA_TYPE, "[" + wrong + "," + event(2) + "]");
        assertThat(json(chained).get("rejections").findValuesAsText("reason"))
                .containsExactly("version_conflict: expected 3, actual 0", "predecessor_rejected: " + id(1));
        HttpResponse<String> proved = send(INGEST + "?proofs=true", CloudEvent.MEDIA_TYPE, event(1));
        assertThat(json(proved).at("/tree_head/size").asInt()).isEqualTo(1);
        assertThat(json(proved).at("/results/0/inclusion/index").asInt()).isZero();
    }

    @Test
    void signed_events_get_receipts_where_signed_events_are_sent() {
        SigningAgent agent = SigningAgent.registeredAt(SERVER);
        agent.send(SERVER, agent.event("o-1", "{}"));
        String read = SERVER.get("/api/v1/events?" + agent.query() + "&format=cloudevents")
                .body();
        HttpResponse<String> answer = send("/api/v1/ves/events/ingest", CloudEvent.BATCH_MEDIA_TYPE, read);
        assertThat(json(answer).get("eventsDuplicate").asInt())
                .as(answer.body())
                .isEqualTo(1);
        assertThat(json(answer).at("/receipts/0/sequenceNumber").asInt()).isEqualTo(1);
        String forged = read.replace("\"type\":\"order.placed\"", "\"type\":\"order.paid\"")
                .replace(json(read).at("/0/id").asText(), id(5).toString());
        HttpResponse<String> rejected = send(INGEST, CloudEvent.BATCH_MEDIA_TYPE, forged);
        assertThat(json(rejected).at("/rejections/0/reason").asText()).isEqualTo("invalid_signature");
        assertThat(refusal(send("/api/v1/ves/events/ingest", CloudEvent.MEDIA_TYPE, event(1))))
                .isEqualTo("$.agentsignature: is missing");
    }

    @Test
    void the_limits_are_those_of_every_batch() {
        List<String> many = IntStream.rangeClosed(1, MAX_EVENTS + 1)
                .mapToObj(SentCloudEventsTest::event)
                .toList();
        assertThat(refusal(send(CloudEvent.BATCH_MEDIA_TYPE, many.toString())))
                .isEqualTo("$: holds more than " + MAX_EVENTS + " events, the most of one batch");
        assertThat(send(
                                CloudEvent.BATCH_MEDIA_TYPE,
                                many.subList(1, many.size()).toString())
                        .statusCode())
                .isEqualTo(200);
        String large = with(event(100), "data", "\"" + "x".repeat(100_000) + "\"");
        assertThat(json(send(CloudEvent.MEDIA_TYPE, large))
                        .at("/error/details/reason")
                        .asText())
                .isEqualTo("schema_validation: payload has 100002 bytes; at most 100000 are allowed");
        String twice = with(event(100), "data", "\"" + "x".repeat(MAX_BODY) + "\"");
        assertThat(send(CloudEvent.MEDIA_TYPE, twice).statusCode()).isEqualTo(413);
        assertThat(server.send(CloudEventModeTest.binary(server, "\"" + "x".repeat(MAX_BODY) + "\"")
                                .header("ce-subject", "order/o-1"))
                        .statusCode())
                .isEqualTo(413);
        assertThat(server.send(server.request(INGEST)
                                .header("Content-Type", CloudEvent.MEDIA_TYPE)
                                .header("Content-Encoding", "br")
                                .POST(BodyPublishers.ofString(event(1))))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void a_key_sends_only_what_it_may() {
        String tenant = UUID.randomUUID().toString();
        String ofTenant = event(1).replace(TENANT, tenant);
        String reader = key(tenant, "\"readOnly\":true");
        String ofAgent = json(SERVER.post("/agents/" + AGENT + "/api-keys", "{\"tenantId\":\"" + tenant + "\"}"))
                .at("/apiKey")
                .asText();
        String writer = key(tenant, "\"readOnly\":false");
        String foreign = ofTenant.replace(AGENT, id(3).toString()).replace(id(1).toString(), id(2).toString());
        assertThat(as(reader, ofTenant)).isEqualTo(403);
        assertThat(as(writer, event(1))).isEqualTo(403);
        assertThat(as("ss_nonsense", ofTenant)).isEqualTo(401);
        assertThat(as(ofAgent, ofTenant)).isEqualTo(200);
        assertThat(as(ofAgent, ofTenant + "," + foreign)).isEqualTo(403);
        assertThat(as(writer, ofTenant + "," + foreign)).isEqualTo(200);
        assertThat(as(writer, ofTenant + "," + event(2))).isEqualTo(403);
    }

    @Test
    void the_events_of_a_batch_are_of_one_stream() {
        String elsewhere = event(2).replace(Sent.STORE, UUID.randomUUID().toString());
        assertThat(refusal(send(CloudEvent.BATCH_MEDIA_TYPE, "[" + event(1) + "," + elsewhere + "]")))
                .isEqualTo("$[1].source: is not that of the first event; all events of a batch belong to one stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3", "500"})
    void lone_surrogates_and_depth_are_one_events_own_problem(String id) {
        String data = "[".repeat(Integer.parseInt(id)) + "\"\\ud800\"" + "]".repeat(Integer.parseInt(id));
        HttpResponse<String> answer =
                send(CloudEvent.BATCH_MEDIA_TYPE, "[" + with(event(1), "data", data) + "," + event(2) + "]");
        assertThat(json(answer).get("events_accepted").asInt())
                .as(answer.body())
                .isEqualTo(1);
        assertThat(json(answer).at("/rejections/0/reason").asText()).startsWith("schema_validation: payload $");
    }

    private int as(String key, String events) {
        return SERVER.send(SERVER.anonymous(INGEST)
                        .header("x-api-key", key)
                        .header("Content-Type", CloudEvent.BATCH_MEDIA_TYPE)
                        .POST(BodyPublishers.ofString("[" + events + "]")))
                .statusCode();
    }

    private static String key(String tenant, String members) {
        HttpResponse<String> answer = SERVER.post("/api-keys", "{\"tenantId\":\"" + tenant + "\"," + members + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).at("/apiKey").asText();
    }

    static String store(TestServer server) {
        return server.request("/" + Sent.STORE).build().uri().getPath().substring(1);
    }

    private HttpResponse<String> send(String mediaType, String body) {
        return send(INGEST, mediaType, body);
    }

    private HttpResponse<String> send(String path, String mediaType, String body) {
        return server.send(server.request(path)
                .header("Content-Type", mediaType)
                .POST(BodyPublishers.ofString(body.replace(Sent.STORE, store(server)))));
    }

    static String refusal(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return json(answer).at("/error/message").asText();
    }

    static String event(int number) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id(number) + "\",\"source\":\"" + SOURCE
                + "\",\"type\":\"order.placed\",\"subject\":\"order/o-1\",\"time\":\"2026-01-02T03:04:05Z\","
                + "\"datacontenttype\":\"application/json\",\"data\":{\"n\":1}}";
    }

    /** The event with another member, or without one. */
    private static String with(String event, String name, String value) {
        String others = json(event).properties().stream()
                .filter(member -> !member.getKey().equals(name))
                .filter(member -> !name.startsWith("entity") || !member.getKey().equals("subject"))
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(","));
        return "{" + others + (value == null ? "" : ",\"" + name + "\":" + value) + "}";
    }
}
