package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.history.EquivocationCheck;
import com.stateset.sequencer.protocol.history.EquivocationEvidence;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.HistoryBasis;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.ScopedPage;
import com.stateset.sequencer.sync.agent.Recovery;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A replica that follows a part of the stream: what it holds, what is checked all the same, and what is not known. */
class ScopedReplicaTest extends ScopedReplicaCase {

    @Test
    void it_holds_what_it_follows_and_the_root_of_all() {
        officeAppends("b", "a", "b", "b", "b", "b", "b", "b", "a", "b");

        assertThat(till.agent().syncOnce().pulled()).isEqualTo(10);

        assertThat(numbers()).containsExactly(2L, 9L);
        assertThat(till.outbox().journal().rightEdge()).isEqualTo(edgeOfServer());
        assertThat(till.outbox().status().unseen()).isEqualTo(8);
        assertThat(till.outbox().status().pulledThrough()).isEqualTo(10);
        assertThat(till.outbox().status().scope()).isEqualTo(OF_A);
        assertThat(till.outbox().status().history().basis()).isEqualTo(HistoryBasis.SIGNED);
        assertThat(till.outbox().status().history().size()).isEqualTo(10);
        assertThat(till.outbox().replica().entityVersion(new EntityRef("order", "a")))
                .isEqualTo(2);
    }

    @Test
    void whatever_is_followed_the_tree_is_that_of_the_server() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            List<String> entities = new ArrayList<>();
            int events = 1 + random.nextInt(15);
            for (int i = 0; i < events && server.log().size() + i < 250; i++) {
                entities.add("e" + random.nextInt(6));
            }
            officeAppends(entities.toArray(String[]::new));
            if (random.nextInt(4) == 0) {
                till.outbox().follow(scope(random));
            }
            till.agent().syncOnce();
            assertThat(till.outbox().journal().rightEdge()).isEqualTo(edgeOfServer());
            EventScope scope = till.outbox().scope();
            assertThat(numbers())
                    .isEqualTo(server.log().stream()
                            .filter(event -> scope.follows(
                                    event.sequenced().event(), till.signer().agentId()))
                            .map(PulledEvent::sequenceNumber)
                            .toList());
            assertThat(till.outbox().status().unseen())
                    .isEqualTo(server.log().size() - numbers().size());
        }
    }

    private static EventScope scope(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> EventScope.ALL;
            case 1 -> EventScope.of(List.of(), List.of(), List.of("order.bad"));
            case 2 -> EventScope.ofEntityTypes("order");
            default ->
                EventScope.of(
                        List.of("shop"), List.of(new EntityRef("order", "e" + random.nextInt(6))), List.of("none"));
        };
    }

    @Test
    void own_events_settle_whatever_the_scope_and_are_held() {
        LocalEvent own = till.append("elsewhere");
        officeAppends("b", "b");

        till.agent().syncOnce();

        assertThat(till.state(own)).isInstanceOf(LocalState.Accepted.class);
        assertThat(till.replica()).containsExactly(own.eventId());
        assertThat(till.outbox().status().unseen()).isEqualTo(2);
    }

    @Test
    void an_event_that_is_altered_outside_of_the_scope_is_noticed() {
        officeAppends("a", "b", "b", "b", "b", "b", "b", "b", "a");
        till.agent().syncOnce();

        history.alter(6);

        assertThatThrownBy(till.agent()::pull)
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageContaining(
                        "one of the events 5 to 8, which are not in the scope of this replica, is another one");
    }

    @Test
    void a_page_whose_hashes_miss_the_root_is_not_kept() {
        officeAppends("a", "b", "b", "b", "a");
        server.scopes.lie(page -> page.isEmpty() ? page : with(page, page.events(), forged(page.hidden())));

        assertThatThrownBy(till.agent()::pull).isInstanceOf(HistoryMismatchException.class);

        assertThat(till.outbox().replica().pulledThrough()).isZero();
        server.scopes.lie(page -> page);
        till.agent().pull();
        assertThat(numbers()).containsExactly(1L, 5L);
    }

    @Test
    void an_own_event_whose_place_is_known_cannot_be_hidden() {
        LocalEvent own = till.append("b");
        till.agent().push();
        server.scopes.hide(own.eventId());

        assertThatThrownBy(till.agent()::pull)
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageContaining("promised this place to event " + own.eventId() + ", and hides what is there");
    }

    @Test
    void what_was_not_asked_for_is_refused() {
        officeAppends("a", "b");
        server.scopes.lie(page -> page.isEmpty()
                ? page
                : new ScopedPage(page.scope(), 1, 2, server.log(), List.of(), page.headSequence()));

        assertThatThrownBy(till.agent()::pull)
                .isInstanceOf(TransportException.Incomprehensible.class)
                .hasMessage("the server shows event 2, which is not in the scope that it was asked for");
    }

    @Test
    void a_server_that_knows_no_scopes_is_named_so() {
        officeAppends("a");
        server.scopes.forget();

        assertThatThrownBy(till.agent()::syncOnce)
                .isInstanceOf(TransportException.Refused.class)
                .hasMessageStartingWith(
                        "the server does not know replicas with a scope, only ones of the whole stream");
        assertThat(till.outbox().status().lastError()).contains("does not know replicas with a scope");

        till.outbox().follow(EventScope.ALL);
        till.agent().syncOnce();
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void a_server_without_a_tree_gives_no_part_of_a_stream() {
        officeAppends("a");
        history.hide();

        assertThatThrownBy(till.agent()::pull).hasMessageContaining("shows no history tree");

        assertThat(till.outbox().replica().pulledThrough()).isZero();
    }

    @Test
    void versions_are_counted_only_of_what_is_followed() {
        officeAppends("a", "b");
        till.agent().syncOnce();

        till.appendOnTop("a");
        assertThatThrownBy(() -> till.appendOnTop("b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the version of entity order/b is not known here, as it is not in the scope of this replica"
                        + " (entities order/a): name the version, or let the replica follow the entity");
        till.append("b");

        till.agent().syncOnce();
        assertThat(till.outbox().status().accepted()).isEqualTo(2);
    }

    @Test
    void a_conflict_outside_the_scope_waits_for_its_entity() {
        officeAppends("b", "b");
        LocalEvent mine = till.appendDemanding("b", 1);
        till.agent().syncOnce();
        assertThat(till.state(mine)).isInstanceOf(LocalState.Rejected.class);
        assertThatThrownBy(() -> till.outbox().rebase(mine.eventId()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the version of entity order/b is not known here");

        till.outbox().follow(OF_A.and(EventScope.of(List.of(), List.of(new EntityRef("order", "b")), List.of())));
        till.agent().pull();
        till.outbox().rebase(mine.eventId());
        till.agent().syncOnce();

        assertThat(till.outbox().status().accepted()).isEqualTo(1);
        assertThat(numbers()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_new_scope_is_pulled_from_the_first_event_on() {
        officeAppends("a", "b");
        LocalEvent own = till.append("c");
        till.agent().syncOnce();

        till.outbox().follow(EventScope.of(List.of(), List.of(new EntityRef("order", "b")), List.of()));

        assertThat(till.outbox().replica().pulledThrough()).isZero();
        assertThat(till.state(own)).isInstanceOf(LocalState.Accepted.class);
        assertThatThrownBy(() -> till.appendOnTop("b")).hasMessageContaining("sync first");
        till.agent().syncOnce();
        assertThat(numbers()).containsExactly(2L, 3L);
        assertThat(till.outbox().status().accepted()).isEqualTo(1);
        assertThat(till.outbox().status().fromOtherDevices()).isZero();
        assertThat(till.appendOnTop("b").event().baseVersion()).isEqualTo(1);
    }

    @Test
    void a_pull_anew_finds_a_server_with_another_history() {
        officeAppends("a", "b", "b");
        till.agent().syncOnce();
        till.outbox().follow(EventScope.ofEntityTypes("shop"));
        List<EquivocationEvidence> evidence = new ArrayList<>();

        server.restore(1);
        server.resequence();
        officeForgets();
        for (int extra = 2; extra < 5; extra++) {
            officeAppends(extra == 2 ? new String[] {"b", "a"} : new String[] {"b"});
            try (SyncAgent agent = SyncAgent.builder(till.outbox(), server)
                    .evidence(evidence::add)
                    .build()) {
                assertThatThrownBy(agent::pull)
                        .isInstanceOf(HistoryMismatchException.class)
                        .hasMessageContaining(
                                "does not go on from the checkpoint of 3 events that this outbox has kept")
                        .hasMessageContaining("has signed both, which the evidence proves");
            }
            assertThat(till.outbox().replica().pulledThrough()).isZero();
        }

        assertThat(evidence).hasSize(3);
        assertThat(evidence.get(0).consistency()).isNull();
        assertThat(evidence.get(2).consistency()).isNotNull();
        for (EquivocationEvidence file : evidence) {
            assertThat(EquivocationCheck.check(file, List.of(server.signingKey().publicKey())))
                    .isNotEmpty();
        }
    }

    @Test
    void it_takes_a_restored_history_and_says_what_it_never_had() {
        officeAppends("a", "b", "b", "b", "b", "b", "b", "b", "b", "a", "b", "b");
        till.agent().syncOnce();
        List<Hash> lost = leaves();
        server.restore(7);

        assertThatThrownBy(till.agent()::pull).isInstanceOf(HistoryMismatchException.class);
        Recovery recovery = till.agent().recovery();

        assertThat(recovery.isNeeded()).isTrue();
        // Of the events 5 to 8 there is one hash: where it differs, they all count as lost.
        assertThat(recovery.commonThrough()).isEqualTo(4);
        assertThat(recovery.lost().total()).isEqualTo(1);
        assertThat(recovery.lostUnseen()).isEqualTo(7);
        assertThat(recovery.inclusion(10)).isPresent();
        recovery.inclusion(10)
                .orElseThrow()
                .verify(
                        SubtreeRoot.ofEntry(9, lost.get(9)).hash(),
                        CompactRange.EMPTY.appendEntries(lost).root());
        recovery.accept(true);
        till.agent().syncOnce();
        assertThat(numbers()).containsExactly(1L, 8L);
        assertThat(till.outbox().journal().rightEdge()).isEqualTo(edgeOfServer());
    }

    @Test
    void what_was_sent_for_others_is_kept_while_its_place_is_hidden() {
        officeAppends("a", "a", "a", "a", "a", "a", "a", "a", "a");
        till.agent().syncOnce();
        server.restore(0);
        till.agent().recovery().accept(true);
        till.agent().push();
        assertThat(till.outbox().status().fromOthers()).isEqualTo(9);

        till.outbox().follow(EventScope.ofEntityTypes("shop"));
        till.agent().pull();

        // One hash stands for the first eight; the ninth's own hash shows that it is there.
        assertThat(till.outbox().status().fromOthers()).isEqualTo(8);
        till.outbox().follow(OF_A);
        till.agent().pull();
        assertThat(till.outbox().status().fromOthers()).isZero();
        assertThat(numbers()).hasSize(9);
    }

    @Test
    void a_page_of_another_scope_or_place_is_dropped() {
        officeAppends("a", "b");
        ScopedPage page = server.pullScoped(ScriptedServer.STREAM, OF_A, UUID.randomUUID(), 1, 2, 10);
        till.outbox().follow(EventScope.ofEntityTypes("shop"));
        till.outbox().journal().apply(page);
        assertThat(till.outbox().replica().pulledThrough()).isZero();

        till.outbox().follow(OF_A);
        till.outbox().journal().apply(page);
        till.outbox().journal().apply(page);
        till.outbox().journal().apply(List.of(), 2);
        assertThat(numbers()).containsExactly(1L);
        assertThat(till.outbox().status().unseen()).isEqualTo(1);
    }

    private void officeForgets() {
        office.close();
        office = new Till(directory.resolve("office-2.db"), server);
    }

    private List<Hash> leaves() {
        return server.log().stream().map(event -> event.sequenced().leafHash()).toList();
    }

    private CompactRange edgeOfServer() {
        return CompactRange.EMPTY.appendEntries(leaves());
    }

    private static List<SubtreeRoot> forged(List<SubtreeRoot> hidden) {
        return hidden.stream()
                .map(subtree -> new SubtreeRoot(subtree.first(), subtree.height(), Hash.ZERO))
                .toList();
    }
}
