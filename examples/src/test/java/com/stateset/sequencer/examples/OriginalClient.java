package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A client as those of the original sequencer are, without a line of this project: it signs by the formulas of the protocol, demands that
 * each event sent is counted once, pages by {@code has_more} and {@code next_sequence}, and decodes as they do: names in snake case and in
 * camel case are one, {@code message} is {@code reason}, and an object that says one of them twice cannot be read. Not thread-safe.
 */
final class OriginalClient {

    private static final Pattern SNAKE = Pattern.compile("_([a-z])");
    private static final int PUBLIC_KEY_LENGTH = 32;
    private static final String CREATED_AT = "2026-01-02T03:04:05Z";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Why an event was not taken. */
    record Rejection(UUID eventId, String reason) {}

    /** The server's word for an event's place. */
    record Receipt(UUID eventId, long sequenceNumber) {}

    /** What became of a batch. */
    record Ingested(
            UUID batchId,
            int eventsAccepted,
            int eventsRejected,
            Long sequenceStart,
            Long sequenceEnd,
            List<Rejection> rejections,
            List<Receipt> receipts) {}

    /** A page of events. */
    record Page(List<JsonNode> events, boolean hasMore, long nextSequence) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final String server;
    private final String apiKey;
    private final UUID tenant = UUID.randomUUID();
    private final UUID store = UUID.randomUUID();
    private final UUID agent = UUID.randomUUID();
    private final KeyPair key;

    OriginalClient(String server, String apiKey) throws GeneralSecurityException {
        this.server = server;
        this.apiKey = apiKey;
        this.key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    /** Asks for the key to be registered, with further members; returns the status. */
    int register(String more) throws IOException, InterruptedException {
        byte[] encoded = key.getPublic().getEncoded();
        String hex = HexFormat.of()
                .formatHex(Arrays.copyOfRange(encoded, encoded.length - PUBLIC_KEY_LENGTH, encoded.length));
        return post(
                        "/api/v1/agents/keys",
                        "{\"tenantId\":\"" + tenant + "\",\"agentId\":\"" + agent + "\",\"keyId\":1,\"publicKey\":\"0x"
                                + hex + "\"" + more + "}")
                .statusCode();
    }

    /** The directory of the agent's keys. */
    JsonNode keys() throws IOException, InterruptedException {
        return read(get("/api/v1/agents/" + agent + "/signing-keys?tenant_id=" + tenant)
                        .body())
                .get("keys");
    }

    /** A signed event; its payload has one member, so that there is one way to write it. */
    ObjectNode event(int n) throws GeneralSecurityException {
        UUID id = UUID.randomUUID();
        String payload = "{\"n\":" + n + "}";
        byte[] plain = hash("VES_PAYLOAD_PLAIN_V1", payload.getBytes(StandardCharsets.UTF_8));
        byte[] cipher = new byte[plain.length];
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key.getPrivate());
        signature.update(hash("VES_EVENTSIG_V1", signed(id, plain, cipher)));
        ObjectNode event = JSON.createObjectNode();
        event.put("ves_version", 1).put("event_id", id.toString()).put("tenant_id", tenant.toString());
        event.put("store_id", store.toString())
                .put("source_agent_id", agent.toString())
                .put("agent_key_id", 1);
        event.put("entity_type", "order").put("entity_id", "o-1").put("event_type", "order.placed");
        event.put("created_at", CREATED_AT).put("payload_kind", 0);
        event.putObject("payload").put("n", n);
        event.put("payload_plain_hash", "0x" + HexFormat.of().formatHex(plain));
        event.put("payload_cipher_hash", "0x" + HexFormat.of().formatHex(cipher));
        return event.put("agent_signature", "0x" + HexFormat.of().formatHex(signature.sign()));
    }

    /** Sends events, and demands that each is counted once, and has its receipt or its rejection. */
    Ingested push(List<ObjectNode> events) throws IOException, InterruptedException {
        HttpResponse<String> response =
                post("/api/v1/ves/events/ingest", "{\"agentId\":\"" + agent + "\",\"events\":" + events + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Ingested ingested = JSON.treeToValue(folded(read(response.body())), Ingested.class);
        assertThat(ingested.eventsAccepted() + ingested.eventsRejected()).isEqualTo(events.size());
        assertThat(ingested.receipts()).hasSize(ingested.eventsAccepted());
        assertThat(ingested.rejections()).hasSize(ingested.eventsRejected());
        return ingested;
    }

    /** Reads the stream to its end, in pages of that size. */
    List<JsonNode> pull(int limit) throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        Page page;
        long from = 0;
        do {
            page = JSON.treeToValue(
                    folded(read(get("/api/v1/events?" + stream() + "&from=" + from + "&limit=" + limit)
                            .body())),
                    Page.class);
            all.addAll(page.events());
            from = page.nextSequence() + 1;
        } while (page.hasMore());
        return all;
    }

    /** Commits to what is new. */
    JsonNode commit() throws IOException, InterruptedException {
        return read(post("/api/v1/ves/commitments", "{\"tenant_id\":\"" + tenant + "\",\"store_id\":\"" + store + "\"}")
                .body());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    String stream() {
        return "tenant_id=" + tenant + "&store_id=" + store;
    }

    static JsonNode read(String text) throws IOException {
        return JSON.readTree(text);
    }

    static UUID idOf(ObjectNode event) {
        return UUID.fromString(event.get("event_id").asText());
    }

    /** An answer's members, each by the one name that the client has for it. */
    static JsonNode folded(JsonNode answer) {
        if (answer.isArray()) {
            ArrayNode list = JSON.createArrayNode();
            answer.forEach(item -> list.add(folded(item)));
            return list;
        }
        if (!answer.isObject()) {
            return answer;
        }
        ObjectNode object = JSON.createObjectNode();
        answer.properties().forEach(member -> {
            String name = SNAKE.matcher(member.getKey())
                    .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
            JsonNode before = object.replace(name.equals("message") ? "reason" : name, folded(member.getValue()));
            assertThat(before).as("what is said twice in " + answer).isNull();
        });
        return object;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path)).header("Authorization", "ApiKey " + apiKey);
    }

    private byte[] signed(UUID id, byte[] plain, byte[] cipher) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(1);
            for (UUID each : List.of(tenant, store, id, agent)) {
                out.writeLong(each.getMostSignificantBits());
                out.writeLong(each.getLeastSignificantBits());
            }
            out.writeInt(1);
            for (String each : List.of("order", "o-1", "order.placed", CREATED_AT)) {
                byte[] text = each.getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
            }
            out.writeInt(0);
            out.write(plain);
            out.write(cipher);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] hash(String prefix, byte[] bytes) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(prefix.getBytes(StandardCharsets.US_ASCII));
        return digest.digest(bytes);
    }
}
