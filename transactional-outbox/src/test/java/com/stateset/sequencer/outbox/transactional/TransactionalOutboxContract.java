package com.stateset.sequencer.outbox.transactional;

import static com.stateset.sequencer.outbox.transactional.Shop.SOON;
import static com.stateset.sequencer.outbox.transactional.Shop.event;
import static com.stateset.sequencer.outbox.transactional.Shop.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.encryption.Decryption;
import com.stateset.sequencer.encryption.EventDecryptor;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EncryptedPayload;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an application may rely on in its own transactions, whichever database it has. */
abstract class TransactionalOutboxContract {

    TestPlace place;
    Shop shop;

    abstract TestPlace place();

    @BeforeEach
    void open() {
        place = place();
        shop = new Shop(place);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void a_committed_event_is_sequenced_and_its_row_goes() {
        NewEvent paid = event("a");
        try (OutboxRelay relay = shop.startRelay()) {
            shop.commit(paid);
            OutboxOutcome outcome = shop.outcome(paid);
            assertThat(outcome).isInstanceOfSatisfying(OutboxOutcome.Sequenced.class, found -> {
                assertThat(found.event().sequenceNumber()).isEqualTo(1);
                assertThat(found.event().event().createdAt().text()).isEqualTo(paid.createdAt());
            });
            shop.awaitNothingPending();
            assertThat(relay.health().isWell()).isTrue();
        }
        assertThat(shop.outbox.backlog().isEmpty()).isTrue();
        assertThat(shop.logged()).isEqualTo(ids(paid));
    }

    @Test
    void a_rollback_leaves_nothing() throws SQLException {
        NewEvent lost = event("a");
        NewEvent kept = event("a");
        try (Connection connection = shop.database.getConnection()) {
            connection.setAutoCommit(false);
            shop.outbox.in(connection).append(lost, event("b"));
            connection.rollback();
            shop.outbox.in(connection).append(kept);
            connection.commit();
        }
        shop.relayAll();
        assertThat(shop.logged()).isEqualTo(ids(kept));
        assertThatThrownBy(() -> shop.outbox.receiptOf(lost.eventId(), Duration.ofMillis(50)))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining(lost.eventId() + " has no outcome after PT0.05S");
    }

    @Test
    void event_and_change_are_of_one_transaction() throws SQLException {
        try (Connection connection = shop.database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table shipped (id text)");
            connection.setAutoCommit(false);
            statement.execute("insert into shipped values ('a')");
            shop.outbox.in(connection).append(event("a"));
            connection.rollback();
            assertThat(statement.executeQuery("select 1 from shipped").next()).isFalse();
            connection.rollback();
        }
        assertThat(shop.outbox.backlog().isEmpty()).isTrue();
    }

    @Test
    void a_receipt_has_a_deadline_while_no_relay_runs() {
        NewEvent waiting = event("a");
        shop.commit(waiting);
        assertThatThrownBy(() -> shop.outbox.receiptOf(waiting.eventId(), Duration.ofMillis(50)))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(shop.outbox.backlog().pending()).isEqualTo(1);
        assertThat(shop.outbox.backlog().oldestPending()).isPresent();
    }

    @Test
    void without_a_transaction_nothing_is_appended() throws SQLException {
        try (Connection connection = shop.database.getConnection()) {
            OutboxTransaction joined = shop.outbox.in(connection);
            assertThatThrownBy(() -> joined.append(event("a")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("there is no transaction to join");
        }
    }

    @Test
    void a_read_only_transaction_is_not_written_in() throws SQLException {
        for (List<NewEvent> events : List.of(List.of(event("a")), List.of(event("a"), event("b")))) {
            try (Connection connection = shop.database.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute(place.isPostgres() ? "set transaction read only" : "pragma query_only = on");
                OutboxTransaction joined = shop.outbox.in(connection);
                assertThatThrownBy(() -> joined.append(events))
                        .isInstanceOf(StoreFailedException.class)
                        .hasMessage("the transaction or the database is read-only,"
                                + " so nothing can be written into the transactional outbox");
                connection.rollback();
            }
        }
        assertThat(shop.outbox.backlog().isEmpty()).isTrue();
    }

    @Test
    void what_can_never_be_accepted_is_refused_at_once() {
        NewEvent noJson = event("a").toBuilder().payload("{").build();
        NewEvent noDate = event("a").toBuilder().createdAt("yesterday").build();
        NewEvent noType = event("a").toBuilder().eventType("").build();
        NewEvent noHash = event("a").toBuilder().payloadHash("12").build();
        NewEvent otherHash = event("a").toBuilder().payloadHash("12".repeat(32)).build();
        NewEvent reserved =
                event("a").toBuilder().entity(Erasure.LOG.type(), "x").build();
        AgentSigner signer = new AgentSigner(UUID.randomUUID(), 7, SigningKey.generate());
        RecipientKey recipient = new RecipientKey(3, X25519PrivateKey.generate().publicKey());
        NewEvent signed = signer.sign(TestPlace.STREAM, event("a"));
        NewEvent encrypted = signer.sign(TestPlace.STREAM, event("a"), Recipients.of(recipient));
        EncryptedPayload payload = Objects.requireNonNull(encrypted.encryptedPayload());
        NewEvent unsigned = encrypted.toBuilder().signature(null).build();
        NewEvent plainClaim =
                encrypted.toBuilder().signature(signed.signature()).build();
        NewEvent notEncrypted =
                signed.toBuilder().signature(encrypted.signature()).build();
        NewEvent malformed = encrypted.toBuilder()
                .encryptedPayload(new EncryptedPayload(
                        payload.version(),
                        payload.aead(),
                        "AAAA",
                        payload.ciphertext(),
                        payload.tag(),
                        payload.hpke(),
                        payload.recipients()))
                .build();
        for (NewEvent bad : List.of(
                noJson, noDate, noType, noHash, otherHash, reserved, unsigned, plainClaim, notEncrypted, malformed)) {
            assertThatThrownBy(() -> shop.commit(event("b"), bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(shop.outbox.backlog().isEmpty()).isTrue();
    }

    @Test
    void the_audit_log_is_not_written_to() throws SQLException {
        StreamId audit = StreamId.auditLogOf(TestPlace.STREAM.tenantId());
        try (Connection connection = shop.database.getConnection()) {
            connection.setAutoCommit(false);
            OutboxTransaction joined = TransactionalOutbox.in(connection, audit);
            assertThatThrownBy(() -> joined.append(event("a")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is the tenant's audit log");
        }
    }

    @Test
    void the_tables_are_found_while_a_transaction_is_open() throws SQLException {
        try (Connection connection = shop.database.getConnection();
                Connection other = shop.database.getConnection()) {
            connection.setAutoCommit(false);
            shop.outbox.in(connection).append(event("a"));
            TransactionalOutbox.createTables(other);
            connection.commit();
        }
        assertThat(shop.outbox.backlog().pending()).isEqualTo(1);
    }

    @Test
    void the_same_event_again_is_one_event() {
        NewEvent once = event("a");
        shop.commit(once, once);
        shop.commit(once);
        assertThat(shop.outbox.backlog().pending()).isEqualTo(1);
        shop.relayAll();
        shop.commit(once);
        shop.relayAll();
        assertThat(shop.logged()).isEqualTo(ids(once));
        assertThat(shop.outbox.backlog().isEmpty()).isTrue();
    }

    @Test
    void an_id_with_other_content_undoes_only_its_own_call() {
        NewEvent first = event("a");
        shop.commit(first);
        NewEvent other = first.toBuilder().payload("{}").build();
        NewEvent before = event("b");
        shop.commit((joined, connection) -> {
            joined.append(before);
            assertThatThrownBy(() -> joined.append(event("c"), other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("names another event that waits in the outbox");
        });
        shop.relayAll();
        assertThat(shop.logged()).isEqualTo(ids(first, before));
    }

    @Test
    void everything_that_was_given_arrives() {
        UUID agent = UUID.randomUUID();
        AgentSigner signer = new AgentSigner(agent, 7, SigningKey.generate());
        AgentKey key = signer.agentKey(TestPlace.STREAM.tenantId());
        assertThat(shop.sequencer.agentKeys().register(key).keyId()).isEqualTo(7);
        NewEvent signed = signer.sign(
                TestPlace.STREAM,
                event("a", 0L).toBuilder()
                        .sourceAgent(agent)
                        .commandId(UUID.randomUUID())
                        .metadata(Map.of("correlation_id", "c-1", "till", "7 \u00e4"))
                        .tags(List.of("course:c1", "x\"y"))
                        .build());
        shop.commit(signed);
        shop.relayAll();
        assertThat(shop.log.find(signed.eventId()).orElseThrow().event()).satisfies(found -> {
            assertThat(found.sourceAgent()).isEqualTo(agent);
            assertThat(found.commandId()).isEqualTo(signed.commandId());
            assertThat(found.baseVersion()).isZero();
            assertThat(found.authorship().agentKeyId()).isEqualTo(7);
            assertThat(found.metadata().entries()).isEqualTo(signed.metadata()).hasSize(2);
            assertThat(found.tags().values()).containsExactly("course:c1", "x\"y");
        });
    }

    @Test
    void a_payload_encrypted_end_to_end_arrives() {
        AgentSigner signer = new AgentSigner(UUID.randomUUID(), 7, SigningKey.generate());
        assertThat(shop.sequencer.agentKeys().register(signer.agentKey(TestPlace.STREAM.tenantId())))
                .isNotNull();
        X25519PrivateKey key = X25519PrivateKey.generate();
        NewEvent clear = event("a");
        NewEvent encrypted = signer.sign(TestPlace.STREAM, clear, Recipients.of(new RecipientKey(3, key.publicKey())));
        shop.commit(encrypted);
        shop.commit(encrypted);
        shop.relayAll();
        Event found = shop.log.find(encrypted.eventId()).orElseThrow().event();
        assertThat(EventDecryptor.of(Map.of(3L, key)).decrypt(found))
                .isInstanceOfSatisfying(
                        Decryption.Opened.class,
                        opened -> assertThat(opened.payload()).isEqualTo(clear.canonicalPayload()));
    }

    @Test
    void a_batch_is_bounded_by_all_that_its_rows_hold() throws SQLException {
        AgentSigner signer = new AgentSigner(UUID.randomUUID(), 7, SigningKey.generate());
        RecipientKey recipient = new RecipientKey(3, X25519PrivateKey.generate().publicKey());
        shop.commit(
                signer.sign(TestPlace.STREAM, event("a"), Recipients.of(recipient)),
                event("b").toBuilder().metadata(Map.of("k", "v".repeat(2000))).build(),
                event("c"));
        try (Connection connection = shop.database.getConnection()) {
            List<WaitingRow> rows =
                    JdbcWork.run(connection, session -> new RowTable(session, TestPlace.STREAM).pending(10, 1000));
            assertThat(rows).hasSize(1);
            rows = JdbcWork.run(connection, session -> new RowTable(session, TestPlace.STREAM).pending(10, 5000));
            assertThat(rows).hasSize(3);
        }
    }

    @Test
    void a_long_encrypted_payload_is_read_again() throws SQLException {
        AgentSigner signer = new AgentSigner(UUID.randomUUID(), 7, SigningKey.generate());
        RecipientKey recipient = new RecipientKey(3, X25519PrivateKey.generate().publicKey());
        // As base64, longer than the 20,000,000 characters that Jackson reads by itself.
        NewEvent clear = event("a").toBuilder()
                .payload('"' + "x".repeat(15_000_001) + '"')
                .build();
        NewEvent encrypted = signer.sign(TestPlace.STREAM, clear, Recipients.of(recipient));
        shop.commit(encrypted);
        try (Connection connection = shop.database.getConnection()) {
            NewEvent found = JdbcWork.run(
                    connection, session -> new RowTable(session, TestPlace.STREAM).contentOf(encrypted.eventId()));
            assertThat(Objects.requireNonNull(found).encryptedPayload()).isEqualTo(encrypted.encryptedPayload());
        }
    }

    @Test
    void the_events_of_a_command_come_in_one_call() {
        UUID command = UUID.randomUUID();
        NewEvent first = event("a").toBuilder().commandId(command).build();
        NewEvent second = event("b").toBuilder().commandId(command).build();
        shop.commit(first);
        assertThatThrownBy(() -> shop.commit(second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("command_id " + command
                        + " has other events that wait in the outbox: the events of one command come in one call");
        shop.commit(first);
        shop.relayAll();
        assertThat(shop.logged()).isEqualTo(ids(first));
    }

    @Test
    void an_event_that_was_sequenced_unmarked_is_not_doubled() {
        NewEvent event = event("a");
        shop.commit(event, event("a"));
        shop.log.append(event);
        shop.relayAll();
        assertThat(shop.logged()).hasSize(2).startsWith(event.eventId());
        assertThat(shop.outbox.backlog().isEmpty()).isTrue();
    }

    @Test
    void a_command_goes_whole_however_small_the_batches_are() {
        List<NewEvent> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            UUID command = UUID.randomUUID();
            NewEvent[] events = new NewEvent[3];
            for (int k = 0; k < 3; k++) {
                events[k] = event("e" + k).toBuilder().commandId(command).build();
            }
            shop.commit(events);
            all.addAll(List.of(events));
        }
        try (OutboxRelay relay = OutboxRelay.builder(shop.database, shop.sequencer)
                .maxBatch(2, 10)
                .start()) {
            shop.awaitNothingPending();
            assertThat(relay.health().isWell()).isTrue();
        }
        assertThat(shop.logged()).isEqualTo(all.stream().map(NewEvent::eventId).toList());
    }

    @Test
    void streams_do_not_wait_for_each_other() {
        NewEvent here = event("a");
        NewEvent there = event("a");
        UUID tenant = UUID.randomUUID();
        TransactionalOutbox other =
                TransactionalOutbox.of(shop.database, shop.sequencer.stream(tenant, UUID.randomUUID()));
        shop.commit((joined, connection) -> {
            joined.append(here);
            other.in(connection).append(there);
        });
        try (OutboxRelay relay = shop.startRelay()) {
            assertThat(shop.outcome(here)).isInstanceOf(OutboxOutcome.Sequenced.class);
            assertThat(other.receiptOf(there.eventId(), SOON)).isInstanceOf(OutboxOutcome.Sequenced.class);
            assertThat(relay.health().isRunning()).isTrue();
        }
    }
}
