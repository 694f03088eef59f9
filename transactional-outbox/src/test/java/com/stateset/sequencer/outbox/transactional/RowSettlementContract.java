package com.stateset.sequencer.outbox.transactional;

import static com.stateset.sequencer.outbox.transactional.Shop.SOON;
import static com.stateset.sequencer.outbox.transactional.Shop.event;
import static com.stateset.sequencer.outbox.transactional.Shop.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rejected events: seen, and settled by retry, rebase or discard. */
abstract class RowSettlementContract {

    private final NewEvent foreign = event("a");
    private final NewEvent stale = event("a", 0L);
    private final NewEvent follower = event("a", 1L);
    private final NewEvent last = event("a");
    private final NewEvent other = event("b");
    private Shop shop;

    abstract TestPlace place();

    /** Another writer was first: what the application committed on top of nothing is rejected. */
    @BeforeEach
    void reject() {
        shop = new Shop(place());
        shop.log.append(foreign);
        shop.commit(stale, follower);
        shop.commit(last, other);
        shop.relayAll();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void a_rejection_is_seen_and_holds_back_its_entity_only() {
        assertThat(shop.logged()).isEqualTo(ids(foreign, other));
        assertThat(shop.outbox.rejected(10)).singleElement().satisfies(row -> {
            assertThat(row.eventId()).isEqualTo(stale.eventId());
            assertThat(row.isConflict()).isTrue();
            assertThat(row.reason()).isEqualTo("version_conflict: expected 0, actual 1");
            assertThat(row.message()).isEqualTo("base_version is 0 but the entity is at version 1");
        });
        assertThat(shop.outbox.backlog())
                .isEqualTo(new OutboxBacklog(0, 2, 1, shop.outbox.backlog().oldestPending()));
        assertThat(shop.outcome(stale)).isInstanceOf(OutboxOutcome.Rejected.class);
        assertThat(shop.outcome(follower)).isInstanceOf(OutboxOutcome.Blocked.class);
        assertThat(shop.outcome(last)).isInstanceOf(OutboxOutcome.Blocked.class);
    }

    @Test
    void what_is_appended_behind_a_rejected_one_waits_too() {
        NewEvent late = event("a");
        shop.commit(late);
        shop.relayAll();
        assertThat(shop.outcome(late)).isInstanceOf(OutboxOutcome.Blocked.class);
        assertThat(shop.logged()).isEqualTo(ids(foreign, other));
    }

    @Test
    void a_command_behind_a_rejected_one_holds_its_entities_back() {
        UUID command = UUID.randomUUID();
        NewEvent onStuck = event("a").toBuilder().commandId(command).build();
        NewEvent onFree = event("c").toBuilder().commandId(command).build();
        NewEvent behind = event("c");
        shop.commit(onStuck, onFree);
        shop.commit(behind);
        shop.relayAll();
        assertThat(shop.outcome(onFree)).isInstanceOf(OutboxOutcome.Blocked.class);
        assertThat(shop.outcome(behind)).isInstanceOf(OutboxOutcome.Blocked.class);
        shop.outbox.discard(stale.eventId());
        shop.relayAll();
        assertThat(shop.outcome(behind)).isInstanceOf(OutboxOutcome.Blocked.class);
        shop.outbox.rebase(follower.eventId());
        shop.relayAll();
        assertThat(shop.logged("c")).isEqualTo(ids(onFree, behind));
    }

    @Test
    void a_retry_is_judged_again_in_its_old_place() {
        shop.outbox.retry(stale.eventId());
        shop.relayAll();
        assertThat(shop.outbox.rejected(10)).hasSize(1);
        assertThat(shop.outbox.backlog().blocked()).isEqualTo(2);
        assertThat(shop.logged("a")).isEqualTo(ids(foreign));
    }

    @Test
    void a_rebase_counts_the_versions_anew_and_keeps_ids_and_order() {
        NewEvent unseen = event("a", 2L);
        shop.commit(unseen);
        shop.outbox.rebase(stale.eventId());
        shop.relayAll();
        assertThat(shop.logged("a")).isEqualTo(ids(foreign, stale, follower, last, unseen));
        assertThat(history()).extracting(found -> found.event().baseVersion()).containsExactly(null, 1L, 2L, null, 4L);
        assertThat(shop.outbox.backlog().isEmpty()).isTrue();
    }

    @Test
    void a_corrected_event_takes_the_place_of_the_rejected_one() {
        NewEvent corrected = stale.toBuilder()
                .payload("{\"corrected\":true}")
                .baseVersion(1L)
                .build();
        shop.outbox.rebase(corrected);
        shop.relayAll();
        assertThat(shop.logged("a")).isEqualTo(ids(foreign, stale, follower, last));
        assertThat(shop.outcome(stale)).isInstanceOf(OutboxOutcome.Sequenced.class);
        assertThat(history().get(1).event().payload().toString()).contains("corrected");
    }

    @Test
    void a_corrected_event_is_of_the_same_entity() {
        NewEvent elsewhere = stale.toBuilder().entity("order", "z").build();
        assertThatThrownBy(() -> shop.outbox.rebase(elsewhere))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is of order/a, not of order/z");
        assertThat(shop.outbox.rejected(10)).hasSize(1);
    }

    @Test
    void a_discarded_event_is_gone_and_no_longer_counted() {
        NewEvent onTop = event("a", 2L);
        shop.commit(onTop);
        shop.outbox.discard(stale.eventId());
        shop.relayAll();
        // follower demanded 1 on top of the discarded one, and now 0, which is rejected in its turn.
        assertThat(shop.outbox.rejected(10))
                .singleElement()
                .satisfies(row -> assertThat(row.reason()).isEqualTo("version_conflict: expected 0, actual 1"));
        shop.outbox.rebase(follower.eventId());
        shop.relayAll();
        assertThat(shop.logged("a")).isEqualTo(ids(foreign, follower, last, onTop));
        assertThat(shop.outcome(stale)).isEqualTo(new OutboxOutcome.Discarded(stale.eventId()));
        assertThat(shop.outbox.backlog().isEmpty()).isTrue();
    }

    @Test
    void a_discarded_event_is_forgotten_some_time() throws Exception {
        shop.outbox.discard(stale.eventId());
        try (OutboxRelay relay = OutboxRelay.builder(shop.database, shop.sequencer)
                .keepDiscarded(Duration.ofNanos(1))
                .start()) {
            relay.wake();
            shop.awaitNothingPending();
        }
        assertThatThrownBy(() -> shop.outbox.discard(stale.eventId()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("does not wait in the outbox");
    }

    @Test
    void only_what_is_stuck_can_be_settled() {
        NewEvent pending = event("z");
        shop.commit(pending);
        assertThatThrownBy(() -> shop.outbox.discard(pending.eventId()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("was not rejected, or has been settled");
        assertThatThrownBy(() -> shop.outbox.retry(follower.eventId())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> shop.outbox.retry(UUID.randomUUID())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void what_the_log_holds_after_all_is_not_given_up() {
        NewEvent sameButOnTop = stale.toBuilder().baseVersion(1L).build();
        shop.log.append(sameButOnTop);
        assertThat(shop.outcome(stale)).isInstanceOf(OutboxOutcome.Sequenced.class);
        assertThatThrownBy(() -> shop.outbox.discard(stale.eventId()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stands in the log after all, as number 3");
        shop.relayAll();
        assertThat(shop.outbox.rejected(10)).extracting(RejectedRow::eventId).containsExactly(follower.eventId());
        shop.outbox.rebase(follower.eventId());
        shop.relayAll();
        assertThat(shop.logged("a")).isEqualTo(ids(foreign, stale, follower, last));
    }

    @Test
    void an_event_whose_id_is_taken_is_rejected_and_can_be_discarded() {
        NewEvent taken = event("d").toBuilder().eventId(foreign.eventId()).build();
        NewEvent behind = event("d");
        shop.commit(taken, behind);
        shop.relayAll();
        assertTaken(taken);
        assertThat(shop.outcome(behind)).isInstanceOf(OutboxOutcome.Blocked.class);
        shop.outbox.retry(taken.eventId());
        shop.relayAll();
        assertTaken(taken);
        shop.outbox.discard(taken.eventId());
        shop.relayAll();
        assertThat(shop.outcome(taken)).isEqualTo(new OutboxOutcome.Discarded(taken.eventId()));
        assertThat(shop.logged("d")).isEqualTo(ids(behind));
    }

    private void assertTaken(NewEvent event) {
        assertThat(shop.outcome(event))
                .isInstanceOfSatisfying(
                        OutboxOutcome.Rejected.class,
                        rejected -> assertThat(rejected.row().reason()).isEqualTo("duplicate_event_id"));
    }

    @Test
    void a_command_with_an_id_that_is_taken_can_be_discarded() {
        UUID command = UUID.randomUUID();
        NewEvent taken = event("d").toBuilder()
                .eventId(foreign.eventId())
                .commandId(command)
                .build();
        NewEvent taken2 = event("d").toBuilder()
                .eventId(other.eventId())
                .commandId(command)
                .build();
        shop.commit(taken, taken2);
        shop.relayAll();
        shop.outbox.discard(taken2.eventId());
        assertThat(shop.outcome(taken)).isEqualTo(new OutboxOutcome.Discarded(taken.eventId()));
    }

    @Test
    void a_discarded_event_is_not_appended_again() {
        shop.outbox.discard(stale.eventId());
        NewEvent before = event("c");
        assertThatThrownBy(() -> shop.commit(before, stale))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("event " + stale.eventId() + " was discarded");
        shop.relayAll();
        assertThat(shop.logged()).doesNotContain(before.eventId(), stale.eventId());
    }

    @Test
    void an_event_without_a_demand_counts_for_those_behind_it() {
        shop.outbox.rebase(stale.toBuilder().baseVersion(null).build());
        shop.relayAll();
        assertThat(shop.logged("a")).isEqualTo(ids(foreign, stale, follower, last));
        assertThat(history()).extracting(found -> found.event().baseVersion()).containsExactly(null, null, 2L, null);
    }

    @Test
    void a_correction_leaves_the_demand_of_what_is_before_it() {
        shop.log.append(event("k"));
        NewEvent[] command = command("k");
        shop.commit(command);
        shop.relayAll();
        shop.outbox.rebase(command[1].toBuilder().payload("{}").baseVersion(2L).build());
        shop.relayAll();
        assertThat(shop.outcome(command[0])).isInstanceOf(OutboxOutcome.Sequenced.class);
        assertThat(shop.outcome(command[1])).isInstanceOf(OutboxOutcome.Sequenced.class);
    }

    @Test
    void none_of_a_discarded_command_is_counted() {
        shop.log.append(event("k"));
        NewEvent[] command = command("k");
        NewEvent behind = event("k", 2L);
        shop.commit(command);
        shop.commit(behind);
        shop.relayAll();
        shop.outbox.discard(command[0].eventId());
        shop.relayAll();
        assertThat(shop.outcome(behind))
                .isInstanceOfSatisfying(
                        OutboxOutcome.Rejected.class,
                        rejected -> assertThat(rejected.row().reason())
                                .isEqualTo("version_conflict: expected 0, actual 1"));
    }

    /** Two events of one entity, that demand nothing before them. */
    private static NewEvent[] command(String entity) {
        UUID command = UUID.randomUUID();
        return new NewEvent[] {
            event(entity, 0L).toBuilder().commandId(command).build(),
            event(entity, 1L).toBuilder().commandId(command).build()
        };
    }

    @Test
    void relay_and_settlement_wait_for_who_holds_the_stream() throws Exception {
        NewEvent pending = event("z");
        CompletableFuture<Void> settled;
        try (Connection connection = shop.database.getConnection();
                OutboxRelay relay = OutboxRelay.builder(shop.database, shop.sequencer)
                        .pollInterval(Duration.ofMillis(1))
                        .closeTimeout(SOON)
                        .start()) {
            settled = ClaimedWork.run(connection, TestPlace.STREAM, session -> {
                        shop.commit(pending);
                        CompletableFuture<Void> waiting =
                                CompletableFuture.runAsync(() -> shop.outbox.discard(stale.eventId()));
                        assertThatThrownBy(() -> shop.outbox.receiptOf(pending.eventId(), Duration.ofMillis(300)))
                                .isInstanceOf(OutcomeUnknownException.class);
                        assertThat(shop.outcome(stale)).isInstanceOf(OutboxOutcome.Rejected.class);
                        assertThat(waiting).isNotDone();
                        return waiting;
                    })
                    .orElseThrow();
            settled.get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(shop.outcome(pending)).isInstanceOf(OutboxOutcome.Sequenced.class);
            assertThat(relay.health().isWell()).isTrue();
        }
        assertThat(shop.outcome(stale)).isInstanceOf(OutboxOutcome.Discarded.class);
    }

    private List<SequencedEvent> history() {
        return shop.log.entityHistory(new EntityRef("order", "a")).events();
    }
}
