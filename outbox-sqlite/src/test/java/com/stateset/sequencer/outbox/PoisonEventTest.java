package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.outbox.ScriptedServer.Fault;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.SyncReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoisonEventTest extends TwoTills {

    private static final LocalState SET_ASIDE = new LocalState.Rejected("server error: 500", "something broke");
    private static final int ALL = 10_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void it_is_set_aside_also_by_an_agent_that_restarts_between(boolean restarts) {
        List<LocalEvent> others = new ArrayList<>(till.appendMany("a", 11));
        LocalEvent bad = till.append("b");
        LocalEvent behind = till.append("b");
        others.addAll(till.appendMany("a", 20));
        LocalEvent farBehind = till.append("b");
        server.failAt(bad.eventId(), Fault.FAILED);
        for (int i = 0; i < 2; i++) {
            assertFails();
            if (restarts) {
                till.restart();
            }
        }
        assertThat(till.state(bad)).isEqualTo(new LocalState.Pending(2));
        assertFails();
        assertAccepted(others);
        assertThat(till.state(bad)).isInstanceOf(LocalState.Pending.class);
        if (restarts) {
            till.restart();
        }
        assertThat(till.agent().syncOnce().rejected()).isEqualTo(1);
        assertThat(till.state(bad)).isEqualTo(SET_ASIDE);
        assertThat(till.state(behind)).isEqualTo(new LocalState.Blocked());
        assertThat(till.state(farBehind)).isEqualTo(new LocalState.Blocked());
        assertAccepted(others);
        assertThat(till.outbox().status().sending()).isZero();
        assertThat(till.outbox().status().lastError()).isNull();

        server.heal();
        till.outbox().retry(bad.eventId());
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(3, 0, 3));
        assertThat(till.replica().subList(31, 34))
                .containsExactly(bad.eventId(), behind.eventId(), farBehind.eventId());
    }

    @Test
    void it_can_be_given_up_or_put_on_top_of_what_was_pulled() {
        LocalEvent first = till.appendOnTop("b");
        LocalEvent second = till.appendOnTop("b");
        LocalEvent third = till.appendOnTop("b");
        till.append("a");
        server.failAt(first.eventId(), Fault.FAILED);
        server.failAt(second.eventId(), Fault.FAILED);
        assertFailsTimes(3);
        till.agent().syncOnce();
        till.outbox().discard(first.eventId());
        assertFailsTimes(2);
        till.append("a");
        assertFails();
        till.agent().syncOnce();
        assertThat(till.state(second)).isEqualTo(SET_ASIDE);
        till.outbox().rebase(second.eventId());
        assertThat(till.agent().syncOnce().accepted()).isEqualTo(2);
        assertThat(till.state(third)).isInstanceOf(LocalState.Accepted.class);
        assertThat(server.log())
                .extracting(event -> event.sequenced().event())
                .filteredOn(event -> event.entity().id().equals("b"))
                .extracting(event -> event.baseVersion())
                .containsExactly(0L, 1L);
    }

    @Test
    void one_stored_before_the_failure_is_accepted_with_followers() {
        List<LocalEvent> all = new ArrayList<>(till.appendMany("a", 3));
        LocalEvent odd = till.append("b");
        all.add(odd);
        all.addAll(till.appendMany("b", 2));
        all.addAll(till.appendMany("a", 9));
        server.failAt(odd.eventId(), Fault.FAILED_AFTER_STORING);
        assertFails();
        SyncReport report = till.agent().syncOnce();
        assertThat(report.rejected()).isZero();
        assertAccepted(all);
        assertThat(till.replica()).hasSameSizeAs(all).doesNotHaveDuplicates();
        assertThat(till.outbox().status().accepted()).isEqualTo(all.size());
    }

    @Test
    void a_command_is_set_aside_as_a_whole() {
        List<LocalEvent> before = till.appendMany("a", 2);
        List<LocalEvent> command = till.appendCommand("b", "c", "d");
        List<LocalEvent> behind = List.of(till.append("d"));
        List<LocalEvent> after = till.appendMany("a", 2);
        server.failAt(command.get(1).eventId(), Fault.FAILED);
        assertFailsTimes(3);
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(0, 3, 0));
        assertThat(command).allSatisfy(event -> assertThat(till.state(event)).isEqualTo(SET_ASIDE));
        assertThat(till.state(behind.get(0))).isEqualTo(new LocalState.Blocked());
        assertAccepted(before);
        assertAccepted(after);
    }

    @Test
    void while_nothing_behind_it_goes_through_it_is_only_suspected() {
        till.appendMany("a", 2);
        LocalEvent bad = till.append("b");
        server.failAt(bad.eventId(), Fault.FAILED);
        other.append("c");
        other.agent().syncOnce();
        for (int i = 0; i < 5; i++) {
            assertFails();
        }
        assertThat(till.state(bad)).isInstanceOf(LocalState.Pending.class);
        assertThat(till.replica()).hasSize(3);
        assertThat(till.outbox().status().lastError()).isEqualTo("something broke");
        assertThatThrownBy(() -> till.agent().push()).hasMessage("something broke");
        assertThatThrownBy(() -> till.outbox().discard(bad.eventId())).isInstanceOf(IllegalStateException.class);
        till.append("a");
        assertFails();
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(0, 1, 0));
        assertThat(till.state(bad)).isEqualTo(SET_ASIDE);
    }

    @Test
    void pushing_alone_sends_the_others_but_passes_no_sentence() {
        LocalEvent bad = till.append("b");
        List<LocalEvent> after = till.appendMany("a", 3);
        server.failAt(bad.eventId(), Fault.FAILED);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> till.agent().push()).isInstanceOf(TransportException.Failed.class);
        }
        assertAccepted(after);
        assertThat(till.state(bad)).isInstanceOf(LocalState.Pending.class);
        till.append("a");
        assertThat(till.agent().syncOnce().rejected()).isEqualTo(1);
    }

    @Test
    void everything_waits_for_a_server_that_fails_at_everything() {
        List<LocalEvent> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(till.append("e" + i));
        }
        server.next(Collections.nCopies(ALL, Fault.FAILED).toArray(Fault[]::new));
        for (int i = 0; i < 10; i++) {
            int before = server.batches().size();
            assertFails();
            assertThat(server.batches().size() - before).isLessThan(32);
        }
        assertThat(all).allSatisfy(event -> assertThat(till.state(event)).isInstanceOf(LocalState.Pending.class));
        server.calm();
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(60, 0, 60));
        assertThat(till.replica()).containsExactlyInAnyOrderElementsOf(ids(all));
    }

    @Test
    void trouble_that_passes_sets_nothing_aside() {
        for (int failures = 3; failures < 20; failures++) {
            List<LocalEvent> some = till.appendMany("a", 3);
            List<LocalEvent> more = List.of(till.append("b"), till.append("b"), till.append("c"), till.append("d"));
            server.calm();
            server.next(Collections.nCopies(failures, Fault.FAILED).toArray(Fault[]::new));
            int attempts = 0;
            while (till.outbox().status().pending() > 0) {
                assertThat(attempts++).isLessThan(30);
                sync();
            }
            assertAccepted(some);
            assertAccepted(more);
        }
    }

    @Test
    void all_but_the_bad_ones_arrive_once_and_in_entity_order() {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Fault[] faults = Fault.values();
        List<LocalEvent> bad = new ArrayList<>();
        List<LocalEvent> odd = new ArrayList<>();
        List<LocalEvent> all = new ArrayList<>();
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(5)) {
                case 0 -> all.addAll(till.appendMany("e" + random.nextInt(8), 1 + random.nextInt(9)));
                case 1 -> all.addAll(till.appendCommand("x", "e" + random.nextInt(8)));
                case 2 -> {
                    LocalEvent one = till.append("bad" + random.nextInt(3));
                    all.add(one);
                    boolean stores = random.nextBoolean();
                    (stores ? odd : bad).add(one);
                    server.failAt(one.eventId(), stores ? Fault.FAILED_AFTER_STORING : Fault.FAILED);
                }
                case 3 -> till.restart();
                default -> {
                    server.calm();
                    server.next(faults[random.nextInt(faults.length)], faults[random.nextInt(faults.length)]);
                    sync();
                }
            }
        }
        server.calm();
        for (int i = 0; i < 60; i++) {
            all.add(till.append("last"));
            sync();
        }
        assertThat(till.outbox().status().pending()).isZero();
        assertThat(odd).allSatisfy(event -> assertThat(till.state(event)).isNotInstanceOf(LocalState.Rejected.class));
        assertThat(bad).allSatisfy(event -> assertThat(till.state(event)).isNotInstanceOf(LocalState.Accepted.class));
        server.heal();
        for (int i = 0; i <= bad.size(); i++) {
            till.outbox().conflicts().stream()
                    .filter(event -> event.state() instanceof LocalState.Rejected)
                    .forEach(event -> till.outbox().retry(event.eventId()));
            till.agent().syncOnce();
        }
        assertThat(till.replica()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids(all));
        for (int i = 0; i < 3; i++) {
            String entity = "bad" + i;
            assertThat(server.log())
                    .extracting(event -> event.sequenced().event())
                    .filteredOn(event -> event.entity().id().equals(entity))
                    .extracting(event -> event.eventId())
                    .containsExactlyElementsOf(ids(all.stream()
                            .filter(event -> event.event().entity().id().equals(entity))
                            .toList()));
        }
    }

    @Test
    void many_in_a_row_hold_up_neither_others_nor_the_pull() {
        List<LocalEvent> bad = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            bad.add(till.append("bad" + i));
            server.failAt(bad.get(i).eventId(), Fault.FAILED);
        }
        List<LocalEvent> good = new ArrayList<>(till.appendMany("a", 50));
        other.append("c");
        other.agent().syncOnce();
        assertFails();
        assertThat(till.replica()).hasSize(1);
        for (int i = 0; i < 30 && till.outbox().status().pending() > 0; i++) {
            good.add(till.append("a"));
            sync();
        }
        assertAccepted(good);
        assertThat(bad).allSatisfy(event -> assertThat(till.state(event)).isEqualTo(SET_ASIDE));
    }

    @Test
    void one_that_gets_no_answer_is_left_out_but_never_set_aside() {
        List<LocalEvent> others = new ArrayList<>(till.appendMany("a", 5));
        LocalEvent bad = till.append("b");
        others.addAll(till.appendMany("a", 20));
        server.failAt(bad.eventId(), Fault.REQUEST_LOST);
        for (int i = 0; i < 8; i++) {
            others.add(till.append("a"));
            assertThatThrownBy(() -> till.agent().syncOnce()).isInstanceOf(TransportException.Unreachable.class);
        }
        assertAccepted(others);
        assertThat(till.state(bad)).isInstanceOf(LocalState.Pending.class);
        server.heal();
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(1, 0, 1));
    }

    @Test
    void one_stored_unanswered_and_refused_later_is_found_in_the_log() {
        LocalEvent stored = till.append("a");
        server.next(Fault.ANSWER_LOST);
        assertThatThrownBy(() -> till.agent().syncOnce()).isInstanceOf(TransportException.Unreachable.class);
        LocalEvent lost = till.append("b");
        server.next(Fault.REQUEST_LOST);
        assertThatThrownBy(() -> till.agent().syncOnce()).isInstanceOf(TransportException.Unreachable.class);
        server.refuse(stored.eventId());
        server.refuse(lost.eventId());

        SyncReport report = till.agent().syncOnce();

        assertThat(report.rejected()).isEqualTo(1);
        assertThat(till.state(stored)).isInstanceOf(LocalState.Accepted.class);
        assertThat(till.state(lost)).isInstanceOf(LocalState.Rejected.class);
    }

    @Test
    void a_short_time_of_trouble_with_one_event_sets_nothing_aside() {
        LocalEvent unlucky = till.append("b");
        List<LocalEvent> others = till.appendMany("a", 20);
        server.failAt(unlucky.eventId(), Fault.FAILED);
        assertFailsTimes(3);
        assertAccepted(others);
        server.heal();
        assertThat(till.agent().syncOnce()).isEqualTo(new SyncReport(1, 0, 1));
    }

    private void assertFailsTimes(int times) {
        for (int i = 0; i < times; i++) {
            assertFails();
        }
    }

    private void assertFails() {
        assertThatThrownBy(() -> till.agent().syncOnce()).isInstanceOf(TransportException.Failed.class);
    }

    private void assertAccepted(List<LocalEvent> events) {
        assertThat(events).allSatisfy(event -> assertThat(till.state(event)).isInstanceOf(LocalState.Accepted.class));
    }

    private void sync() {
        try {
            till.agent().syncOnce();
        } catch (TransportException e) {
            // It will be tried again.
        }
    }

    private static List<UUID> ids(List<LocalEvent> events) {
        return events.stream().map(LocalEvent::eventId).toList();
    }
}
