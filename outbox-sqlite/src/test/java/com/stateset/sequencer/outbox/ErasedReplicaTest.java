package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sealing.PayloadKey;
import com.stateset.sequencer.sealing.PayloadKeyring;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PulledPage;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.author.EventAuthor;
import com.stateset.sequencer.tck.sealing.FoundText;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of payloads here when the sequencer has erased them there. */
class ErasedReplicaTest {

    private static final String SECRET = "the-secret-of-the-shop";

    private final AgentSigner signer = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
    private final OutboxProfile profile = new OutboxProfile(ScriptedServer.STREAM, signer.agentId()).keyId(1);
    private final ScriptedServer server = new ScriptedServer().register(signer);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"DISABLED", "REQUIRED"})
    void the_payload_goes_and_everything_else_stays(Mode mode) {
        try (SqliteOutbox outbox = open(mode);
                SyncAgent agent = SyncAgent.builder(outbox, server).build()) {
            LocalEvent rejected = outbox.append(draft("o-1", "order.bad"));
            LocalEvent other = outbox.append(draft("o-2", "order.placed"));
            agent.syncOnce();
            LocalEvent rebased = outbox.rebase(rejected.eventId()).get(0);
            LocalEvent kept = outbox.append(draft("o-3", "order.placed"));
            outbox.discard(rebased.eventId());
            LocalEvent own = outbox.append(draft("o-1", "order.placed"));
            LocalEvent more = outbox.append(draft("o-1", "order.placed"));
            agent.syncOnce();
            List<Event> before =
                    outbox.list(0, 20).stream().map(LocalEvent::event).toList();

            erase("o-1");
            agent.syncOnce();

            for (LocalEvent event : List.of(rejected, rebased, own, more)) {
                assertThat(outbox.find(event.eventId()).orElseThrow().event())
                        .isEqualTo(event.event().withPayload(new Payload.Erased()));
            }
            for (LocalEvent event : List.of(own, more)) {
                assertThat(outbox.replica()
                                .find(event.eventId())
                                .orElseThrow()
                                .event()
                                .payload())
                        .isInstanceOf(Payload.Erased.class);
            }
            for (LocalEvent event : List.of(other, kept)) {
                assertThat(outbox.replica().find(event.eventId()).orElseThrow().event())
                        .isEqualTo(event.event());
            }
            assertThat(before).hasSize(outbox.list(0, 20).size());
            LocalEvent later = outbox.append(draft("o-1", "order.placed"));
            agent.syncOnce();
            assertThat(outbox.replica().find(later.eventId()).orElseThrow().event())
                    .isEqualTo(later.event());
        }
    }

    @Test
    void nothing_of_it_is_in_the_files_after_the_sync() {
        try (SqliteOutbox outbox = open(Mode.DISABLED);
                SyncAgent agent = SyncAgent.builder(outbox, server).build()) {
            for (int i = 0; i < 300; i++) {
                outbox.append(draft("o-" + i % 3, "order.placed"));
            }
            agent.syncOnce();
            for (String id : List.of("o-0", "o-1", "o-2")) {
                assertThat(FoundText.in(List.of(folder), SECRET + id)).isNotEmpty();
                erase(id);
                agent.syncOnce();
                assertThat(FoundText.in(List.of(folder), SECRET + id)).isEmpty();
            }
            assertThat(FoundText.in(List.of(folder), SECRET)).isEmpty();
        }
    }

    @Test
    void a_second_agent_gets_it_erased_and_resends_stay_duplicates() {
        LocalEvent own;
        try (SqliteOutbox outbox = open(Mode.DISABLED);
                SyncAgent agent = SyncAgent.builder(outbox, server).build()) {
            own = outbox.append(draft("o-1", "order.placed"));
            agent.push();
            erase("o-1");
            server.lie(ErasedReplicaTest::withoutPayload);
            agent.syncOnce();
            assertThat(outbox.find(own.eventId()).orElseThrow().state()).isInstanceOf(LocalState.Accepted.class);
            assertThat(outbox.append(draftOf(own)).event().payload()).isInstanceOf(Payload.Erased.class);
            assertThat(outbox.journal().lastStored()).isEmpty();
            agent.syncOnce();
            outbox.journal().goBackTo(0);
            assertThat(outbox.find(own.eventId()).orElseThrow().state()).isInstanceOf(LocalState.Discarded.class);
        }
    }

    @Test
    void a_record_that_the_sequencer_did_not_write_erases_nothing() {
        try (SqliteOutbox outbox = open(Mode.DISABLED);
                SyncAgent agent = SyncAgent.builder(outbox, server).build()) {
            LocalEvent own = outbox.append(draft("o-1", "order.placed"));
            agent.syncOnce();
            server.push(
                    signer.agentId(),
                    List.of(new EventAuthor(ScriptedServer.STREAM, signer.agentId(), signer).write(record("o-1"))));
            UUID stranger = UUID.randomUUID();
            server.push(stranger, List.of(new EventAuthor(ScriptedServer.STREAM, stranger, null).write(record("o-1"))));
            erase("{");
            agent.syncOnce();
            assertThat(outbox.replica().find(own.eventId()).orElseThrow().event())
                    .isEqualTo(own.event());
            assertThat(outbox.replica().pulledThrough()).isEqualTo(4);
        }
    }

    private SqliteOutbox open(Mode mode) {
        PayloadEncryption encryption = mode == Mode.DISABLED
                ? PayloadEncryption.disabled()
                : PayloadEncryption.of(mode, PayloadKeyring.of(PayloadKey.of(new byte[PayloadKey.LENGTH])));
        return SqliteOutbox.open(folder.resolve("outbox.db"), profile, signer, encryption);
    }

    private void erase(String id) {
        UUID sequencer = server.sequencer().sequencerId();
        Event record = new EventAuthor(ScriptedServer.STREAM, sequencer, null).write(record(id));
        assertThat(record.authorship()).isInstanceOf(Authorship.Unsigned.class);
        server.push(sequencer, List.of(record));
    }

    /** As the server shows it from then on. */
    private static PulledPage withoutPayload(PulledPage page) {
        return new PulledPage(
                page.events().stream()
                        .map(event -> event.sequenced().event().entity().equals(new EntityRef("order", "o-1"))
                                ? new PulledEvent(
                                        event.sequenced().withPayload(new Payload.Erased()),
                                        event.receiptHash(),
                                        event.receiptSignature())
                                : event)
                        .toList(),
                page.headSequence());
    }

    private static NewEvent record(String id) {
        return NewEvent.builder()
                .entity("ves.erasure", "log")
                .eventType("ves.entity_erased")
                .payload("{\"entity_id\":\"" + id
                        + "\",\"entity_type\":\"order\",\"erased_by\":\"an administrator\",\"reason\":\"asked to\"}")
                .build();
    }

    private static NewEvent draft(String entity, String type) {
        return NewEvent.builder()
                .entity("order", entity)
                .eventType(type)
                .payload("{\"note\":\"" + SECRET + entity + "\"}")
                .correlationId(SECRET + entity)
                .build();
    }

    private static NewEvent draftOf(LocalEvent event) {
        return NewEvent.builder()
                .eventId(event.eventId())
                .entity("order", "o-1")
                .eventType("order.placed")
                .createdAt(event.event().createdAt().text())
                .payload("{\"note\":\"" + SECRET + "o-1\"}")
                .build();
    }
}
