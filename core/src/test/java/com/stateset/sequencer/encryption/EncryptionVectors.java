package com.stateset.sequencer.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.EncryptedPayload;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.event.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The cases of {@code vectors/enc-v1.json}; none, if they are not beside the checkout. */
public final class EncryptionVectors {

    private static final ObjectMapper JSON = new ObjectMapper()
            .disable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private EncryptionVectors() {}

    /** The whole file. */
    public static Optional<JsonNode> all() {
        Path file = Path.of(System.getProperty("sequencer.shared", "shared"), "vectors", "enc-v1.json");
        try {
            return Files.exists(file) ? Optional.of(JSON.readTree(file.toFile())) : Optional.empty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** One of its lists. */
    public static Stream<JsonNode> cases(String kind) {
        return all().map(vectors -> StreamSupport.stream(vectors.get(kind).spliterator(), false))
                .orElseGet(() -> List.<JsonNode>of().stream());
    }

    public static StreamId stream() {
        JsonNode all = all().orElseThrow();
        return new StreamId(uuid(all.get("tenant_id")), uuid(all.get("store_id")));
    }

    public static SigningKey sequencerKey() {
        return SigningKey.parse(all().orElseThrow().get("sequencer_seed").asText());
    }

    public static AgentSigner agent() {
        JsonNode all = all().orElseThrow();
        return new AgentSigner(
                uuid(all.get("agent_id")),
                1,
                SigningKey.parse(all.get("agent_seed").asText()));
    }

    /** An event as it was sent. */
    public static NewEvent event(JsonNode wire) {
        NewEvent.Builder event = NewEvent.builder()
                .eventId(uuid(wire.get("event_id")))
                .entity(wire.get("entity_type").asText(), wire.get("entity_id").asText())
                .eventType(wire.get("event_type").asText())
                .createdAt(wire.get("created_at").asText())
                .sourceAgent(uuid(wire.get("source_agent_id")))
                .signature(new SignatureClaim(
                        wire.get("ves_version").asLong(),
                        wire.get("agent_key_id").asLong(),
                        wire.path("payload_kind").asLong(),
                        wire.get("payload_plain_hash").asText(),
                        wire.get("payload_cipher_hash").asText(),
                        wire.get("agent_signature").asText()));
        encrypted(wire).ifPresent(event::encryptedPayload);
        if (wire.has("payload")) {
            event.payload(wire.get("payload").toString());
        } else if (!wire.hasNonNull("payload_encrypted")) {
            event.payload("null");
        }
        return event.build();
    }

    private static Optional<EncryptedPayload> encrypted(JsonNode wire) {
        return Optional.ofNullable(wire.get("payload_encrypted"))
                .filter(encrypted -> !encrypted.isNull())
                .map(encrypted -> JSON.convertValue(encrypted, EncryptedPayload.class));
    }

    private static UUID uuid(JsonNode node) {
        return UUID.fromString(node.asText());
    }
}
