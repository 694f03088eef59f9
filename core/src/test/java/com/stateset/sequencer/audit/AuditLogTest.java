package com.stateset.sequencer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.replay.EventTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditLogTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final EntityRef SUBJECT = new EntityRef("api_key", "0123456789abcdef");

    private final UUID tenant = UUID.randomUUID();
    private final StreamId stream = StreamId.auditLogOf(tenant);
    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer =
            Sequencer.builder().store(store).maxPayloadBytes(16).build();
    private final AuditLog log = sequencer.auditLog();

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void the_store_is_the_one_that_the_protocol_names() throws NoSuchAlgorithmException {
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest("VES_AUDIT_STORE_V1".getBytes(StandardCharsets.UTF_8));
        hash[6] = (byte) ((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(hash, 16));

        assertThat(StreamId.AUDIT_STORE).isEqualTo(new UUID(bytes.getLong(), bytes.getLong()));
    }

    @Test
    void an_entry_stands_before_the_deed_and_one_behind() {
        List<String> atTheDeed = new ArrayList<>();

        String result = log.perform(
                deed(Map.of("label", "till 3")),
                () -> {
                    entries().forEach(entry -> atTheDeed.add(entry.eventType()));
                    return "done";
                },
                done -> Map.of("number", 7));

        assertThat(result).isEqualTo("done");
        assertThat(atTheDeed).containsExactly("audit.begun");
        assertThat(types()).containsExactly("audit.begun", "api_key.revoked");
        Event begun = entries().get(0);
        assertThat(begun.entity()).isEqualTo(SUBJECT);
        assertThat(begun.sourceAgent()).isEqualTo(sequencer.identity().id());
        assertThat(payload(0).toString())
                .isEqualTo("{\"action\":\"api_key.revoked\","
                        + "\"actor\":{\"agent_id\":\"00000000-0000-0000-0000-000000000009\",\"id\":\"fedc\",\"kind\":\"api_key\"},"
                        + "\"deed\":\"" + begun.eventId()
                        + "\",\"details\":{\"label\":\"till 3\"},\"outcome\":\"begun\",\"request_id\":\"r-1\"}");
        assertThat(payload(1).get("deed").asText()).isEqualTo(begun.eventId().toString());
        assertThat(payload(1).get("outcome").asText()).isEqualTo("done");
        assertThat(payload(1).get("details").toString()).isEqualTo("{\"label\":\"till 3\",\"number\":7}");
    }

    @Test
    void a_deed_that_fails_says_so_and_nothing_of_what_was_sent() {
        assertThatThrownBy(() -> log.perform(deed(Map.of()), () -> {
                    throw new IllegalStateException("secret-of-the-caller");
                }))
                .hasMessage("secret-of-the-caller");

        assertThat(types()).containsExactly("audit.begun", "audit.failed");
        assertThat(payload(1).get("error").asText()).isEqualTo("IllegalStateException");
        assertThat(payload(1).get("action").asText()).isEqualTo("api_key.revoked");
        assertThat(payload(1).toString()).doesNotContain("secret");
    }

    @Test
    void a_deed_is_not_begun_if_its_entry_cannot_be_written() {
        List<String> deeds = new ArrayList<>();
        store.beforeAppend(group -> {
            throw new StoreUnavailableException("away", null);
        });

        assertThatThrownBy(() -> log.perform(deed(Map.of()), () -> deeds.add("done")))
                .isInstanceOf(StoreUnavailableException.class);

        assertThat(deeds).isEmpty();
    }

    @Test
    void a_deed_whose_last_entry_is_lost_does_not_pass_for_done() {
        assertThatThrownBy(() -> log.perform(deed(Map.of()), () -> {
                    store.beforeAppend(group -> {
                        throw new StoreUnavailableException("away", null);
                    });
                    return "done";
                }))
                .isInstanceOf(StoreUnavailableException.class);

        assertThat(types()).containsExactly("audit.begun");
    }

    @Test
    void the_deeds_own_exception_reaches_the_caller_in_any_case() {
        assertThatThrownBy(() -> log.perform(deed(Map.of()), () -> {
                    store.beforeAppend(group -> {
                        throw new StoreUnavailableException("away", null);
                    });
                    throw new IllegalStateException("its own");
                }))
                .hasMessage("its own")
                .satisfies(
                        e -> assertThat(e.getSuppressed()).hasAtLeastOneElementOfType(StoreUnavailableException.class));
    }

    @Test
    void events_of_others_are_refused_there() {
        NewEvent forged = NewEvent.builder()
                .entity("api_key", "0123456789abcdef")
                .eventType("api_key.revoked")
                .sourceAgent(sequencer.identity().id())
                .payload("{}")
                .build();

        for (Outcome outcome : List.of(
                sequencer.stream(stream).tryAppend(forged).outcomes().get(0),
                sequencer
                        .ingest(IngestBatch.of(stream, List.of(forged)))
                        .outcomes()
                        .get(0),
                sequencer.stream(stream)
                        .ingestAsync(List.of(forged))
                        .join()
                        .outcomes()
                        .get(0))) {
            assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
            assertThat(outcome.toString())
                    .contains("store_id " + StreamId.AUDIT_STORE
                            + " is the tenant's audit log, which only the sequencer writes");
        }
        assertThat(store.head(stream)).isZero();
    }

    @Test
    void a_key_in_the_sequencers_name_keeps_nothing_out() {
        sequencer
                .agentKeys()
                .register(new AgentKey(
                        tenant,
                        sequencer.identity().id(),
                        1,
                        SigningKey.generate().publicKey()));

        log.perform(deed(Map.of()), () -> "done");

        assertThat(types()).containsExactly("audit.begun", "api_key.revoked");
    }

    @Test
    void nothing_of_it_can_be_erased() {
        log.perform(deed(Map.of()), () -> "done");

        assertThatThrownBy(() -> sequencer.stream(stream).erase(SUBJECT, "mallory", "why not"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nothing of an audit log can be erased");
    }

    @Test
    void each_tenant_has_a_log_of_its_own() {
        log.perform(deed(Map.of()), () -> "done");

        assertThat(store.head(StreamId.auditLogOf(UUID.randomUUID()))).isZero();
        assertThat(store.head(stream)).isEqualTo(2);
    }

    @Test
    void any_text_can_be_written() {
        log.perform(
                deed(Map.of("label", "a\ud800\u0000\u202e\"", "stores", List.of("1", "2"), "limit", 60)), () -> "done");

        JsonNode details = payload(1).get("details");
        assertThat(details.get("label").asText()).isEqualTo("a?\u0000\u202e\"");
        assertThat(details.get("stores").toString()).isEqualTo("[\"1\",\"2\"]");
        assertThat(details.get("limit").asInt()).isEqualTo(60);
    }

    @Test
    void readers_of_a_programs_own_types_are_not_stopped_by_it() {
        log.perform(deed(Map.of()), () -> "done");

        int count = sequencer.replay(
                stream, 1, 2, EventTypes.<Object>builder().build().fold(() -> 0, (state, event) -> state + 1));

        assertThat(count).isZero();
    }

    @Test
    void one_that_is_off_does_the_deed_and_writes_nothing() {
        assertThat(AuditLog.none().perform(deed(Map.of()), () -> "done")).isEqualTo("done");

        assertThat(AuditLog.none().isOn()).isFalse();
        assertThat(log.isOn()).isTrue();
        assertThat(store.head(stream)).isZero();
    }

    private AuditDeed deed(Map<String, ?> details) {
        return new AuditDeed(
                tenant,
                new AuditActor("api_key", "fedc", new UUID(0, 9)),
                AuditAction.API_KEY_REVOKED,
                SUBJECT,
                details,
                "r-1");
    }

    private List<Event> entries() {
        return store.read(stream, ReadOptions.forwardsFrom(1)).events().stream()
                .map(SequencedEvent::event)
                .toList();
    }

    private List<String> types() {
        return entries().stream().map(Event::eventType).toList();
    }

    private JsonNode payload(int index) {
        Payload.Clear payload = (Payload.Clear) entries().get(index).payload();
        try {
            return JSON.readTree(payload.json().toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
