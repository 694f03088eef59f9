package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sealing.PayloadKey;
import com.stateset.sequencer.sealing.PayloadKeyring;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.tck.sealing.FoundText;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads at rest in an agent's file: own ones and pulled ones. */
class EncryptedOutboxTest {

    private static final String SECRET = "the-secret-of-the-shop";
    private static final PayloadKey OLD = key(1);
    private static final PayloadKey NEW = key(2);

    private final AgentSigner signer = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
    private final OutboxProfile profile = new OutboxProfile(ScriptedServer.STREAM, signer.agentId()).keyId(1);
    private final ScriptedServer server = new ScriptedServer().register(signer);

    @TempDir
    private Path folder;

    @Test
    void nothing_of_a_payload_is_in_the_files() {
        try (SqliteOutbox outbox = open(required(OLD));
                SyncAgent agent = agent(outbox)) {
            LocalEvent rejected = outbox.append(draft("order.bad"));
            outbox.append(draft("order.placed"));
            agent.syncOnce();
            LocalEvent anew = outbox.rebase(rejected.eventId()).get(0);
            assertThat(text(anew)).contains(SECRET);
            outbox.append(draft("order.placed"));
            assertThat(outbox.replica().read(1, 10))
                    .singleElement()
                    .satisfies(event -> assertThat(event.event().payload()).isInstanceOf(Payload.Clear.class));
            assertThat(FoundText.in(List.of(folder), SECRET)).isEmpty();
            assertThat(FoundText.in(List.of(folder), "order.placed")).isNotEmpty();
        }
        assertThat(FoundText.in(List.of(folder), SECRET)).isEmpty();
        assertThat(SqliteOutbox.inspect(file()).orElseThrow().payloadEncryption())
                .isEqualTo(Mode.REQUIRED);
    }

    @Test
    void it_is_sent_as_it_was_written() {
        try (SqliteOutbox outbox = open(required(OLD));
                SyncAgent agent = agent(outbox)) {
            LocalEvent event = outbox.append(draft("order.placed"));
            agent.syncOnce();
            assertThat(server.batches().get(0)).containsExactly(event.event());
            assertThat(outbox.replica().find(event.eventId()).orElseThrow().event())
                    .isEqualTo(event.event());
        }
    }

    @Test
    void a_file_that_is_encrypted_is_not_used_without_its_keys() {
        LocalEvent event;
        try (SqliteOutbox outbox = open(required(OLD))) {
            event = outbox.append(draft("order.placed"));
        }
        assertThatThrownBy(() -> SqliteOutbox.open(file(), profile, signer))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageContaining("the payloads in this outbox are encrypted");
        try (SqliteOutbox outbox = open(required(NEW))) {
            assertThatThrownBy(() -> outbox.list(0, 10))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageContaining(event.eventId().toString())
                    .hasMessageContaining("there is no key");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequencer_outbox_events", "sequencer_replica_events"})
    void a_payload_that_was_moved_names_the_event(String table) throws SQLException {
        try (SqliteOutbox outbox = open(required(OLD));
                SyncAgent agent = agent(outbox)) {
            outbox.append(draft("order.placed"));
            LocalEvent second = outbox.append(draft("order.placed"));
            agent.syncOnce();
            run("update " + table + " set payload = (select payload from " + table
                    + " where rowid = 1) where rowid = 2");
            assertThatThrownBy(() -> {
                        outbox.list(0, 10);
                        outbox.replica().read(1, 10);
                    })
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageContaining(second.eventId().toString())
                    .hasMessageContaining("was altered, or was sealed for another place");
        }
    }

    @Test
    void a_file_with_clear_payloads_is_encrypted_by_one_call() {
        try (SqliteOutbox outbox = open(PayloadEncryption.disabled());
                SyncAgent agent = agent(outbox)) {
            for (int i = 0; i < 700; i++) {
                outbox.append(draft("order.placed"));
            }
            agent.syncOnce();
        }
        assertThat(FoundText.in(List.of(folder), SECRET)).isNotEmpty();
        assertThatThrownBy(() -> open(required(OLD)))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageContaining("are in the clear");
        List<LocalEvent> before;
        try (SqliteOutbox outbox = open(encryption(Mode.OPTIONAL, OLD))) {
            before = outbox.list(0, 1000);
            assertThat(outbox.encryptPayloads(done -> {})).isEqualTo(1400);
            assertThat(FoundText.in(List.of(folder), SECRET)).isEmpty();
            assertThat(outbox.list(0, 1000)).isEqualTo(before);
        }
        try (SqliteOutbox outbox = open(encryption(Mode.REQUIRED, NEW, OLD))) {
            assertThat(outbox.encryptPayloads(done -> {})).isEqualTo(1400);
        }
        try (SqliteOutbox outbox = open(required(NEW))) {
            assertThat(outbox.list(0, 1000)).isEqualTo(before);
            assertThat(outbox.replica().read(1, 1000)).hasSize(700);
        }
    }

    @Test
    void who_opened_it_before_writes_nothing_in_the_clear() {
        try (SqliteOutbox old = open(PayloadEncryption.disabled());
                SqliteOutbox outbox = open(encryption(Mode.OPTIONAL, OLD))) {
            assertThatThrownBy(() -> old.append(draft("order.placed")))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageContaining("are encrypted");
            outbox.append(draft("order.placed"));
            agent(outbox).push();
            assertThatThrownBy(() -> agent(old).pull()).isInstanceOf(StoreFailedException.class);
        }
        assertThat(FoundText.in(List.of(folder), SECRET)).isEmpty();
    }

    @Test
    void a_walk_that_was_broken_off_is_done_again() {
        try (SqliteOutbox outbox = open(PayloadEncryption.disabled())) {
            IntStream.range(0, 1200).forEach(i -> outbox.append(draft("order.placed")));
        }
        try (SqliteOutbox outbox = open(encryption(Mode.OPTIONAL, OLD))) {
            assertThatThrownBy(() -> outbox.encryptPayloads(done -> {
                        throw new IllegalStateException("killed");
                    }))
                    .hasMessage("killed");
        }
        assertThat(SqliteOutbox.inspect(file()).orElseThrow().payloadEncryption())
                .isEqualTo(Mode.OPTIONAL);
        try (SqliteOutbox outbox = open(encryption(Mode.OPTIONAL, OLD))) {
            assertThat(outbox.list(0, 2000)).hasSize(1200);
            outbox.encryptPayloads(done -> {});
        }
        assertThat(FoundText.in(List.of(folder), SECRET)).isEmpty();
        open(required(OLD)).close();
    }

    private Path file() {
        return folder.resolve("outbox.db");
    }

    private SqliteOutbox open(PayloadEncryption encryption) {
        return SqliteOutbox.open(file(), profile, signer, encryption);
    }

    private SyncAgent agent(SqliteOutbox outbox) {
        return SyncAgent.builder(outbox, server).build();
    }

    private void run(String sql) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static String text(LocalEvent event) {
        return ((Payload.Clear) event.event().payload()).json().toString();
    }

    private static PayloadEncryption required(PayloadKey key) {
        return encryption(Mode.REQUIRED, key);
    }

    private static PayloadEncryption encryption(Mode mode, PayloadKey current, PayloadKey... earlier) {
        return PayloadEncryption.of(mode, PayloadKeyring.of(current, earlier));
    }

    private static PayloadKey key(int first) {
        byte[] secret = new byte[PayloadKey.LENGTH];
        secret[0] = (byte) first;
        return PayloadKey.of(secret);
    }

    private static NewEvent draft(String type) {
        return NewEvent.builder()
                .entity("order", "o-" + UUID.randomUUID())
                .eventType(type)
                .payload("{\"note\":\"" + SECRET + "\"}")
                .build();
    }
}
