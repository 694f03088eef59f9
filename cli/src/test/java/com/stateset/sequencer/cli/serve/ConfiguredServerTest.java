package com.stateset.sequencer.cli.serve;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.server.SigningAgent;
import com.stateset.sequencer.server.StartException;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredServerTest {

    @TempDir
    private Path directory;

    @Test
    void anyone_may_ask() {
        String id = UUID.randomUUID().toString();
        SigningKey key = SigningKey.generate();
        try (TestServer server = start(Map.of("VES_SEQUENCER_ID", id, "VES_SEQUENCER_SIGNING_KEY", hex(key)))) {
            HttpResponse<String> response = server.send(server.anonymous("/api/v1/sequencer"));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("""
                            {"sequencer_id":"%s","signature_alg":"ed25519","public_key":"%s","key_version":1,\
                            "keys":[{"key_version":1,"signature_alg":"ed25519","public_key":"%s"}],\
                            "log_name":"ves.sequencer/%s"}""".formatted(id, key.publicKey(), key.publicKey(), id));
        }
        assertThat(directory.resolve("sequencer-signing-key")).doesNotExist();
    }

    @Test
    void its_logs_have_the_name_they_are_given_and_may_be_public() {
        Map<String, String> logs =
                Map.of("LOG_NAME", "example.com/orders", "LOG_PUBLIC", "true", "HEADS_LOG_SECONDS", "3600");
        try (TestServer server = start(logs)) {
            assertThat(json(server.get("/api/v1/sequencer")).get("log_name").asText())
                    .isEqualTo("example.com/orders");
            assertThat(server.send(server.anonymous("/log/heads/tile/0/000")).statusCode())
                    .isEqualTo(404);
        }
        try (TestServer server = start(Map.of())) {
            assertThat(server.send(server.anonymous("/log/heads/tile/0/000")).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void an_embedded_server_makes_its_key_and_keeps_it() throws Exception {
        Path file = directory.resolve("sequencer-signing-key");
        JsonNode first;
        try (ConfiguredServer server = ConfiguredServer.start(ServerConfig.from(variables(Map.of())))) {
            assertThat(server.signingKeyFile()).contains(file);
        }
        assertThat(Files.readString(file)).matches("[0-9a-f]{64}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (TestServer server = start(Map.of())) {
            first = json(server.get("/api/v1/sequencer"));
            assertThat(first.get("public_key").asText())
                    .isEqualTo(
                            SigningKey.parse(Files.readString(file)).publicKey().toHex());
        }
        try (TestServer server = start(Map.of())) {
            assertThat(json(server.get("/api/v1/sequencer"))).isEqualTo(first);
        }
        try (var files = Files.list(directory)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .contains("sequencer-signing-key")
                    .noneMatch(name -> name.startsWith("sequencer-signing-key."));
        }
    }

    @Test
    void a_server_that_may_not_migrate_refuses_until_migrated() {
        Map<String, String> asItIs = Map.of("DB_MIGRATE_ON_STARTUP", "false");
        assertThatThrownBy(() -> start(asItIs))
                .isInstanceOf(StartException.class)
                .hasMessage("The event store, SQLite in " + directory.resolve("events.db")
                        + ", cannot be opened: there is no file " + directory.resolve("events.db")
                        + "; migrate it first");
        assertThat(directory.resolve("events.db")).doesNotExist();
        start(Map.of()).close();
        start(asItIs).close();
    }

    @Test
    void the_kept_key_stays_known_when_another_is_configured() {
        SigningAgent agent;
        ObjectNode event;
        JsonNode receipts;
        try (TestServer server = start(Map.of())) {
            agent = SigningAgent.registeredAt(server);
            event = agent.event("o-1", "{}");
            receipts = json(agent.send(server, event)).get("receipts");
        }
        SigningKey key = SigningKey.generate();
        try (TestServer server = start(Map.of("VES_SEQUENCER_SIGNING_KEY", hex(key)))) {
            assertThat(json(agent.send(server, event)).get("receipts")).isEqualTo(receipts);
            JsonNode sequencer = json(server.get("/api/v1/sequencer"));
            assertThat(sequencer.get("public_key").asText())
                    .isEqualTo(key.publicKey().toHex());
            assertThat(sequencer.get("keys")).hasSize(2);
        }
    }

    @Test
    void a_receipt_of_a_missing_key_comes_without_its_signature() {
        SigningAgent agent;
        ObjectNode event;
        ObjectNode receipt;
        try (TestServer server = start(Map.of("VES_SEQUENCER_SIGNING_KEY", hex(SigningKey.generate())))) {
            agent = SigningAgent.registeredAt(server);
            event = agent.event("o-1", "{}");
            receipt = (ObjectNode) json(agent.send(server, event)).at("/receipts/0");
        }
        try (TestServer server = start(Map.of("VES_SEQUENCER_SIGNING_KEY", hex(SigningKey.generate())))) {
            receipt.put("signatureAlg", "none").putNull("sequencerSignature");
            assertThat(json(agent.send(server, event)).at("/receipts/0")).isEqualTo(receipt);
            assertThat(json(server.get("/api/v1/events?receipts=true&" + agent.query()))
                            .at("/events/0/receipt_signature_bundle")
                            .isNull())
                    .isTrue();
        }
    }

    @Test
    void servers_that_start_at_once_agree_on_the_key() throws Exception {
        ExecutorService starters = Executors.newFixedThreadPool(8);
        try {
            List<Callable<SecretFile>> starts = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                starts.add(() -> SecretFile.readOrCreate(
                        directory, "shared-key", () -> UUID.randomUUID().toString()));
            }
            Set<String> secrets = new HashSet<>();
            for (Future<SecretFile> start : starters.invokeAll(starts)) {
                secrets.add(start.get().secret());
            }
            assertThat(secrets).hasSize(1);
        } finally {
            starters.shutdownNow();
        }
    }

    @Test
    void a_key_file_that_holds_no_key_is_said_in_one_sentence() throws Exception {
        Path file = directory.resolve("sequencer-signing-key");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "abc\n");
        assertThatThrownBy(() -> start(Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The key file " + file
                        + " cannot be used: a signing key is 32 bytes, as 64 hex digits or in base64.");
    }

    @Test
    void an_id_that_is_not_the_stores_is_said_in_one_sentence() {
        UUID id = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        start(Map.of("VES_SEQUENCER_ID", id.toString())).close();
        assertThatThrownBy(() -> start(Map.of("VES_SEQUENCER_ID", other.toString())))
                .isInstanceOf(StartException.class)
                .hasMessage("VES_SEQUENCER_ID does not fit the event store, SQLite in "
                        + directory.resolve("events.db") + ": the sequencer id is " + other
                        + ", but the store belongs to the sequencer " + id + ".");
        try (TestServer server = start(Map.of())) {
            assertThat(json(server.get("/api/v1/sequencer")).get("sequencer_id").asText())
                    .isEqualTo(id.toString());
        }
    }

    @Test
    void on_postgres_without_a_key_nothing_is_signed() {
        Map<String, String> database =
                Map.of("DATABASE_URL", TestPostgres.shared().createDatabase());
        String id;
        SigningAgent agent;
        ObjectNode event;
        JsonNode receipts;
        try (TestServer server = start(database)) {
            JsonNode sequencer = json(server.get("/api/v1/sequencer"));
            id = sequencer.get("sequencer_id").asText();
            assertThat(sequencer.toString()).isEqualTo("""
                            {"sequencer_id":"%s","signature_alg":"none","public_key":null,"key_version":0,"keys":[],\
                            "log_name":"ves.sequencer/%s"}""".formatted(id, id));
            agent = SigningAgent.registeredAt(server);
            event = agent.event("o-1", "{}");
            receipts = json(agent.send(server, event)).get("receipts");
            assertThat(receipts.get(0).toString()).isEqualTo("""
                            {"sequencerId":"%s","eventId":%s,"sequenceNumber":1,"sequencedAt":%s,"receiptHash":%s,\
                            "signatureAlg":"none","sequencerSignature":null,"sequencerKeyVersion":0}""".formatted(
                            id, event.get("event_id"), receipts.at("/0/sequencedAt"), receipts.at("/0/receiptHash")));
            assertThat(json(server.get("/api/v1/events?receipts=true&" + agent.query()))
                            .at("/events/0/receipt_signature_bundle")
                            .isNull())
                    .isTrue();
            JsonNode commitment = json(server.post("/commitments", "{" + agent.streamMembers() + "}"));
            assertThat(commitment.get("commitment_signature").isNull()).isTrue();
            assertThat(commitment.get("sequencer_key_version").asInt()).isZero();
            JsonNode keys =
                    json(server.get("/api/v1/agents/" + agent.id() + "/signing-keys?tenant_id=" + agent.tenant()));
            assertThat(keys.get("keys")).hasSize(1);
            assertThat(keys.get("directorySignature").isNull()).isTrue();
        }
        try (TestServer server = start(database)) {
            assertThat(json(server.get("/api/v1/sequencer")).get("sequencer_id").asText())
                    .isEqualTo(id);
            assertThat(json(agent.send(server, event)).get("receipts")).isEqualTo(receipts);
        }
    }

    @Test
    void without_a_key_the_embedded_server_makes_one_and_keeps_it() throws Exception {
        Path data = directory.resolve("new/data");
        Map<String, String> variables = Map.of("PORT", "0", "DATA_DIR", data.toString());
        String head = "/api/v1/head?tenant_id=" + UUID.randomUUID() + "&store_id=" + UUID.randomUUID();
        String key;
        try (ConfiguredServer first = ConfiguredServer.start(ServerConfig.from(variables))) {
            Path file = first.apiKeyFile().orElseThrow();
            key = Files.readString(file).strip();
            assertThat(key).matches("ss_[A-Za-z0-9_-]{43}");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
        }
        try (TestServer second = ConfiguredTestServer.start(variables)) {
            assertThat(second.send(second.anonymous(head).header("x-api-key", key))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(second.send(second.anonymous(head).header("x-api-key", TestServer.KEY))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void requests_may_be_as_large_as_configured() {
        String large = "\"" + "x".repeat(100) + "\"";
        try (TestServer server = start(
                Map.of("MAX_BODY_SIZE_BYTES", "2000", "MAX_EVENTS_PER_BATCH", "2", "MAX_EVENT_PAYLOAD_SIZE", "100"))) {
            assertThat(server.ingest(" ".repeat(2001)).statusCode()).isEqualTo(413);
            HttpResponse<String> three = server.ingest(batch(event("o-1", "1"), event("o-2", "2"), event("o-3", "3")));
            assertThat(three.statusCode()).isEqualTo(400);
            assertThat(three.body()).contains("holds more than 2 events");
            assertThat(json(server.ingest(batch(event("o-1", large))))
                            .at("/rejections/0/message")
                            .asText())
                    .isEqualTo("payload has 102 bytes; at most 100 are allowed");
            assertThat(json(server.ingest(batch(event("o-1", "1"), event("o-2", "2"))))
                            .get("events_accepted")
                            .asInt())
                    .isEqualTo(2);
        }
        Map<String, String> more = Map.of("MAX_EVENTS_PER_BATCH", "1001", "MAX_EVENT_PAYLOAD_SIZE", "1100000");
        try (TestServer server = start(more)) {
            assertThat(json(server.ingest(batch(Collections.nCopies(1001, "").stream()
                                    .map(none -> event("o-1", "1"))
                                    .toList())))
                            .get("events_accepted")
                            .asInt())
                    .isEqualTo(1001);
            assertThat(json(server.ingest(batch(event("o-1", "\"" + "x".repeat(1_099_990) + "\""))))
                            .get("events_accepted")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    private TestServer start(Map<String, String> variables) {
        return ConfiguredTestServer.start(variables(variables));
    }

    private Map<String, String> variables(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("PORT", "0");
        all.put("DATA_DIR", directory.toString());
        all.put("BOOTSTRAP_ADMIN_API_KEY", TestServer.KEY);
        return all;
    }

    private static String hex(SigningKey key) {
        return HexFormat.of().formatHex(key.toSeed());
    }
}
