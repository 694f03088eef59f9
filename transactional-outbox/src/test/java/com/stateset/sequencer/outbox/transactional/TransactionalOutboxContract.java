package com.stateset.sequencer.outbox.transactional;

import static com.stateset.sequencer.outbox.transactional.Shop.SOON;
import static com.stateset.sequencer.outbox.transactional.Shop.event;
import static com.stateset.sequencer.outbox.transactional.Shop.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.NewEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an application may rely on in its own transactions, whichever database it has. */
abstract class TransactionalOutboxContract {

    Shop shop;

    abstract TestPlace place();

    @BeforeEach
    void open() {
        shop = new Shop(place());
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
    void what_can_never_be_accepted_is_refused_at_once() {
        NewEvent noJson = event("a").toBuilder().payload("{").build();
        NewEvent noDate = event("a").toBuilder().createdAt("yesterday").build();
        NewEvent noType = event("a").toBuilder().eventType("").build();
        for (NewEvent bad : List.of(noJson, noDate, noType)) {
            assertThatThrownBy(() -> shop.commit(event("b"), bad)).isInstanceOf(RuntimeException.class);
        }
        assertThat(shop.outbox.backlog().isEmpty()).isTrue();
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
                        .build());
        shop.commit(signed);
        shop.relayAll();
        assertThat(shop.log.find(signed.eventId()).orElseThrow().event()).satisfies(found -> {
            assertThat(found.sourceAgent()).isEqualTo(agent);
            assertThat(found.commandId()).isEqualTo(signed.commandId());
            assertThat(found.baseVersion()).isZero();
            assertThat(found.authorship().agentKeyId()).isEqualTo(7);
        });
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
