package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.SigningAgent.newEvent;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.WireText;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SignedIngestAnswerTest {

    private static final TestServer SERVER = TestServer.start();

    private final SigningAgent agent = SigningAgent.registeredAt(SERVER);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void every_event_gets_a_receipt_signed_by_the_published_key() {
        JsonNode sequencer = json(SERVER.get("/api/v1/sequencer"));
        Ed25519PublicKey key =
                Ed25519PublicKey.parse(sequencer.get("public_key").asText());
        ObjectNode first = agent.event("o-1", "{}");
        ObjectNode second = agent.event("o-2", "[1.50]");
        HttpResponse<String> response = agent.send(SERVER, first, second);
        JsonNode answer = json(response);

        assertThat(WireText.uuid(answer.get("batchId").asText())).isNotNull();
        assertThat(response.body()).isEqualTo("""
                        {"batchId":"%s","eventsAccepted":2,"eventsDuplicate":0,"eventsRejected":0,"sequenceStart":1,\
                        "sequenceEnd":2,"headSequence":2,"rejections":[],"receipts":[%s,%s]}""".formatted(
                        answer.get("batchId").asText(),
                        receipt(sequencer, first, answer.at("/receipts/0"), 1),
                        receipt(sequencer, second, answer.at("/receipts/1"), 2)));
        for (JsonNode receipt : answer.get("receipts")) {
            assertThat(receipt.get("sequencedAt").asText())
                    .matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z");
            assertThat(SignatureVerifier.bouncyCastle()
                            .verify(
                                    key,
                                    Hash.parse(receipt.get("receiptHash").asText()),
                                    Ed25519Signature.parse(
                                            receipt.get("sequencerSignature").asText())))
                    .isTrue();
        }
    }

    private static String receipt(JsonNode sequencer, JsonNode event, JsonNode receipt, long number) {
        return """
                {"sequencerId":"%s","eventId":"%s","sequenceNumber":%d,"sequencedAt":"%s","receiptHash":"%s",\
                "signatureAlg":"ed25519","sequencerSignature":"%s","sequencerKeyVersion":1}""".formatted(
                        sequencer.get("sequencer_id").asText(),
                        event.get("event_id").asText(),
                        number,
                        receipt.get("sequencedAt").asText(),
                        receipt.get("receiptHash").asText(),
                        receipt.get("sequencerSignature").asText());
    }

    @Test
    void a_fresh_batch_and_its_replay_count_alike() {
        agent.send(SERVER, agent.event("o-0", "{}"));
        List<ObjectNode> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            events.add(agent.event("o-" + i, "{\"n\":" + i + "}"));
        }
        JsonNode fresh = json(agent.send(SERVER, events.toArray(JsonNode[]::new)));
        JsonNode replay = json(agent.send(SERVER, events.toArray(JsonNode[]::new)));

        assertCounts(fresh, 50, 0, 2, 51);
        assertCounts(replay, 50, 50, 2, 51);
        assertThat(replay.get("receipts")).isEqualTo(fresh.get("receipts"));
    }

    private static void assertCounts(JsonNode answer, int sent, int duplicates, long start, long end) {
        assertThat(answer.get("eventsAccepted").asInt()
                        + answer.get("eventsRejected").asInt())
                .isEqualTo(sent);
        assertThat(answer.get("eventsDuplicate").asInt()).isEqualTo(duplicates);
        assertThat(answer.get("sequenceStart").asLong()).isEqualTo(start);
        assertThat(answer.get("sequenceEnd").asLong()).isEqualTo(end);
        assertThat(answer.get("sequenceEnd").asLong()
                        - answer.get("sequenceStart").asLong()
                        + 1)
                .isEqualTo(answer.get("eventsAccepted").asInt());
        assertThat(answer.get("receipts")).hasSize(sent);
    }

    @Test
    void a_batch_of_old_new_and_bad_events_is_answered_in_order() {
        ObjectNode old = agent.event("o-1", "{}");
        agent.send(SERVER, old);
        ObjectNode bad = agent.event("o-1", "{}").put("entity_id", "o-2");
        ObjectNode fresh = agent.event("o-1", "{}");
        JsonNode answer = json(agent.send(SERVER, fresh, bad, old));

        assertThat(answer.get("eventsAccepted").asInt()).isEqualTo(2);
        assertThat(answer.get("eventsDuplicate").asInt()).isEqualTo(1);
        assertThat(answer.get("eventsRejected").asInt()).isEqualTo(1);
        assertThat(answer.get("sequenceStart").asLong()).isEqualTo(1);
        assertThat(answer.get("sequenceEnd").asLong()).isEqualTo(2);
        assertThat(answer.get("receipts").findValuesAsText("eventId"))
                .containsExactly(
                        fresh.get("event_id").asText(), old.get("event_id").asText());
        assertThat(answer.at("/rejections/0/eventId")).isEqualTo(bad.get("event_id"));
    }

    @Test
    void a_batch_of_bad_events_only_is_still_a_success() {
        JsonNode answer = json(agent.send(SERVER, agent.event("o-1", "{}").put("ves_version", 2)));
        assertThat(answer.get("eventsRejected").asInt()).isEqualTo(1);
        assertThat(answer.get("sequenceStart").isNull()).isTrue();
        assertThat(answer.get("sequenceEnd").isNull()).isTrue();
        assertThat(answer.get("headSequence").asLong()).isZero();
        assertThat(answer.get("receipts")).isEmpty();
    }

    @Test
    void null_counts_as_absent_and_unknown_members_are_ignored() {
        ObjectNode event = agent.event("o-1", "{}");
        event.putNull("command_id")
                .putNull("base_version")
                .putNull("payload_cipher_hash")
                .putNull("payload_kind");
        event.putNull("payload_encrypted").putNull("agent_signature_scheme");
        event.put("payload_hash", 17).put("source_agent", "somebody");
        event.putObject("x").putArray("y").add(1);
        String body = "{\"agent_id\":\"" + agent.id() + "\",\"agentId\":null,\"clientVersion\":\"1.2\",\"events\":["
                + event + "]}";
        assertThat(json(SERVER.post("/ves/events/ingest", body))
                        .get("eventsAccepted")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void scheme_1_is_ed25519_spelt_out() {
        ObjectNode event = agent.event("o-1", "{}").put("agent_signature_scheme", 1);
        assertThat(json(agent.send(SERVER, event)).get("eventsAccepted").asInt())
                .isEqualTo(1);
    }

    @Test
    void a_payload_may_be_null() {
        JsonNode answer = json(agent.send(SERVER, agent.event("o-1", "null")));
        assertThat(answer.get("eventsAccepted").asInt()).isEqualTo(1);
    }

    @Test
    void a_signed_event_comes_back_in_the_union_envelope() {
        UUID command = UUID.randomUUID();
        ObjectNode sent = agent.event(newEvent("o-1", "{\"b\":1.50, \"a\":[ ]}")
                .commandId(command)
                .baseVersion(0L)
                .build());
        agent.send(SERVER, sent);
        JsonNode envelope = json(SERVER.get("/api/v1/events?" + agent.query())).at("/events/0/envelope");

        sent.properties().forEach(member -> {
            if (!member.getKey().equals("payload")) {
                assertThat(envelope.get(member.getKey())).as(member.getKey()).isEqualTo(member.getValue());
            }
        });
        assertThat(envelope.get("payload").toString()).isEqualTo("{\"a\":[],\"b\":1.5}");
        assertThat(envelope.get("source_agent").asText()).isEqualTo(agent.id().toString());
        assertThat(envelope.get("payload_hash").asText())
                .isEqualTo("bd388f9bb30f977220e61221013b52395d45c12ef0eeef58cd9957cd0647eff0");
        assertThat(envelope.get("entity_version").asLong()).isEqualTo(1);
        assertThat(envelope.get("sequence_number").asLong()).isEqualTo(1);
    }

    @Test
    void events_that_are_read_carry_their_receipts_when_asked_for() {
        ObjectNode event = agent.event("o-1", "{}");
        JsonNode receipt = json(agent.send(SERVER, event)).at("/receipts/0");
        String bundle = "{\"ed25519_signature\":" + receipt.get("sequencerSignature") + ",\"sequencer_key_version\":1}";
        String one = "/api/v1/events/" + event.get("event_id").asText() + "?" + agent.query();
        String page = "/api/v1/events?" + agent.query();
        String entity = "/api/v1/entities/order/o-1?" + agent.query();

        for (String path : List.of(page, entity)) {
            JsonNode read = json(SERVER.get(path + "&receipts=true")).at("/events/0");
            assertThat(read.get("receipt_signature_bundle").toString()).isEqualTo(bundle);
            assertThat(read.get("receipt_signature_scheme").asInt()).isZero();
            assertThat(read.get("receipt_hash")).isEqualTo(receipt.get("receiptHash"));
            assertThat(read.get("sequenced_at")).isEqualTo(receipt.get("sequencedAt"));
            assertThat(json(SERVER.get(path))
                            .at("/events/0/receipt_signature_bundle")
                            .isNull())
                    .isTrue();
            assertThat(json(SERVER.get(path + "&receipts=false"))
                            .at("/events/0/receipt_signature_bundle")
                            .isNull())
                    .isTrue();
        }
        assertThat(json(SERVER.get(one + "&receipts=true"))
                        .get("receipt_signature_bundle")
                        .toString())
                .isEqualTo(bundle);
        assertThat(json(SERVER.get(one)).get("receipt_signature_bundle").isNull())
                .isTrue();
    }
}
