package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErasureRoutesTest {

    private static final StreamId STREAM = new StreamId(UUID.fromString(Sent.TENANT), UUID.fromString(Sent.STORE));
    private static final String EVENTS = "/api/v1/events?" + Sent.STREAM + "&receipts=true";

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void an_erased_event_is_told_by_its_null_payload_and_its_hashes() {
        ingest(event("o-1", "{\"name\":\"Ada\"}"), event("o-2", "{\"name\":\"Bob\"}"));
        JsonNode before = json(server.get(EVENTS)).get("events");

        JsonNode answer = json(server.post("/entities/erase", body("o-1", "dpo", "case 17")));

        assertThat(answer.get("sequence_number").asLong()).isEqualTo(3);
        assertThat(answer.get("by").asText()).isEqualTo("dpo");
        JsonNode after = json(server.get(EVENTS)).get("events");
        JsonNode erased = after.get(0).get("envelope");
        assertThat(erased.get("payload").isNull()).isTrue();
        assertThat(erased.get("payload_plain_hash"))
                .isEqualTo(before.get(0).get("envelope").get("payload_plain_hash"));
        assertThat(after.get(0).get("receipt_hash")).isEqualTo(before.get(0).get("receipt_hash"));
        assertThat(after.get(1)).isEqualTo(before.get(1));
        assertThat(read(after.get(0)).toSequencedEvent().event().payload()).isEqualTo(new Payload.Erased());
        RecordedErasure record =
                RecordedErasure.of(read(after.get(2)).toSequencedEvent()).orElseThrow();
        assertThat(record.erasure().entity()).isEqualTo(new EntityRef("order", "o-1"));
        assertThat(record.erasure().reason()).isEqualTo("case 17");
        assertThat(record.sequenceNumber()).isEqualTo(3);
    }

    @Test
    void sending_it_again_answers_the_same() {
        ingest(event("o-1", "{}"));
        String first =
                server.post("/entities/erase", body("o-1", "dpo", "case 17")).body();

        assertThat(server.post("/entities/erase", body("o-1", "another", "case 18"))
                        .body())
                .isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "o-9, dpo, why, 404, has no events of order/o-9",
        "o-1, '', why, 400, by is empty",
        "o-1, dpo, '', 400, reason is empty",
        "'', dpo, why, 400, entity_id is empty"
    })
    void what_cannot_be_erased_says_why(String entity, String by, String reason, int status, String problem) {
        ingest(event("o-1", "{}"));

        HttpResponse<String> answer = server.post("/entities/erase", body(entity, by, reason));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(problem);
    }

    @Test
    void records_are_the_sequencers_own() {
        String forged = event("log", "{}").replace("\"order\"", "\"ves.erasure\"");
        JsonNode answer = json(server.ingest(batch(forged)));

        assertThat(answer.get("events_rejected").asInt()).isEqualTo(1);
        assertThat(answer.toString()).contains("entity_type ves.erasure is the sequencer's own");
        assertThat(server.post("/entities/erase", body("o-1", "dpo", "why").replace("order", "ves.erasure"))
                        .statusCode())
                .isEqualTo(400);
    }

    private void ingest(String... events) {
        assertThat(server.ingest(batch(events)).statusCode()).isEqualTo(200);
    }

    private static WireEvent read(JsonNode event) {
        return ProtocolJson.read(event.toString().getBytes(StandardCharsets.UTF_8), WireEvent.class);
    }

    private static String body(String entityId, String by, String reason) {
        return "{\"tenant_id\":\"%s\",\"store_id\":\"%s\",\"entity_type\":\"order\",\"entity_id\":\"%s\",\"by\":\"%s\",\"reason\":\"%s\"}"
                .formatted(STREAM.tenantId(), STREAM.storeId(), entityId, by, reason);
    }
}
