package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.outbox.ScriptedServer.Fault;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.OutboxStatus;
import com.stateset.sequencer.sync.SyncReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyncAgentTest extends TwoTills {

    @Test
    void agents_converge_to_one_history() {
        till.appendMany("a", 20);
        other.appendMany("b", 30);
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(20, 0, 20));
        assertThat(other.agent().syncOnce()).isEqualTo(new SyncReport(30, 0, 50));
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(0, 0, 30));
        assertThat(till.replica()).hasSize(50).isEqualTo(other.replica());
        OutboxStatus status = till.outbox().status();
        assertThat(status.accepted()).isEqualTo(20);
        assertThat(status.pending()).isZero();
        assertThat(status.lag()).isZero();
        assertThat(status.headSequence()).isEqualTo(50);
        assertThat(status.lastSync()).isNotNull();
    }

    @Test
    void an_accepted_event_has_its_receipt() {
        LocalEvent event = till.append("a");
        till.agent().push();
        assertThat(till.state(event)).isInstanceOfSatisfying(LocalState.Accepted.class, accepted -> {
            assertThat(accepted.sequenceNumber()).isEqualTo(1);
            assertThat(accepted.receipt()).isNotNull();
            accepted.receipt().verifySignature(server.sequencer().keys().get(1));
        });
    }

    @Test
    void events_go_out_in_order_and_commands_whole() {
        List<UUID> sent = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            till.appendMany("a", 2).forEach(event -> sent.add(event.eventId()));
            till.appendCommand("b", "c", "d").forEach(event -> sent.add(event.eventId()));
        }
        till.agent().syncOnce();
        assertThat(till.replica()).isEqualTo(sent);
        assertThat(server.batches())
                .allSatisfy(batch -> assertThat(batch)
                        .hasSizeLessThanOrEqualTo(Till.BATCH)
                        .satisfies(SyncAgentTest::holdsWholeCommands));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NO_CONNECTION", "REQUEST_LOST", "ANSWER_LOST", "THROTTLED", "OVERLOADED", "FORBIDDEN", "FAILED"})
    void after_a_failed_call_the_same_bytes_go_out_again(Fault fault) {
        List<LocalEvent> events = till.appendMany("a", 3);
        server.next(fault);
        assertThatThrownBy(() -> till.agent().syncOnce()).isInstanceOf(TransportException.class);
        assertThat(till.outbox().status().lastError()).isNotNull();
        till.restart();
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(3, 0, 3));
        assertThat(till.outbox().status().lastError()).isNull();
        assertThat(server.log())
                .extracting(event -> event.sequenced().event())
                .containsExactlyElementsOf(
                        events.stream().map(LocalEvent::event).toList());
    }

    @Test
    void what_was_stored_before_the_failure_comes_with_the_pull() {
        till.appendMany("a", 3);
        server.next(Fault.FAILED_AFTER_STORING);
        assertThatThrownBy(() -> till.agent().syncOnce()).isInstanceOf(TransportException.Failed.class);
        assertThat(till.outbox().status().pending()).isZero();
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(0, 0, 0));
        assertThat(server.log()).hasSize(3);
    }

    @Test
    void only_what_cannot_have_arrived_may_be_discarded() {
        LocalEvent event = till.append("a");
        server.next(Fault.REQUEST_LOST, Fault.NO_CONNECTION);
        assertThatThrownBy(() -> till.agent().push()).isInstanceOf(TransportException.class);
        assertThat(till.state(event)).isEqualTo(new LocalState.Pending(1));
        assertThatThrownBy(() -> till.agent().push()).isInstanceOf(TransportException.class);
        assertThat(till.state(event)).isEqualTo(new LocalState.Pending(1));
        till.agent().push();
        LocalEvent next = till.append("a");
        server.next(Fault.THROTTLED);
        assertThatThrownBy(() -> till.agent().push())
                .isInstanceOfSatisfying(
                        TransportException.Throttled.class,
                        e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
        assertThat(till.state(next)).isEqualTo(new LocalState.Pending(0));
        till.outbox().discard(next.eventId());
    }

    @Test
    void an_event_that_spoils_its_batch_is_found_and_set_aside() {
        List<LocalEvent> before = till.appendMany("a", 11);
        LocalEvent bad = till.append("b");
        List<LocalEvent> command = till.appendCommand("c", "d");
        List<LocalEvent> after = till.appendMany("a", 20);
        LocalEvent behind = till.append("b");
        server.refuse(bad.eventId());
        server.refuse(command.get(1).eventId());
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(31, 3, 31));
        assertThat(before).allSatisfy(event -> assertThat(till.state(event)).isInstanceOf(LocalState.Accepted.class));
        assertThat(after).allSatisfy(event -> assertThat(till.state(event)).isInstanceOf(LocalState.Accepted.class));
        assertThat(command)
                .allSatisfy(event -> assertThat(till.state(event))
                        .isEqualTo(new LocalState.Rejected("refused: 400", "one of these cannot be read")));
        assertThat(till.state(behind)).isEqualTo(new LocalState.Blocked());
        till.outbox().discard(bad.eventId());
        till.agent().syncOnce();
        assertThat(till.state(behind)).isInstanceOf(LocalState.Accepted.class);
    }

    @Test
    void a_refusal_of_the_sender_spoils_no_event() {
        List<LocalEvent> events = till.appendMany("a", 3);
        server.next(Fault.FORBIDDEN);
        assertThatThrownBy(() -> till.agent().push()).hasMessage("not you");
        assertThat(events).allSatisfy(event -> assertThat(till.state(event)).isEqualTo(new LocalState.Pending(0)));
    }

    @Test
    void a_rejected_event_does_not_hold_up_those_of_others() {
        LocalEvent bad = till.appendBad("a");
        LocalEvent good = till.append("b");
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(1, 1, 1));
        LocalEvent behind = till.append("a");
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(0, 0, 0));
        assertThat(till.state(bad))
                .isEqualTo(new LocalState.Rejected("schema_validation: bad", "schema_validation: bad"));
        assertThat(till.state(good)).isInstanceOf(LocalState.Accepted.class);
        assertThat(till.state(behind)).isEqualTo(new LocalState.Blocked());
    }

    @Test
    void a_conflict_is_rebased_onto_what_the_other_did() {
        LocalEvent mine = till.appendOnTop("a");
        LocalEvent mineToo = till.appendOnTop("a");
        other.appendOnTop("a");
        other.appendOnTop("a");
        other.agent().syncOnce();
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(0, 1, 2));
        assertThat(till.state(mine))
                .isInstanceOfSatisfying(
                        LocalState.Rejected.class,
                        rejected -> assertThat(rejected.isConflict()).isTrue());
        assertThat(till.state(mineToo)).isEqualTo(new LocalState.Blocked());
        assertThat(till.outbox().conflicts()).hasSize(2);
        till.outbox().rebase(mine.eventId());
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(2, 0, 2));
        assertThat(server.log())
                .extracting(event -> event.sequenced().event().baseVersion())
                .containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void whatever_goes_wrong_every_event_arrives_once() {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Fault[] faults = Fault.values();
        List<Till> tills = List.of(till, other);
        List<UUID> appended = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            Till current = tills.get(random.nextInt(2));
            String entity = "e" + random.nextInt(5);
            switch (random.nextInt(6)) {
                case 0, 1 -> appended.addAll(ids(current.appendMany(entity, 1 + random.nextInt(12))));
                case 2 -> appended.addAll(ids(current.appendCommand(entity, "x", entity)));
                case 3 -> current.restart();
                default -> {
                    server.calm();
                    server.next(faults[random.nextInt(faults.length)], faults[random.nextInt(faults.length)]);
                    sync(current);
                }
            }
        }
        server.calm();
        till.agent().syncOnce();
        other.agent().syncOnce();
        till.agent().syncOnce();
        assertThat(till.replica()).containsExactlyInAnyOrderElementsOf(appended);
        assertThat(other.replica()).isEqualTo(till.replica());
        assertThat(till.outbox().status().accepted() + other.outbox().status().accepted())
                .isEqualTo(appended.size());
    }

    private static void sync(Till till) {
        try {
            till.agent().syncOnce();
        } catch (TransportException e) {
            // It will be tried again.
        }
    }

    private static List<UUID> ids(List<LocalEvent> events) {
        return events.stream().map(LocalEvent::eventId).toList();
    }

    private static void holdsWholeCommands(List<? extends Event> batch) {
        batch.stream()
                .filter(event -> event.commandId() != null)
                .forEach(event -> assertThat(batch)
                        .filteredOn(sibling -> event.commandId().equals(sibling.commandId()))
                        .hasSize(3));
    }
}
