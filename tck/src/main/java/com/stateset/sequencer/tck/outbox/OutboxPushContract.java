package com.stateset.sequencer.tck.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.BatchLimits;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.PushOutcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Events go out in order, and what may have been sent stays as it is until its outcome is known. */
public abstract class OutboxPushContract extends OutboxCase {

    @Test
    void what_is_taken_is_marked_first_and_taken_again_unchanged() {
        List<LocalEvent> appended = outbox().append(List.of(draft("a"), draft("b")), BaseVersions.AS_GIVEN);
        List<LocalEvent> taken = outbox().journal().take(ALL);
        assertThat(taken).extracting(LocalEvent::event).containsExactlyElementsOf(events(appended));
        assertThat(said(appended)).containsExactly("sending", "sending");
        assertThat(openAnother().journal().take(ALL))
                .extracting(LocalEvent::event)
                .containsExactlyElementsOf(events(appended));
        assertThat(outbox().status().sending()).isEqualTo(2);
    }

    @Test
    void what_certainly_did_not_get_in_is_no_longer_marked() {
        LocalEvent appended = outbox().append(draft("a"));
        outbox().journal().take(ALL);
        List<LocalEvent> again = outbox().journal().take(ALL);
        outbox().journal().putBack(again);
        assertThat(said(appended)).isEqualTo("sending");
        outbox().journal().putBack(again);
        assertThat(said(appended)).isEqualTo("pending");
    }

    @Test
    void batches_keep_to_their_limits_and_never_cut_a_command() {
        UUID command = UUID.randomUUID();
        List<LocalEvent> all = outbox().append(
                        List.of(
                                draft("a"),
                                draft("b", null, command),
                                draft("c", null, command),
                                draft("d", null, command),
                                draft("e")),
                        BaseVersions.AS_GIVEN);
        assertThat(sizeOf(new BatchLimits(100, 3, 1000))).isEqualTo(1);
        assertThat(sizeOf(new BatchLimits(100, 4, 1000))).isEqualTo(4);
        assertThat(sizeOf(new BatchLimits(2, 100, 1000))).isEqualTo(4);
        assertThat(sizeOf(new BatchLimits(100, 100, 20))).isEqualTo(1);
        answer(outbox().journal().take(new BatchLimits(1, 1, 1)), "1");
        assertThat(sizeOf(new BatchLimits(1, 1, 1))).isEqualTo(3);
        assertThat(said(all)).containsExactly("accepted 1", "pending", "pending", "pending", "pending");
    }

    @Test
    void signed_and_unsigned_events_do_not_share_a_batch() {
        LocalEvent signed = outbox().append(draft("a"));
        Outbox keyless = open(new OutboxProfile(STREAM, AGENT), null);
        LocalEvent unsigned = keyless.append(draft("a"));
        assertThat(outbox().journal().take(ALL)).extracting(LocalEvent::eventId).containsExactly(signed.eventId());
        outbox().journal().record(List.of(outcome(signed.eventId(), "1")), 1);
        assertThat(outbox().journal().take(ALL)).extracting(LocalEvent::eventId).containsExactly(unsigned.eventId());
    }

    @Test
    void outcomes_are_kept_by_event_and_once() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("b")), BaseVersions.AS_GIVEN);
        List<LocalEvent> taken = outbox().journal().take(ALL);
        answer(taken, "7", "schema_validation: no");
        answer(taken, "7", "schema_validation: no");
        assertThat(said(all)).containsExactly("accepted 7", "rejected schema_validation: no");
        assertThat(outbox().status())
                .satisfies(status -> assertThat(status.accepted()).isEqualTo(1))
                .satisfies(status -> assertThat(status.rejected()).isEqualTo(1))
                .satisfies(status -> assertThat(status.pending()).isZero());
        assertThatThrownBy(() -> answer(taken, "8", "9"))
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageStartingWith("history mismatch at event 8: ");
        assertThat(said(all)).containsExactly("accepted 7", "rejected schema_validation: no");
    }

    @Test
    void later_events_of_a_rejected_ones_entity_wait_and_others_go_on() {
        List<LocalEvent> all =
                outbox().append(List.of(draft("a"), draft("a"), draft("b"), draft("a")), BaseVersions.AS_GIVEN);
        answer(outbox().journal().take(new BatchLimits(1, 1, 1)), "schema_validation: no");
        assertThat(said(all)).containsExactly("rejected schema_validation: no", "blocked", "pending", "blocked");
        assertThat(said(outbox().append(draft("a")))).isEqualTo("blocked");
        assertThat(said(outbox().append(draft("b")))).isEqualTo("pending");
        assertThat(outbox().conflicts()).hasSize(4);
        assertThat(sizeOf(ALL)).isEqualTo(2);
    }

    @Test
    void a_command_waits_as_one_and_so_do_its_other_entities() {
        UUID command = UUID.randomUUID();
        List<LocalEvent> all = outbox().append(
                        List.of(
                                draft("a"),
                                draft("b", null, command),
                                draft("a", null, command),
                                draft("b"),
                                draft("c")),
                        BaseVersions.AS_GIVEN);
        answer(outbox().journal().take(new BatchLimits(1, 1, 1)), "schema_validation: no");
        assertThat(said(all))
                .containsExactly("rejected schema_validation: no", "blocked", "blocked", "blocked", "pending");
        UUID later = UUID.randomUUID();
        assertThat(said(outbox().append(
                                List.of(draft("c", null, later), draft("b", null, later), draft("c")),
                                BaseVersions.AS_GIVEN)))
                .containsExactly("blocked", "blocked", "blocked");
    }

    @Test
    void what_was_sent_behind_a_rejected_one_waits_with_it() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("a"), draft("a")), BaseVersions.AS_GIVEN);
        List<LocalEvent> two = outbox().journal().take(new BatchLimits(2, 2, 1000, true));
        answer(two.subList(0, 1), "schema_validation: no");
        assertThat(said(all)).containsExactly("rejected schema_validation: no", "blocked", "blocked");
        assertThat(sizeOf(ALL)).isZero();
        outbox().journal().record(List.of(outcome(two.get(1).eventId(), "3")), 3);
        assertThat(said(all)).containsExactly("rejected schema_validation: no", "accepted 3", "blocked");
    }

    @Test
    void without_chains_an_entitys_next_event_waits_for_the_outcome() {
        UUID command = UUID.randomUUID();
        List<LocalEvent> all = outbox().append(
                        List.of(
                                draft("a"),
                                draft("a"),
                                draft("b"),
                                draft("b", null, command),
                                draft("c", null, command),
                                draft("c"),
                                draft("d")),
                        BaseVersions.AS_GIVEN);
        answer(outbox().journal().take(ALL.chains(false)), "1", "2", "3");
        assertThat(said(all))
                .containsExactly("accepted 1", "pending", "accepted 2", "pending", "pending", "pending", "accepted 3");
        answer(outbox().journal().take(ALL.chains(false)), "4", "5", "6");
        assertThat(said(all)).last().isEqualTo("accepted 3");
        assertThat(said(all.get(5))).isEqualTo("pending");
        assertThat(sizeOf(ALL.chains(false))).isEqualTo(1);
    }

    @Test
    void what_was_not_judged_keeps_its_id() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("a"), draft("a")), BaseVersions.FROM_LOCAL);
        answer(
                outbox().journal().take(ALL),
                "version_conflict: expected 0, actual 1",
                "predecessor_rejected: x",
                "predecessor_rejected: x");
        assertThat(said(all)).containsExactly("rejected version_conflict: expected 0, actual 1", "blocked", "blocked");
        List<LocalEvent> replacement = outbox().rebase(all.get(0).eventId());
        assertThat(outbox().journal().take(ALL))
                .extracting(LocalEvent::eventId)
                .containsExactly(
                        replacement.get(0).eventId(),
                        all.get(1).eventId(),
                        all.get(2).eventId());
    }

    @Test
    void what_was_not_judged_goes_on_if_its_predecessor_is_in_the_log() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("a")), BaseVersions.FROM_LOCAL);
        outbox().journal().take(ALL);
        outbox().journal().apply(List.of(pulled(all.get(0).event(), 1, 1)), 1);
        outbox().journal().record(List.of(outcome(all.get(1).eventId(), "predecessor_rejected: x")), 1);
        assertThat(said(all)).containsExactly("accepted 1", "pending");
    }

    @Test
    void who_was_rejected_because_of_an_earlier_one_waits_for_it() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("a"), draft("b")), BaseVersions.FROM_LOCAL);
        answer(
                outbox().journal().take(ALL),
                "version_conflict: expected 0, actual 2",
                "version_conflict: expected 1, actual 2",
                "version_conflict: expected 0, actual 5");
        assertThat(said(all))
                .containsExactly(
                        "rejected version_conflict: expected 0, actual 2",
                        "blocked",
                        "rejected version_conflict: expected 0, actual 5");
    }

    @Test
    void what_is_left_out_holds_back_what_must_come_after_it() {
        UUID command = UUID.randomUUID();
        List<LocalEvent> all = outbox().append(
                        List.of(
                                draft("a"),
                                draft("b"),
                                draft("a", null, command),
                                draft("c", null, command),
                                draft("c"),
                                draft("d")),
                        BaseVersions.AS_GIVEN);
        assertThat(outbox().journal().take(ALL, Set.of(all.get(0).eventId())))
                .extracting(LocalEvent::eventId)
                .containsExactly(all.get(1).eventId(), all.get(5).eventId());
        assertThat(said(all)).containsExactly("pending", "sending", "pending", "pending", "pending", "sending");
        assertThat(outbox().journal().take(ALL, Set.of(all.get(3).eventId())))
                .extracting(LocalEvent::eventId)
                .containsExactly(
                        all.get(0).eventId(), all.get(1).eventId(), all.get(5).eventId());
    }

    @Test
    void what_is_taken_says_how_many_times_it_was() {
        outbox().append(draft("a"));
        for (int i = 1; i <= 3; i++) {
            assertThat(outbox().journal().take(ALL).get(0).state()).isEqualTo(new LocalState.Pending(i));
        }
    }

    @Test
    void what_was_sent_and_got_lost_is_set_aside_with_followers() {
        List<LocalEvent> all =
                outbox().append(List.of(draft("a"), draft("b"), draft("a"), draft("a")), BaseVersions.FROM_LOCAL);
        outbox().journal().take(new BatchLimits(3, 3, 1000, true));
        outbox().journal().record(List.of(outcome(all.get(1).eventId(), "1")), 1);
        List<PushOutcome.Rejected> lost =
                List.of((PushOutcome.Rejected) outcome(all.get(0).eventId(), "server error: 500"));

        Map<UUID, Integer> sent = outbox().journal().unanswered();
        assertThat(sent)
                .containsOnly(entry(all.get(0).eventId(), 1), entry(all.get(2).eventId(), 1));
        outbox().journal().setAside(lost, 1, sent);
        assertThat(said(all)).containsExactly("sending", "accepted 1", "sending", "pending");

        outbox().journal().apply(List.of(pulled(all.get(1).event(), 1, 1)), 1);
        outbox().journal().setAside(lost, 1, sent);
        assertThat(said(all)).containsExactly("rejected server error: 500", "accepted 1", "blocked", "blocked");
        assertThat(outbox().status().sending()).isZero();

        outbox().retry(all.get(0).eventId());
        assertThat(said(all)).containsExactly("pending", "accepted 1", "pending", "pending");
        assertThat(outbox().journal().take(ALL))
                .extracting(LocalEvent::event)
                .containsExactly(
                        all.get(0).event(), all.get(2).event(), all.get(3).event());
    }

    @Test
    void what_has_had_its_outcome_meanwhile_is_not_set_aside() {
        LocalEvent stored = outbox().append(draft("a"));
        outbox().journal().take(ALL);
        outbox().journal().apply(List.of(pulled(stored.event(), 1, 1)), 1);
        outbox().journal()
                .setAside(List.of((PushOutcome.Rejected) outcome(stored.eventId(), "server error: 500")), 1, Map.of());
        assertThat(said(stored)).isEqualTo("accepted 1");
    }

    @Test
    void what_another_agent_has_sent_meanwhile_is_not_set_aside() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("a")), BaseVersions.AS_GIVEN);
        outbox().journal().take(new BatchLimits(1, 1, 1));
        Map<UUID, Integer> sent = outbox().journal().unanswered();
        List<PushOutcome.Rejected> lost =
                List.of((PushOutcome.Rejected) outcome(all.get(0).eventId(), "server error: 500"));
        Outbox other = openAnother();

        List<LocalEvent> both = other.journal().take(ALL);
        outbox().journal().setAside(lost, 0, sent);
        assertThat(said(all)).containsExactly("sending", "sending");
        other.journal().putBack(both.subList(0, 1));
        outbox().journal().setAside(lost, 0, sent);
        assertThat(said(all)).containsExactly("sending", "sending");

        other.journal().putBack(both.subList(1, 2));
        outbox().journal().setAside(lost, 0, sent);
        assertThat(said(all)).containsExactly("rejected server error: 500", "blocked");
    }

    @Test
    void suspicion_stays_until_there_is_an_outcome_or_another_try() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("b")), BaseVersions.AS_GIVEN);
        UUID first = all.get(0).eventId();
        outbox().journal().suspect(all.subList(0, 1));
        assertThat(openAnother().journal().isSuspected(first)).isTrue();
        assertThat(outbox().journal().isSuspected(all.get(1).eventId())).isFalse();
        answer(outbox().journal().take(new BatchLimits(1, 1, 1)), "server error: 500");
        outbox().retry(first);
        assertThat(outbox().journal().isSuspected(first)).isFalse();
    }

    @Test
    void the_last_stored_event_is_known() {
        List<LocalEvent> all =
                outbox().append(List.of(draft("a"), draft("b"), draft("c"), draft("d")), BaseVersions.AS_GIVEN);
        assertThat(outbox().journal().lastStored()).isEmpty();
        answer(outbox().journal().take(new BatchLimits(3, 3, 1000)), "1", "2", "schema_validation: no");
        assertThat(outbox().journal().lastStored())
                .map(LocalEvent::eventId)
                .contains(all.get(1).eventId());
        outbox().journal()
                .apply(
                        List.of(
                                pulled(all.get(0).event(), 1, 1),
                                pulled(all.get(1).event(), 2, 1)),
                        2);
        assertThat(outbox().journal().lastStored())
                .map(LocalEvent::eventId)
                .contains(all.get(1).eventId());
    }

    private int sizeOf(BatchLimits limits) {
        List<LocalEvent> taken = outbox().journal().take(limits);
        outbox().journal().putBack(taken);
        return taken.size();
    }

    private static List<Event> events(List<LocalEvent> local) {
        return local.stream().map(LocalEvent::event).toList();
    }
}
