package com.stateset.sequencer.cli.serve;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.server.SigningAgent;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReceiptsStayTheSameTest {

    private static final SigningKey OLD = SigningKey.generate();
    private static final SigningKey NEW = SigningKey.generate();

    @TempDir
    private Path directory;

    private enum Kind {
        SQLITE,
        POSTGRES
    }

    @ParameterizedTest
    @EnumSource
    void after_a_lost_answer_from_any_server_at_any_time(Kind kind) {
        Map<String, String> store = store(kind);
        Map<String, String> before = with(store, "VES_SEQUENCER_SIGNING_KEY", hex(OLD));
        SigningAgent agent;
        String batch;
        String receipts;
        try (TestServer server = start(before)) {
            agent = SigningAgent.registeredAt(server);
            batch = agent.batch(agent.event("o-1", "{}"), agent.event("o-2", "[]"), agent.event("o-1", "1"));
            receipts = receipts(server, batch, 0);
            assertThat(receipts(server, batch, 3)).isEqualTo(receipts);
            try (TestServer second = start(before)) {
                assertThat(receipts(second, batch, 3)).isEqualTo(receipts);
            }
        }
        try (TestServer restarted = start(before)) {
            assertThat(receipts(restarted, batch, 3)).isEqualTo(receipts);
            agent.revoke(restarted);
            assertThat(receipts(restarted, batch, 3)).isEqualTo(receipts);
        }
        Map<String, String> after = with(store, "VES_SEQUENCER_SIGNING_KEYS", base64(NEW) + ", 0x" + hex(OLD));
        try (TestServer rotated = start(after);
                TestServer second = start(with(after, "VES_SEQUENCER_SIGNING_KEY", hex(NEW)))) {
            assertThat(receipts(rotated, batch, 3)).isEqualTo(receipts);
            assertThat(receipts(second, batch, 3)).isEqualTo(receipts);
            assertReadersSee(rotated, agent, json("{" + receipts).get("receipts"));
            assertSignedByTheNewKey(rotated, agent.withNewKey(2), receipts);
        }
    }

    private static void assertReadersSee(TestServer server, SigningAgent agent, JsonNode receipts) {
        JsonNode events = json(server.get("/api/v1/events?receipts=true&" + agent.query()))
                .get("events");
        assertThat(events).hasSize(3);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).at("/receipt_signature_bundle/ed25519_signature"))
                    .isEqualTo(receipts.get(i).get("sequencerSignature"));
            assertThat(events.get(i)
                            .at("/receipt_signature_bundle/sequencer_key_version")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    private static void assertSignedByTheNewKey(TestServer server, SigningAgent agent, String oldReceipts) {
        agent.register(server);
        ObjectNode event = agent.event("o-3", "{}");
        JsonNode receipt = json(agent.send(server, event)).at("/receipts/0");
        assertThat(receipt.get("sequencerKeyVersion").asInt()).isEqualTo(2);
        assertThat(oldReceipts).contains("\"sequencerKeyVersion\":1").doesNotContain("\"sequencerKeyVersion\":2");

        JsonNode sequencer = json(server.get("/api/v1/sequencer"));
        assertThat(sequencer.get("sequencer_id")).isEqualTo(receipt.get("sequencerId"));
        assertThat(sequencer.get("public_key").asText())
                .isEqualTo(NEW.publicKey().toHex());
        assertThat(sequencer.get("key_version").asInt()).isEqualTo(2);
        assertThat(sequencer.get("keys").toString()).isEqualTo("""
                        [{"key_version":1,"signature_alg":"ed25519","public_key":"%s"},\
                        {"key_version":2,"signature_alg":"ed25519","public_key":"%s"}]""".formatted(
                        OLD.publicKey().toHex(), NEW.publicKey().toHex()));
    }

    private static String receipts(TestServer server, String batch, int duplicates) {
        HttpResponse<String> response = server.post("/ves/events/ingest", batch);
        assertThat(json(response).get("eventsAccepted").asInt())
                .as(response.body())
                .isEqualTo(3);
        assertThat(json(response).get("eventsDuplicate").asInt()).isEqualTo(duplicates);
        return response.body().substring(response.body().indexOf("\"receipts\":"));
    }

    private Map<String, String> store(Kind kind) {
        return kind == Kind.SQLITE
                ? Map.of("DATA_DIR", directory.toString())
                : Map.of("DATABASE_URL", TestPostgres.shared().createDatabase());
    }

    private static TestServer start(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("BOOTSTRAP_ADMIN_API_KEY", TestServer.KEY);
        return ConfiguredTestServer.start(all);
    }

    private static Map<String, String> with(Map<String, String> variables, String name, String value) {
        Map<String, String> all = new HashMap<>(variables);
        all.put(name, value);
        return all;
    }

    private static String hex(SigningKey key) {
        return HexFormat.of().formatHex(key.toSeed());
    }

    private static String base64(SigningKey key) {
        return Base64.getEncoder().encodeToString(key.toSeed());
    }
}
