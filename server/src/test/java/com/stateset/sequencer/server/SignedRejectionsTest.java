package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.SigningAgent.newEvent;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.event.NewEvent;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server says of events that their agents have not signed so; on both stores. */
@ParameterizedClass
@EnumSource(AlteredDatabase.Kind.class)
class SignedRejectionsTest {

    private static AlteredDatabase database;
    private static TestServer server;

    @TempDir
    private static Path folder;

    @Parameter
    @SuppressWarnings("UnusedVariable") // what is started before all tests of a kind takes it
    private AlteredDatabase.Kind kind;

    private final SigningAgent agent = SigningAgent.registeredAt(server);

    @BeforeParameterizedClassInvocation
    static void start(AlteredDatabase.Kind kind) {
        database = kind.create(folder.resolve(kind.name()));
        server = TestServer.start(database.open());
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
        database.close();
    }

    static Stream<Arguments> alterations() {
        return Stream.of(
                altered("version 2", event -> event.put("ves_version", 2), "unsupported_version"),
                altered("version 0", event -> event.put("ves_version", 0), "unsupported_version"),
                altered("entity", event -> event.put("entity_id", ""), "schema_validation: entity_id is empty"),
                altered(
                        "time",
                        event -> event.put("created_at", "yesterday"),
                        "schema_validation: created_at is not an RFC 3339 date-time such as 2026-01-02T03:04:05Z"),
                altered(
                        "key id",
                        event -> event.put("agent_key_id", -1),
                        "schema_validation: agent_key_id -1 is not an unsigned 32-bit number"),
                altered(
                        "encrypted",
                        event -> event.put("payload_kind", 1).remove("payload"),
                        "schema_validation: payload_encrypted is missing"),
                altered(
                        "another kind",
                        event -> event.put("payload_kind", 2),
                        "schema_validation: payload_kind is 2; only 0, a plaintext payload, and 1, an encrypted one, are supported"),
                altered(
                        "scheme",
                        event -> event.put("agent_signature_scheme", 2),
                        "schema_validation: agent_signature_scheme 2 is not supported"),
                altered("other payload", event -> event.put("payload", "other"), "invalid_payload_hash"),
                altered("no plain hash", event -> event.put("payload_plain_hash", "0x12"), "invalid_payload_hash"),
                altered(
                        "cipher hash",
                        event -> event.put("payload_cipher_hash", "1" + "0".repeat(63)),
                        "invalid_cipher_hash"),
                altered("no cipher hash", event -> event.put("payload_cipher_hash", "zero"), "invalid_cipher_hash"),
                altered("no signature", event -> event.put("agent_signature", "0x"), "invalid_signature"),
                altered("zero signature", event -> event.put("agent_signature", "0".repeat(128)), "invalid_signature"),
                altered("other entity", event -> event.put("entity_id", "o-7"), "invalid_signature"),
                altered("other entity type", event -> event.put("entity_type", "cart"), "invalid_signature"),
                altered("other type", event -> event.put("event_type", "order.paid"), "invalid_signature"),
                altered("other time", event -> event.put("created_at", "2026-01-02T03:04:05Z"), "invalid_signature"),
                altered(
                        "other id",
                        event -> event.put("event_id", UUID.randomUUID().toString()),
                        "invalid_signature"));
    }

    private static Arguments altered(String what, Consumer<ObjectNode> alteration, String reason) {
        return arguments(Named.of(what, alteration), reason);
    }

    @ParameterizedTest
    @MethodSource("alterations")
    void an_altered_event_is_rejected_alone(Consumer<ObjectNode> alteration, String reason) {
        ObjectNode event = agent.event("o-1", "{}");
        alteration.accept(event);
        assertRejectedAlone(event, reason);
    }

    @Test
    void another_agents_event_is_rejected() {
        ObjectNode event = agent.event("o-1", "{}");
        event.put("source_agent_id", UUID.randomUUID().toString());
        assertRejectedAlone(
                event, "schema_validation: source_agent is not the agent that sends the batch, " + agent.id());
    }

    @Test
    void an_unknown_key_is_rejected() {
        assertRejectedAlone(
                agent.withNewKey(4_294_967_295L).event("o-1", "{}"),
                "agent_key_invalid: key 4294967295 of agent " + agent.id() + " is unknown");
    }

    @Test
    void a_revoked_key_is_rejected() {
        SigningAgent revoked = agent.withNewKey(2);
        revoked.register(server);
        revoked.revoke(server);
        assertRejectedAlone(
                revoked.event("o-1", "{}"), "agent_key_invalid: key 2 of agent " + agent.id() + " is revoked");
    }

    @Test
    void an_expired_key_is_rejected() {
        SigningAgent expired = agent.withNewKey(2);
        expired.register(server, "\"valid_to\":\"2020-01-01T00:00:00Z\"");
        assertRejectedAlone(
                expired.event("o-1", "{}"), "agent_key_invalid: key 2 of agent " + agent.id() + " has expired");
    }

    @Test
    void a_key_of_the_future_is_rejected() {
        SigningAgent early = agent.withNewKey(2);
        early.register(server, "\"validFrom\":\"2999-01-01T00:00:00+01:00\"");
        assertRejectedAlone(
                early.event("o-1", "{}"), "agent_key_invalid: key 2 of agent " + agent.id() + " is not valid yet");
    }

    @Test
    void a_key_of_another_tenant_is_rejected() {
        SigningAgent stranger = agent.withNewKey(2);
        stranger.inAnotherTenant().register(server);
        assertRejectedAlone(
                stranger.event("o-1", "{}"), "agent_key_invalid: key 2 of agent " + agent.id() + " is unknown");
    }

    @Test
    void another_key_than_the_one_named_is_rejected() {
        SigningAgent other = agent.withNewKey(2);
        other.register(server);
        assertRejectedAlone(other.event("o-1", "{}").put("agent_key_id", 1), "invalid_signature");
    }

    @Test
    void an_event_id_with_other_content_is_rejected() {
        NewEvent event = newEvent("o-1", "{}").build();
        agent.send(server, agent.event(event));
        JsonNode answer = json(
                agent.send(server, agent.event(event.toBuilder().payload("[]").build())));
        assertThat(answer.at("/rejections/0/reason").asText()).isEqualTo("duplicate_event_id");
    }

    @Test
    void a_version_conflict_is_rejected() {
        assertRejectedAlone(
                agent.event(newEvent("o-9", "{}").baseVersion(5L).build()), "version_conflict: expected 5, actual 0");
    }

    @Test
    void a_command_is_taken_whole_or_not_at_all_and_once() {
        UUID command = UUID.randomUUID();
        ObjectNode good = agent.event(newEvent("o-1", "{}").commandId(command).build());
        ObjectNode bad = agent.event(newEvent("o-2", "{}").commandId(command).build());
        ObjectNode forged = bad.deepCopy().put("entity_id", "o-3");
        JsonNode refused = json(agent.send(server, good, forged));
        assertThat(refused.at("/rejections/0/reason").asText())
                .isEqualTo("command_rejected: " + forged.get("event_id").asText() + " invalid_signature");
        assertThat(refused.get("eventsRejected").asInt()).isEqualTo(2);

        assertThat(json(agent.send(server, good)).get("eventsAccepted").asInt()).isEqualTo(1);
        JsonNode late = json(agent.send(server, good, bad));
        assertThat(late.get("eventsDuplicate").asInt()).isEqualTo(1);
        assertThat(late.at("/rejections/0/reason").asText()).isEqualTo("duplicate_command_id");
    }

    @Test
    void an_agent_with_a_key_cannot_omit_the_signature() {
        String event = """
                {"event_id":"%s",%s,"entity_type":"order","entity_id":"o-1","event_type":"order.placed","payload":{},
                 "created_at":"2026-01-02T03:04:05Z","source_agent":"%s"}""".formatted(UUID.randomUUID(), agent.streamMembers(), agent.id());
        String batch = "{\"agent_id\":\"" + agent.id() + "\",\"events\":[" + event + "]}";
        assertThat(json(server.post("/events/ingest", batch))
                        .at("/rejections/0/reason")
                        .asText())
                .isEqualTo("signature_required");
        agent.revoke(server);
        assertThat(json(server.post("/events/ingest", batch))
                        .at("/rejections/0/reason")
                        .asText())
                .isEqualTo("signature_required");
    }

    @Test
    void a_revocation_binds_what_comes_after_it() {
        ObjectNode before = agent.event("o-1", "{}");
        JsonNode receipts = json(agent.send(server, before)).get("receipts");
        agent.revoke(server);
        JsonNode answer = json(agent.send(server, agent.event("o-1", "{}"), before));

        assertThat(answer.at("/rejections/0/reason").asText())
                .isEqualTo("agent_key_invalid: key 1 of agent " + agent.id() + " is revoked");
        assertThat(answer.get("eventsDuplicate").asInt()).isEqualTo(1);
        assertThat(answer.get("receipts")).isEqualTo(receipts);
    }

    private void assertRejectedAlone(ObjectNode bad, String reason) {
        ObjectNode first = agent.event("o-1", "{}");
        ObjectNode second = agent.event("o-2", "{}");
        JsonNode answer = json(agent.send(server, first, bad, second));

        assertThat(answer.at("/rejections/0/reason").asText()).isEqualTo(reason);
        assertThat(answer.at("/rejections/0/detail").asText()).isNotEmpty();
        assertThat(answer.at("/rejections/0").fieldNames()).toIterable().containsExactly("eventId", "reason", "detail");
        assertThat(answer.at("/rejections/0/eventId")).isEqualTo(bad.get("event_id"));
        assertThat(answer.get("eventsAccepted").asInt()).isEqualTo(2);
        assertThat(answer.get("eventsRejected").asInt()).isEqualTo(1);
        assertThat(answer.get("sequenceStart").asLong()).isEqualTo(1);
        assertThat(answer.get("sequenceEnd").asLong()).isEqualTo(2);
        assertThat(answer.get("receipts").findValuesAsText("eventId"))
                .containsExactly(
                        first.get("event_id").asText(), second.get("event_id").asText());
    }
}
