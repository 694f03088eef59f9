package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.Sent.id;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.history.WireTreeHead;
import com.stateset.sequencer.protocol.http.TreeAnswer;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.protocol.ingest.IngestResult;
import com.stateset.sequencer.protocol.ingest.SignedIngestAnswer;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.tlog.TreeHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the two ingest calls answer of the history tree. */
class IngestTreeTest {

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void each_event_is_proved_under_the_signed_head_in_the_answer() {
        server.ingest(batch(event(id(1), "o-1", "{}"), event(id(2), "o-2", "{}")));
        Outsider outsider = Outsider.of(server);
        String batch = batch(event(id(3), "o-3", "{}"), event(id(1), "o-1", "{}"), event(id(4), "o-4", "{}"));

        IngestAnswer answer = outsider.client().ingest(batch.getBytes(StandardCharsets.UTF_8), TreeAnswer.PROOFS);

        TreeHead head = verified(outsider, answer.treeHead());
        assertThat(head.size()).isEqualTo(4);
        List<Hash> records = outsider.records();
        assertThat(answer.results()).extracting(IngestResult::sequenceNumber).containsExactly(3L, 1L, 4L);
        for (IngestResult result : answer.results()) {
            int index = (int) (result.sequenceNumber() - 1);
            assertThat(result.inclusion().index()).isEqualTo(index);
            result.inclusion().toProof(head.size()).verify(records.get(index), head.root());
        }
    }

    @Test
    void signed_events_are_answered_alike_in_camel_case() {
        SigningAgent agent = SigningAgent.registeredAt(server);
        String batch = agent.batch(agent.event("o-1", "{}"), agent.event("o-2", "{}"), agent.event("o-3", "{}"));

        JsonNode json = json(server.post("/ves/events/ingest?treeHead=true&proofs=true", batch));
        StreamId stream =
                new StreamId(agent.tenant(), UUID.fromString(agent.query().replaceFirst(".*store_id=", "")));
        Outsider outsider = new Outsider(server, stream);
        SignedIngestAnswer again =
                outsider.client().ingestSigned(batch.getBytes(StandardCharsets.UTF_8), TreeAnswer.PROOFS);

        TreeHead head = verified(outsider, again.treeHead());
        assertThat(json.at("/treeHead/checkpoint").asText())
                .isEqualTo(again.treeHead().checkpoint());
        List<Hash> records = outsider.records();
        for (int i = 0; i < 3; i++) {
            assertThat(json.at("/receipts/" + i + "/inclusion/index").asLong()).isEqualTo(i);
            assertThat(json.at("/receipts/" + i + "/inclusion/hashes"))
                    .hasSize(again.receipts().get(i).inclusion().hashes().size());
            again.receipts().get(i).inclusion().toProof(head.size()).verify(records.get(i), head.root());
        }
    }

    @Test
    void what_is_not_asked_for_is_not_there() {
        JsonNode plain = json(server.ingest(batch(event(id(1), "o-1", "{}"))));
        assertThat(plain.has("tree_head")).isFalse();
        assertThat(plain.at("/results/0").has("inclusion")).isFalse();

        JsonNode head = json(server.post("/events/ingest?tree_head=true", batch(event(id(2), "o-2", "{}"))));
        assertThat(head.at("/tree_head/size").asLong()).isEqualTo(2);
        assertThat(head.at("/results/0").has("inclusion")).isFalse();
        assertThat(json(server.post("/events/ingest?tree_head=false", batch(event(id(3), "o-3", "{}"))))
                        .has("tree_head"))
                .isFalse();
    }

    @Test
    void proofs_bring_the_head_that_they_lead_to() {
        JsonNode answer = json(server.post("/events/ingest?proofs=true", batch(event(id(1), "o-1", "{}"))));
        assertThat(answer.at("/tree_head/size").asLong()).isEqualTo(1);
        assertThat(answer.at("/results/0/inclusion").toString()).isEqualTo("{\"index\":0,\"hashes\":[]}");
    }

    @Test
    void a_batch_of_which_nothing_is_taken_has_the_head_there_is() {
        JsonNode empty = json(server.post("/events/ingest?proofs=true", batch(event(id(1), "", "{}"))));
        assertThat(empty.at("/results/0/status").asText()).isEqualTo("rejected");
        assertThat(empty.at("/results/0").has("inclusion")).isFalse();
        assertThat(empty.get("tree_head").toString())
                .isEqualTo("{\"size\":0,\"root\":\"" + TreeHead.EMPTY.root() + "\",\"checkpoint\":null}");
        server.ingest(batch(event(id(1), "o-1", "{}")));
        JsonNode one = json(server.post("/events/ingest?proofs=true", batch(event(id(2), "", "{}"))));
        assertThat(one.at("/tree_head/size").asLong()).isEqualTo(1);
    }

    @Test
    void without_a_key_there_are_roots_and_proofs_but_no_checkpoints() {
        Sequencer sequencer =
                Sequencer.builder().store(SqliteEventStore.inMemory()).build();
        try (sequencer;
                SequencerServer http = SequencerServer.builder()
                        .sequencer(sequencer)
                        .apiKey(TestServer.KEY)
                        .port(0)
                        .start()) {
            TestServer keyless = TestServer.of(http.url(), () -> {});
            JsonNode answer = json(keyless.post("/events/ingest?proofs=true", batch(event(id(1), "o-1", "{}"))));
            Hash root = Outsider.of(keyless).records().get(0);
            assertThat(answer.get("tree_head").toString())
                    .isEqualTo("{\"size\":1,\"root\":\"" + root + "\",\"checkpoint\":null}");
            assertThat(json(keyless.get("/api/v1/history/head?" + STREAM)).toString())
                    .isEqualTo("{\"size\":1,\"root\":\"" + root + "\",\"checkpoint\":null,\"witnessed\":null}");
            assertThat(json(keyless.get("/api/v1/history/proofs/1?" + STREAM))
                            .get("root")
                            .asText())
                    .isEqualTo(root.toString());
            assertThat(keyless.get("/log/" + Sent.TENANT + "/" + Sent.STORE + "/checkpoint")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tree_head=1", "treeHead=TRUE", "proofs=yes", "proofs", "proofs=true&proofs=true"})
    void a_wrong_parameter_is_refused_before_anything_is_stored(String query) {
        assertThat(server.post("/events/ingest?" + query, batch(event(id(1), "o-1", "{}")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(json(server.get("/api/v1/head?" + STREAM))
                        .get("head_sequence")
                        .asLong())
                .isZero();
    }

    private static TreeHead verified(Outsider outsider, WireTreeHead head) {
        TreeHead signed = outsider.read(head.checkpoint()).head();
        assertThat(signed).isEqualTo(head.toTreeHead());
        return signed;
    }
}
