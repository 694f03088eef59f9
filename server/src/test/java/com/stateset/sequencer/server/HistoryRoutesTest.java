package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.history.HistoryConsistency;
import com.stateset.sequencer.protocol.history.HistoryHead;
import com.stateset.sequencer.protocol.history.HistoryProof;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.tlog.Cosignature;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.NoteSignature;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream of 700 events, of which 300 were signed first. */
class HistoryRoutesTest {

    private static final TestServer SERVER = TestServer.start();
    private static final int FIRST = 300;
    private static final int SIZE = 700;
    private static final String HEAD = "/api/v1/history/head?" + STREAM;
    private static Outsider outsider;
    private static SignedCheckpoint first;

    @BeforeAll
    static void fill() {
        ingest(FIRST);
        outsider = Outsider.of(SERVER);
        first = outsider.read(json(SERVER.get(HEAD)).get("checkpoint").asText());
        ingest(SIZE - FIRST);
    }

    private static void ingest(int count) {
        List<String> events =
                IntStream.range(0, count).mapToObj(i -> event("o-" + i, "{}")).toList();
        assertThat(SERVER.ingest(batch(events)).statusCode()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void the_head_is_that_of_the_signed_checkpoint() {
        JsonNode head = json(SERVER.get(HEAD));
        TreeHead signed = outsider.read(head.get("checkpoint").asText()).head();
        assertThat(signed.size()).isEqualTo(SIZE);
        assertThat(head.get("size").asLong()).isEqualTo(SIZE);
        assertThat(head.get("root").asText()).isEqualTo(signed.root().toHex());
        assertThat(head.get("witnessed").isNull()).isTrue();
        assertThat(first.head().size()).isEqualTo(FIRST);
    }

    @Test
    void the_head_tells_what_witnesses_have_seen_of_it() {
        EventStore store = SqliteEventStore.inMemory();
        try (TestServer server = TestServer.start(
                store, sequencing -> sequencing.headsLogInterval(Duration.ofMillis(50)), serving -> {})) {
            server.ingest(batch(event("o-1", "{}")));
            Outsider reader = Outsider.of(server);
            SignedCheckpoint heads = reader.awaitHeads();
            SigningKey key = SigningKey.generate();
            VerifierKey witness =
                    VerifierKey.ofWitness("example.com/w", key.publicKey().toByteArray());
            NoteSignature line = Cosignature.sign(
                    heads.note(),
                    witness,
                    Instant.now(),
                    text -> key.signText(text).toByteArray());
            store.history()
                    .headsLog()
                    .keepWitnessed(
                            heads.head().size(), heads.plus(List.of(line)).note());
            server.ingest(batch(event("o-2", "{}")));

            HistoryHead head = reader.client().historyHead(reader.stream()).orElseThrow();

            assertThat(head.size()).isEqualTo(2);
            assertThat(head.witnessed()).isEqualTo(new HistoryHead.Witnessed(1, List.of(line.toString())));
        }
    }

    @Test
    void a_proof_leads_from_the_recomputed_leaf_to_the_signed_root() {
        List<Hash> records = outsider.records();
        for (long number : new long[] {1, 256, 257, FIRST, SIZE}) {
            HistoryProof proof =
                    outsider.client().historyProof(outsider.stream(), number).orElseThrow();
            TreeHead signed = outsider.read(proof.checkpoint()).head();
            assertThat(proof.index()).isEqualTo(number - 1);
            assertThat(LogHashes.record(proof.leafHash())).isEqualTo(records.get((int) number - 1));
            proof.toProof().verify(records.get((int) number - 1), signed.root());
            assertThat(proof.root()).isEqualTo(signed.root());
        }
    }

    @Test
    void a_proof_in_an_earlier_tree_comes_without_a_checkpoint() {
        HistoryProof proof =
                outsider.client().historyProof(outsider.stream(), 7, FIRST).orElseThrow();
        assertThat(proof.checkpoint()).isNull();
        assertThat(proof.root()).isEqualTo(first.head().root());
        proof.toProof().verify(outsider.records().get(6), first.head().root());
    }

    @Test
    void with_accept_text_plain_the_proof_is_a_file() {
        HttpResponse<String> response = SERVER.send(SERVER.request("/api/v1/history/proofs/42?" + STREAM)
                .header("Accept", "application/json;q=0.5, text/plain"));
        assertThat(response.headers().firstValue("Content-Type").orElseThrow().replace(" ", ""))
                .isEqualTo("text/plain;charset=utf-8");
        assertThat(response.headers().allValues("Vary")).containsExactly("Accept, Accept-Encoding");
        byte[] file = outsider.client().tlogProof(outsider.stream(), 42).orElseThrow();
        assertThat(response.body()).isEqualTo(new String(file, StandardCharsets.UTF_8));
        TlogProof.parse(file).verify(outsider.records().get(41), outsider.origin(), outsider.reader(outsider.origin()));
    }

    @Test
    void a_file_without_a_checkpoint_does_not_exist() {
        assertThat(SERVER.send(SERVER.request("/api/v1/history/proofs/42?size=" + FIRST + "&" + STREAM)
                                .header("Accept", "text/plain"))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void consistency_leads_from_the_first_signed_root_to_the_last() {
        HistoryConsistency proof =
                outsider.client().consistency(outsider.stream(), FIRST).orElseThrow();
        TreeHead last = outsider.read(proof.checkpoint()).head();
        assertThat(proof.to()).isEqualTo(SIZE);
        proof.toProof().verify(first.head().root(), last.root());

        HistoryConsistency between =
                outsider.client().consistency(outsider.stream(), 5, FIRST).orElseThrow();
        assertThat(between.checkpoint()).isNull();
        assertThat(between.root()).isEqualTo(first.head().root());
        HistoryConsistency none =
                outsider.client().consistency(outsider.stream(), 0, SIZE).orElseThrow();
        assertThat(none.hashes()).isEmpty();
        none.toProof().verify(TreeHead.EMPTY.root(), last.root());
    }

    @ParameterizedTest
    @CsvSource({
        "/proofs/0?, 404, Event 0 is not in the stream's tree of 700 entries.",
        "/proofs/701?, 404, Event 701 is not in the stream's tree of 700 entries.",
        "/proofs/7?size=6, 404, Event 7 is not in the stream's tree of 6 entries.",
        "/proofs/7?size=701, 404, 'The stream''s tree has 700 entries, not 701.'",
        "/proofs/7?size=x, 400, The parameter size must be a whole number.",
        "/proofs/7?size=9223372036854775808, 400, The parameter size must be at most 9223372036854775807.",
        "/proofs/-7?, 400, The sequence_number in the path must be a whole number of at most 18 digits.",
        "/consistency?, 400, The parameter from is missing.",
        "/consistency?to=5, 400, The parameter from is missing.",
        "/consistency?from=6&to=5, 400, The parameter from must not be more than to.",
        "/consistency?from=6&to=701, 404, 'The stream''s tree has 700 entries, not 701.'",
        "/consistency?from=701, 404, 'The stream''s tree has 700 entries, not 701.'",
        "/consistency?from=-1, 400, The parameter from must be 0 or more.",
        "/consistency?from=9223372036854775808, 400, The parameter from must be at most 9223372036854775807.",
    })
    void what_there_is_no_proof_of_is_refused(String path, int status, String message) {
        HttpResponse<String> response = SERVER.get("/api/v1/history" + path + "&" + STREAM);
        assertThat(json(response).at("/error/message").asText()).isEqualTo(message);
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @Test
    void while_nothing_was_signed_there_is_nothing() {
        String other = "tenant_id=" + Sent.STORE + "&store_id=" + Sent.STORE;
        for (String path : List.of("head?", "proofs/1?", "consistency?from=0&")) {
            assertThat(SERVER.get("/api/v1/history/" + path + other).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    @Test
    void the_calls_need_the_key() {
        for (String path : List.of("head?", "proofs/1?", "consistency?from=0&")) {
            assertThat(SERVER.send(SERVER.anonymous("/api/v1/history/" + path + STREAM))
                            .statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(SERVER.send(SERVER.anonymous("/api/v1/history/accept").POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(401);
    }
}
