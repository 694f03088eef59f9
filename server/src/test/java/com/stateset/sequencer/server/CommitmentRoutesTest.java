package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.CommitmentPolicy;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitmentRoutesTest {

    private static final TestServer SERVER = TestServer.start();

    private final SigningAgent agent = SigningAgent.registeredAt(SERVER);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/ves"})
    void commitments_form_a_signed_chain(String prefix) {
        ingest(3);
        JsonNode first = commit(prefix, "");
        ingest(2);
        JsonNode second = commit(prefix, "");

        assertThat(first.toString()).isEqualTo("""
                        {"batch_id":"%s","tenant_id":"%s","store_id":"%s","ves_version":1,"tree_depth":2,"leaf_count":3,\
                        "padded_leaf_count":4,"merkle_root":"%s","events_root":"%s","prev_state_root":"%s",\
                        "new_state_root":"%s","commitment_signature":"%s","sequencer_key_version":1,"sequence_start":1,\
                        "sequence_end":3,"start_sequence":1,"end_sequence":3,"event_count":3,"committed_at":"%s","is_anchored":false,\
                        "chain_tx_hash":null}""".formatted(
                        text(first, "batch_id"),
                        agent.tenant(),
                        text(first, "store_id"),
                        text(first, "merkle_root"),
                        text(first, "merkle_root"),
                        "0".repeat(64),
                        text(first, "new_state_root"),
                        text(first, "commitment_signature"),
                        text(first, "committed_at")));
        commitment(second).verifyAfter(commitment(first));
        Ed25519PublicKey key = Ed25519PublicKey.parse(text(json(SERVER.get("/api/v1/sequencer")), "public_key"));
        commitment(first).verifySignature(key);
        commitment(second).verifySignature(key);

        String list = "/api/v1" + prefix + "/commitments";
        assertThat(json(SERVER.get(list + "?" + agent.query())).toString())
                .isEqualTo("{\"commitments\":[" + second + "," + first + "],\"count\":2}");
        assertThat(json(SERVER.get(list + "?limit=1&" + agent.query())).get("commitments"))
                .containsExactly(second);
        assertThat(json(SERVER.get(list + "?before=4&" + agent.query())).get("commitments"))
                .containsExactly(first);
        assertThat(json(SERVER.get(list + "?before=1&" + agent.query())).get("commitments"))
                .isEmpty();
        assertThat(json(SERVER.get(list + "/" + text(first, "batch_id")))).isEqualTo(first);
        JsonNode head = json(SERVER.get("/api/v1/head?" + agent.query()));
        assertThat(head.get("head_sequence").asLong()).isEqualTo(5);
        assertThat(head.get("state_root")).isEqualTo(second.get("new_state_root"));
        assertThat(head.get("latest_commitment")).isEqualTo(second);
    }

    @Test
    void a_range_is_committed_to_once() {
        ingest(10);
        JsonNode first = commit("", ",\"sequence_start\":1,\"sequence_end\":4");
        assertThat(commit("", ",\"sequence_start\":1,\"sequence_end\":4")).isEqualTo(first);
        assertThat(commit("", ",\"sequence_end\":4")).isEqualTo(first);
        assertThat(commit("", ",\"sequence_start\":1")).isEqualTo(first);

        JsonNode second = commit("", ",\"sequence_end\":6");
        assertThat(second.get("sequence_start").asLong()).isEqualTo(5);
        JsonNode third = commit("", ",\"sequence_start\":7,\"sequence_end\":null,\"x\":[]");
        assertThat(third.get("sequence_end").asLong()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"sequence_start\":5,\"sequence_end\":5' | sequence_start is 5, which leaves a gap: the chain of commitments"
                        + " ends at 3",
                "'\"sequence_start\":4,\"sequence_end\":9' | sequence_end is 9, past the head of the stream, 5",
                "'\"sequence_start\":3,\"sequence_end\":5' | the range 3..5 overlaps the commitment of 1..3",
                "'\"sequence_start\":5,\"sequence_end\":4' | the range 5..4 is empty",
                "'\"sequence_start\":0,\"sequence_end\":4' | sequence_start is 0; the first event has number 1",
                "'\"sequence_start\":1,\"sequence_end\":9999999' | the range 1..9999999 holds more than 1048576 events, the"
                        + " most of one commitment",
                "'\"sequence_end\":2' | the range 1..2 overlaps the commitment of 1..3",
                "'\"sequence_start\":2' | the range 2..5 overlaps the commitment of 1..3",
                "'\"sequence_start\":9' | sequence_start is 9, which leaves a gap: the chain of commitments ends at 3",
                "'\"sequence_end\":9223372036854775807' | the range 4..9223372036854775807 holds more than 1048576 events, the"
                        + " most of one commitment",
            })
    void what_breaks_the_chain_is_refused(String range, String problem) {
        ingest(5);
        commit("", ",\"sequence_end\":3");
        HttpResponse<String> response = SERVER.post("/commitments", "{" + agent.streamMembers() + "," + range + "}");
        assertError(response, 409, "commitment_refused", "The commitment is refused: " + problem + ".");
    }

    @Test
    void nothing_new_is_a_conflict() {
        ingest(1);
        commit("", "");
        assertError(
                SERVER.post("/ves/commitments", "{" + agent.streamMembers() + "}"),
                409,
                "commitment_refused",
                "The commitment is refused: nothing is new in the stream " + stream() + " since its last commitment.");
    }

    @Test
    void a_commitment_that_is_not_there_is_not_found() {
        UUID nothing = UUID.randomUUID();
        assertError(
                SERVER.get("/api/v1/commitments/" + nothing),
                404,
                "not_found",
                "There is no commitment " + nothing + ".");
        assertError(
                SERVER.get("/api/v1/ves/commitments/1"),
                400,
                "invalid_request",
                "The batch_id in the path " + Sent.NO_UUID + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/ves"})
    void every_event_of_a_commitment_is_proved(String prefix) {
        ingest(2);
        commit(prefix, "");
        ingest(7);
        JsonNode committed = commit(prefix, "");
        for (int number = 3; number <= 9; number++) {
            JsonNode proof = json(SERVER.get("/api/v1" + prefix + "/proofs/" + number + "?" + agent.query()
                    + "&batch_id=" + text(committed, "batch_id")));
            assertThat(proof.properties().stream().map(Map.Entry::getKey))
                    .containsExactly(
                            "sequence_number",
                            "batch_id",
                            "merkle_root",
                            "events_root",
                            "leaf_hash",
                            "leaf_index",
                            "leaf_count",
                            "proof_path",
                            "directions");
            assertThat(proof.get("sequence_number").asLong()).isEqualTo(number);
            assertThat(proof.get("batch_id")).isEqualTo(committed.get("batch_id"));
            assertThat(proof.get("merkle_root")).isEqualTo(committed.get("merkle_root"));
            assertThat(proof.get("events_root")).isEqualTo(committed.get("merkle_root"));
            InclusionProof path = new InclusionProof(
                    proof.get("leaf_index").asLong(), proof.get("leaf_count").asLong(), hashes(proof));
            assertThat(proof.get("directions").toString())
                    .isEqualTo(path.directions().toString().replace(" ", ""));
            new EventProof(
                            stream(),
                            number,
                            UUID.fromString(text(proof, "batch_id")),
                            Hash.parse(text(proof, "leaf_hash")),
                            path)
                    .verify(commitment(committed));
            assertThat(json(SERVER.post(prefix + "/proofs/verify", proof.toString()))
                            .toString())
                    .isEqualTo(
                            "{\"valid\":true,\"position_proved\":true,\"leaf_hash\":%s,\"merkle_root\":%s,\"events_root\":%s,\"leaf_index\":%d}"
                                    .formatted(
                                            proof.get("leaf_hash"),
                                            proof.get("merkle_root"),
                                            proof.get("merkle_root"),
                                            number - 3));
        }
    }

    @Test
    void what_is_not_committed_to_is_not_proved() {
        ingest(3);
        assertNotCommitted(2, "event 2 is not committed to yet; the chain of commitments ends at 0", "0");
        JsonNode committed = commit("", ",\"sequence_end\":2");
        assertNotCommitted(3, "event 3 is not committed to yet; the chain of commitments ends at 2", "2");
        assertNotCommitted(4, "the stream " + stream() + " has no event 4; its head is 3", "2");
        assertNotCommitted(0, "the stream " + stream() + " has no event 0; its head is 3", "2");

        UUID other = UUID.randomUUID();
        assertError(
                SERVER.get("/api/v1/proofs/1?" + agent.query() + "&batch_id=" + other),
                404,
                "not_found",
                "Event 1 is not in the commitment " + other + ", but in " + text(committed, "batch_id") + ".");
    }

    private void assertNotCommitted(long number, String problem, String committed) {
        HttpResponse<String> response = SERVER.get("/api/v1/proofs/" + number + "?" + agent.query());
        assertError(response, 404, "not_committed", "There is no proof: " + problem + ".");
        assertThat(json(response).at("/error/details/committed_sequence").asText())
                .isEqualTo(committed);
    }

    @Test
    @Timeout(60)
    void a_server_commits_by_itself_when_told_to() {
        try (TestServer server = TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> sequencing.commitments(CommitmentPolicy.everyEvents(3)),
                serving -> {})) {
            SigningAgent other = SigningAgent.registeredAt(server);
            other.send(server, other.event("o-1", "{}"), other.event("o-1", "{}"), other.event("o-1", "{}"));
            JsonNode head;
            do {
                head = json(server.get("/api/v1/head?" + other.query()));
            } while (head.get("latest_commitment").isNull());
            assertThat(head.at("/latest_commitment/sequence_end").asLong()).isEqualTo(3);
        }
    }

    private void ingest(int count) {
        JsonNode[] events = new JsonNode[count];
        for (int i = 0; i < count; i++) {
            events[i] = agent.event("o-" + i, "{\"n\":" + i + "}");
        }
        agent.send(SERVER, events);
    }

    private JsonNode commit(String prefix, String members) {
        HttpResponse<String> response =
                SERVER.post(prefix + "/commitments", "{" + agent.streamMembers() + members + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    private StreamId stream() {
        JsonNode names = json("{" + agent.streamMembers() + "}");
        return new StreamId(UUID.fromString(text(names, "tenant_id")), UUID.fromString(text(names, "store_id")));
    }

    private static Commitment commitment(JsonNode json) {
        return new Commitment(
                UUID.fromString(text(json, "batch_id")),
                new StreamId(UUID.fromString(text(json, "tenant_id")), UUID.fromString(text(json, "store_id"))),
                json.get("ves_version").asInt(),
                json.get("sequence_start").asLong(),
                json.get("sequence_end").asLong(),
                Hash.parse(text(json, "merkle_root")),
                Hash.parse(text(json, "prev_state_root")),
                Hash.parse(text(json, "new_state_root")),
                Instant.parse(text(json, "committed_at")),
                json.get("sequencer_key_version").asInt(),
                Ed25519Signature.parse(text(json, "commitment_signature")));
    }

    private static List<Hash> hashes(JsonNode proof) {
        List<Hash> hashes = new ArrayList<>();
        proof.get("proof_path").forEach(hash -> hashes.add(Hash.parse(hash.asText())));
        return hashes;
    }

    private static String text(JsonNode json, String member) {
        return json.get(member).asText();
    }

    private static void assertError(HttpResponse<String> response, int status, String code, String message) {
        assertThat(json(response).at("/error/message").asText()).isEqualTo(message);
        assertThat(json(response).at("/error/code").asText()).isEqualTo(code);
        assertThat(response.statusCode()).isEqualTo(status);
    }
}
