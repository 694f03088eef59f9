package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.KeyUnusableException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.agent.OwnKey;
import com.stateset.sequencer.sync.agent.SyncAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an outbox knows of the key that it signs with. */
class OutboxKeyTest {

    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    private final UUID agentId = UUID.randomUUID();
    private final AgentSigner first = new AgentSigner(agentId, 1, SigningKey.generate());
    private final OutboxProfile profile = new OutboxProfile(ScriptedServer.STREAM, agentId).keyId(1);
    private final ScriptedServer server = new ScriptedServer().register(first);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("outbox.db");
    }

    @Test
    void a_key_id_stands_for_the_first_key_used_with_it() {
        try (SqliteOutbox outbox = SqliteOutbox.open(file, profile, first)) {
            outbox.append(draft());
            assertThat(outbox.key().publicKey()).isEqualTo(first.key().publicKey());
        }
        AgentSigner foreign = new AgentSigner(agentId, 1, SigningKey.generate());
        assertThatThrownBy(() -> SqliteOutbox.open(file, profile, foreign))
                .isInstanceOf(KeyUnusableException.class)
                .hasMessageContaining("is not key 1 of agent " + agentId);
        AgentSigner second = new AgentSigner(agentId, 2, SigningKey.generate());
        SqliteOutbox.open(file, profile.keyId(2), second).close();
        assertThat(SqliteOutbox.inspect(file)
                        .flatMap(OutboxFacts::key)
                        .orElseThrow()
                        .publicKey())
                .isEqualTo(second.key().publicKey());
    }

    @Test
    void a_revocation_is_learned_at_a_sync_and_binds_offline() throws SQLException {
        LocalEvent conflict;
        try (SqliteOutbox outbox = SqliteOutbox.open(file, profile, first)) {
            conflict = outbox.append(bad());
            sync(outbox);
            server.lieAboutKeys(OutboxKeyTest::withFirstKeyRevoked);
            sync(outbox);
            assertThat(outbox.key().revokedAt()).isEqualTo(NOON);
            assertRefused(() -> outbox.append(draft()));
        }
        server.lieAboutKeys(UnaryOperator.identity());
        try (SqliteOutbox outbox = SqliteOutbox.open(file, profile, first);
                Connection application = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            sync(outbox);
            application.setAutoCommit(false);
            assertRefused(() -> outbox.append(draft()));
            assertRefused(() -> outbox.append(application, draft()));
            assertRefused(() -> outbox.rebase(conflict.eventId()));
            assertThat(outbox.list(0, 10)).hasSize(1);
            assertThat(outbox.discard(conflict.eventId())).hasSize(1);
        }
    }

    @Test
    void the_next_key_signs_what_the_revoked_one_cannot() {
        LocalEvent conflict;
        AgentSigner second = new AgentSigner(agentId, 2, SigningKey.generate());
        try (SqliteOutbox outbox = SqliteOutbox.open(file, profile, first)) {
            conflict = outbox.append(bad());
            sync(outbox);
            outbox.journal().keyRevoked(1, NOON);
            outbox.journal().keyRevoked(2, NOON);
        }
        server.register(second);
        try (SqliteOutbox outbox = SqliteOutbox.open(file, profile.keyId(2), second)) {
            assertThat(outbox.key().revokedAt()).isNull();
            LocalEvent anew = outbox.rebase(conflict.eventId()).get(0);
            assertThat(anew.event().authorship().agentKeyId()).isEqualTo(2);
            LocalEvent more = outbox.append(draft());
            sync(outbox);
            assertThat(outbox.find(more.eventId()).orElseThrow().state()).isInstanceOf(LocalState.Accepted.class);
        }
    }

    @Test
    void a_program_that_names_no_profile_changes_no_key() {
        SqliteOutbox.open(file, profile, first).close();
        AgentSigner second = new AgentSigner(agentId, 2, SigningKey.generate());
        try (SqliteOutbox late = SqliteOutbox.reopen(
                file,
                found -> {
                    SqliteOutbox.open(file, profile.keyId(2), second).close();
                    return first;
                },
                PayloadEncryption.disabled())) {
            assertThat(late.profile().keyId()).isEqualTo(1);
        } catch (KeyUnusableException e) {
            assertThat(e).hasMessageContaining("is not key 2");
        }
        assertThat(SqliteOutbox.inspect(file).orElseThrow().profile().keyId()).isEqualTo(2);
    }

    @Test
    void a_directory_with_another_key_stops_the_sync() {
        AgentSigner other = new AgentSigner(agentId, 1, SigningKey.generate());
        try (SqliteOutbox outbox = SqliteOutbox.open(file, profile, other)) {
            outbox.append(draft());
            assertThatThrownBy(() -> sync(outbox))
                    .isInstanceOf(KeyUnusableException.class)
                    .hasMessageContaining("the server has another key 1 of agent " + agentId);
            assertThat(server.batches()).isEmpty();
        }
    }

    @Test
    void a_directory_that_is_not_signed_revokes_nothing() {
        try (SqliteOutbox outbox = SqliteOutbox.open(file, profile, first)) {
            server.lieAboutKeys(directory -> unsigned(withFirstKeyRevoked(directory)));
            assertThatThrownBy(() -> sync(outbox)).isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> OwnKey.ask(outbox, server)).isInstanceOf(VerificationException.class);
            assertThat(outbox.key().revokedAt()).isNull();
        }
    }

    @Test
    void a_revocation_is_learned_by_asking_for_it() {
        try (SqliteOutbox outbox = SqliteOutbox.open(file, profile, first)) {
            assertThat(OwnKey.ask(outbox, server).find(1).orElseThrow().revokedAt())
                    .isNull();
            assertThat(outbox.key().revokedAt()).isNull();
            server.lieAboutKeys(OutboxKeyTest::withFirstKeyRevoked);
            assertThat(OwnKey.ask(outbox, server).find(1).orElseThrow().revokedAt())
                    .isEqualTo(NOON);
            assertThat(outbox.key().revokedAt()).isEqualTo(NOON);
            assertThat(outbox.journal().sequencer()).contains(server.sequencer());
        }
    }

    @Test
    void the_revocation_of_another_key_under_the_id_is_not_kept() {
        AgentSigner other = new AgentSigner(agentId, 1, SigningKey.generate());
        try (SqliteOutbox outbox = SqliteOutbox.open(file, profile, other)) {
            server.lieAboutKeys(OutboxKeyTest::withFirstKeyRevoked);
            OwnKey.ask(outbox, server);
            assertThat(outbox.key().revokedAt()).isNull();
        }
    }

    @Test
    void another_device_with_the_same_identity_is_noticed() throws IOException {
        try (SqliteOutbox outbox = SqliteOutbox.open(file, profile, first)) {
            outbox.append(draft());
            sync(outbox);
        }
        Path copy = folder.resolve("copy.db");
        Files.copy(file, copy);
        try (SqliteOutbox outbox = SqliteOutbox.open(file, profile, first);
                SqliteOutbox other = SqliteOutbox.open(copy, profile, first);
                SqliteOutbox fresh = SqliteOutbox.open(folder.resolve("fresh.db"), profile, first)) {
            other.append(draft());
            sync(other);
            sync(outbox);
            sync(fresh);
            assertThat(outbox.status().fromOtherDevices()).isEqualTo(1);
            assertThat(other.status().fromOtherDevices()).isZero();
            assertThat(fresh.status().fromOtherDevices()).isZero();
            outbox.append(draft());
            sync(outbox);
            sync(other);
            sync(fresh);
            assertThat(outbox.status().fromOtherDevices()).isEqualTo(1);
            assertThat(other.status().fromOtherDevices()).isEqualTo(1);
            assertThat(fresh.status().fromOtherDevices()).isEqualTo(1);
        }
    }

    private static KeyDirectory withFirstKeyRevoked(KeyDirectory directory) {
        return new KeyDirectory(
                directory.tenantId(),
                directory.agentId(),
                directory.keys().stream()
                        .map(key -> key.keyId() == 1 ? revoked(key) : key)
                        .toList(),
                directory.signedHash(),
                directory.signature());
    }

    private static AgentKey revoked(AgentKey key) {
        return key.revokedAt(NOON);
    }

    private static KeyDirectory unsigned(KeyDirectory directory) {
        return new KeyDirectory(
                directory.tenantId(), directory.agentId(), directory.keys(), directory.signedHash(), null);
    }

    private void sync(SqliteOutbox outbox) {
        try (SyncAgent agent = SyncAgent.builder(outbox, server).build()) {
            agent.syncOnce();
        }
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(KeyUnusableException.class)
                .hasMessageContaining("was revoked at " + NOON + ", so nothing may be signed with it any more");
    }

    private static NewEvent draft() {
        return draft("order.placed");
    }

    private static NewEvent bad() {
        return draft("order.bad");
    }

    private static NewEvent draft(String type) {
        return NewEvent.builder()
                .entity("order", "o-" + UUID.randomUUID())
                .eventType(type)
                .payload("{}")
                .build();
    }
}
