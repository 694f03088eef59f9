package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.examples.OriginalClient.Ingested;
import com.stateset.sequencer.examples.OriginalClient.Receipt;
import com.stateset.sequencer.examples.OriginalClient.Rejection;
import com.stateset.sequencer.testsupport.TestJvm;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of the original sequencer expect, of the runnable jar over HTTP. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OriginalClientIT {

    private static final String KEY = "ss_0123456789abcdef0123456789abcdef";

    @TempDir
    private static Path folder;

    private static Process process;
    private static String server;

    private OriginalClient client;

    @BeforeAll
    static void serve() throws Exception {
        List<String> command = TestJvm.jar();
        command.addAll(List.of(
                "serve",
                "--json",
                "--port",
                "0",
                "--data",
                folder.resolve("data").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors.txt").toFile());
        builder.environment().put("BOOTSTRAP_ADMIN_API_KEY", KEY);
        process = builder.start();
        String ready = process.inputReader(StandardCharsets.UTF_8).readLine();
        server = OriginalClient.read(ready).get("url").asText();
    }

    @AfterAll
    static void stop() {
        process.destroyForcibly().onExit().join();
    }

    @BeforeEach
    void newAgent() throws Exception {
        client = new OriginalClient(server, KEY);
    }

    @Test
    void a_sync_reads_every_page_and_a_replay_counts_as_accepted() throws Exception {
        assertThat(client.register("")).isEqualTo(200);
        List<ObjectNode> events = events(25);

        Ingested first = client.push(events);
        Ingested again = client.push(events);

        assertThat(first.eventsAccepted()).isEqualTo(25);
        assertThat(first.sequenceStart()).isEqualTo(1);
        assertThat(first.sequenceEnd()).isEqualTo(25);
        assertThat(again.eventsAccepted()).isEqualTo(25);
        assertThat(again.receipts()).isEqualTo(first.receipts());
        assertThat(first.receipts())
                .extracting(Receipt::sequenceNumber)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 25).boxed().toList());
        assertThat(client.pull(10))
                .extracting(event -> event.at("/envelope/payload/n").asInt())
                .hasSize(25)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void rejections_say_each_fact_once_and_alone() throws Exception {
        assertThat(client.register("")).isEqualTo(200);
        ObjectNode good = client.event(1);
        ObjectNode altered = client.event(2).put("entity_id", "o-2");
        ObjectNode newer = client.event(3).put("agent_signature_scheme", 2);

        Ingested ingested = client.push(List.of(altered, good, newer));

        assertThat(ingested.receipts()).containsExactly(new Receipt(OriginalClient.idOf(good), 1));
        assertThat(ingested.rejections())
                .containsExactly(
                        new Rejection(OriginalClient.idOf(altered), "invalid_signature"),
                        new Rejection(
                                OriginalClient.idOf(newer),
                                "schema_validation: agent_signature_scheme 2 is not supported"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_scheme_that_is_spelt_out_is_ed25519(int scheme) throws Exception {
        assertThat(client.register(",\"keyType\":0,\"keyAlgorithm\":1")).isEqualTo(200);

        Ingested ingested = client.push(List.of(client.event(1).put("agent_signature_scheme", scheme)));

        assertThat(ingested.eventsAccepted()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"key_type\":2",
                "\"keyType\":2",
                "\"key_algorithm\":3",
                "\"keyAlgorithm\":5",
                "\"public_key_bundle\":{\"ml_dsa_65_public_key\":\"00\"}",
                "\"publicKeyBundle\":{\"mlDsa65PublicKey\":\"00\"}"
            })
    void a_key_of_another_kind_is_refused_and_not_registered(String member) throws Exception {
        assertThat(client.register("," + member)).isEqualTo(400);
        assertThat(client.keys()).isEmpty();
    }

    @Test
    void an_anchorer_finds_a_commitment_and_settles_it_once() throws Exception {
        assertThat(client.register("")).isEqualTo(200);
        client.push(events(3));
        JsonNode commitment = client.commit();
        String id = commitment.get("batch_id").asText();

        assertThat(OriginalClient.folded(commitment).get("sequenceStart").asInt())
                .isEqualTo(1);
        for (String name : List.of("sequence_end", "end_sequence", "event_count", "leaf_count")) {
            assertThat(commitment.get(name).asInt()).as(name).isEqualTo(3);
        }
        assertThat(commitment.get("start_sequence").asInt()).isEqualTo(1);
        assertThat(pending()).contains(id);

        String path = "/v1/commitments/" + id + "/anchored";
        String settled = "{\"chain_tx_hash\":\"0x" + "ab".repeat(32) + "\",\"chain_id\":1,\"block_number\":7}";
        assertThat(status(client.post(path, settled))).isEqualTo("anchored");
        assertThat(status(client.post(path, settled))).isEqualTo("already_anchored");
        assertThat(client.post(path, settled.replace("ab", "cd")).statusCode()).isEqualTo(409);
        assertThat(pending()).doesNotContain(id);
        JsonNode shown =
                OriginalClient.read(client.get("/api/v1/ves/commitments/" + id).body());
        assertThat(shown.get("is_anchored").asBoolean()).isTrue();
    }

    private List<ObjectNode> events(int count) throws Exception {
        List<ObjectNode> events = new ArrayList<>();
        for (int n = 1; n <= count; n++) {
            events.add(client.event(n));
        }
        return events;
    }

    private List<String> pending() throws Exception {
        HttpResponse<String> answer = client.get("/v1/commitments/pending?limit=5000");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return OriginalClient.read(answer.body()).get("commitments").findValuesAsText("batch_id");
    }

    private static String status(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return OriginalClient.read(answer.body()).get("status").asText();
    }
}
