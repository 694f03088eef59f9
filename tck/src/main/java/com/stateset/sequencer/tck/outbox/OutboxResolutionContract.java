package com.stateset.sequencer.tck.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.BatchLimits;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A rejected event can be retried, rebased or given up, and what waits behind it moves with it. */
public abstract class OutboxResolutionContract extends OutboxCase {

    private static final String CONFLICT = "version_conflict: expected 0, actual 2";
    private static final BatchLimits ONE = new BatchLimits(1, 1, 1);

    @Test
    void a_retry_sends_the_same_event_and_frees_what_waits() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("a")), BaseVersions.AS_GIVEN);
        answer(outbox().journal().take(ONE), "agent_key_invalid: unknown");
        assertThat(outbox().retry(all.get(0).eventId())).containsExactly(all.get(0));
        assertThat(said(all)).containsExactly("pending", "pending");
        assertThat(taken()).containsExactly(all.get(0).event(), all.get(1).event());
    }

    @Test
    void what_is_behind_another_rejected_event_keeps_waiting() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("a"), draft("a")), BaseVersions.AS_GIVEN);
        answer(
                outbox().journal().take(new BatchLimits(2, 2, 1000, true)),
                "schema_validation: x",
                "schema_validation: y");
        outbox().retry(all.get(1).eventId());
        assertThat(said(all)).containsExactly("rejected schema_validation: x", "blocked", "blocked");
        outbox().retry(all.get(0).eventId());
        assertThat(said(all)).containsExactly("pending", "pending", "pending");
    }

    @Test
    void a_rebase_puts_a_new_event_on_top_of_what_was_pulled() {
        List<LocalEvent> all =
                outbox().append(List.of(draft("a"), draft("a"), draft("b"), draft("a")), BaseVersions.FROM_LOCAL);
        answer(outbox().journal().take(ONE), CONFLICT);
        pullTwoOf("a");
        LocalEvent rebased = outbox().rebase(all.get(0).eventId()).get(0);
        assertThat(outbox().find(all.get(0).eventId()).orElseThrow().state())
                .isEqualTo(new LocalState.Replaced(rebased.eventId()));
        assertThat(rebased.eventId()).isNotEqualTo(all.get(0).eventId());
        assertThat(rebased.event().payload()).isEqualTo(all.get(0).event().payload());
        assertThat(rebased.event().createdAt()).isEqualTo(all.get(0).event().createdAt());
        assertThat(SIGNER.key().sign(VesHashes.signing(rebased.event())))
                .isEqualTo(rebased.event().authorship().signature());
        // What had never been sent is still itself; only the version that it demands is another one.
        assertThat(taken())
                .extracting(event -> event.eventId() + " " + event.baseVersion())
                .containsExactly(
                        rebased.eventId() + " 2",
                        all.get(1).eventId() + " 3",
                        all.get(2).eventId() + " 0",
                        all.get(3).eventId() + " 4");
    }

    @Test
    void who_was_rejected_along_with_it_is_made_anew_too() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("a")), BaseVersions.FROM_LOCAL);
        answer(outbox().journal().take(ALL), CONFLICT, "version_conflict: expected 1, actual 2");
        pullTwoOf("a");
        outbox().rebase(all.get(0).eventId());
        assertThat(said(all)).containsExactly("replaced", "replaced");
        assertThat(taken()).extracting(Event::baseVersion).containsExactly(2L, 3L);
    }

    @Test
    void a_command_is_rebased_as_one() {
        UUID command = UUID.randomUUID();
        List<LocalEvent> all = outbox().append(
                        List.of(draft("a", null, command), draft("b", null, command), draft("b")),
                        BaseVersions.FROM_LOCAL);
        answer(outbox().journal().take(new BatchLimits(1, 2, 1000)), CONFLICT, "command_rejected: x " + CONFLICT);
        pullTwoOf("a");
        outbox().rebase(all.get(1).eventId());
        assertThat(said(all)).containsExactly("replaced", "replaced", "pending");
        assertThat(taken())
                .extracting(event -> event.commandId() + " " + event.baseVersion())
                .containsExactly(command + " 2", command + " 0", null + " 1");
    }

    @Test
    void what_demanded_no_version_demands_none_when_it_is_rebased() {
        LocalEvent event = outbox().append(draft("a"));
        answer(outbox().journal().take(ALL), "agent_key_invalid: revoked");
        assertThat(outbox().rebase(event.eventId()).get(0).event().baseVersion())
                .isNull();
    }

    @Test
    void a_discarded_event_no_longer_counts() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("a"), draft("a")), BaseVersions.FROM_LOCAL);
        answer(outbox().journal().take(ONE), "schema_validation: no");
        outbox().discard(all.get(0).eventId());
        assertThat(said(all)).containsExactly("discarded", "pending", "pending");
        assertThat(taken())
                .extracting(event -> event.eventId() + " " + event.baseVersion())
                .containsExactly(all.get(1).eventId() + " 0", all.get(2).eventId() + " 1");
    }

    @Test
    void a_discarded_conflict_does_not_hide_what_others_did() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("a")), BaseVersions.FROM_LOCAL);
        answer(outbox().journal().take(ALL), CONFLICT, "version_conflict: expected 1, actual 2");
        pullTwoOf("a");
        outbox().discard(all.get(0).eventId());
        assertThat(said(all)).containsExactly("discarded", "replaced");
        assertThat(taken()).extracting(Event::baseVersion).containsExactly(0L);
    }

    @Test
    void a_command_is_discarded_as_one() {
        UUID command = UUID.randomUUID();
        List<LocalEvent> all =
                outbox().append(List.of(draft("a", null, command), draft("b", null, command)), BaseVersions.AS_GIVEN);
        outbox().discard(all.get(1).eventId());
        assertThat(said(all)).containsExactly("discarded", "discarded");
        assertThat(taken()).isEmpty();
    }

    @Test
    void what_may_be_at_the_server_is_neither_changed_nor_given_up() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("a")), BaseVersions.FROM_LOCAL);
        List<LocalEvent> taken = outbox().journal().take(ALL);
        UUID second = all.get(1).eventId();
        assertThatThrownBy(() -> outbox().discard(second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("event " + second + " has been sent, and its outcome is not known yet");
        answer(taken.subList(0, 1), CONFLICT);
        assertThat(said(all)).containsExactly("rejected " + CONFLICT, "blocked");
        assertThat(taken()).isEmpty();
    }

    @Test
    void only_what_was_rejected_can_be_retried_or_rebased() {
        LocalEvent pending = outbox().append(draft("a"));
        UUID unknown = UUID.randomUUID();
        assertThatThrownBy(() -> outbox().retry(pending.eventId()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("event " + pending.eventId() + " was not rejected, or has been dealt with");
        assertThatThrownBy(() -> outbox().rebase(unknown))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("event " + unknown + " is not in this outbox");
        answer(outbox().journal().take(ALL), "1");
        assertThatThrownBy(() -> outbox().discard(pending.eventId()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("event " + pending.eventId() + " is not waiting any more");
    }

    @Test
    void without_the_key_a_signed_event_is_not_rebased() {
        LocalEvent event = outbox().append(draft("a"));
        answer(outbox().journal().take(ALL), CONFLICT);
        assertThatThrownBy(() -> open(PROFILE, null).rebase(event.eventId()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("to sign a new one, open the outbox with the agent's key");
        assertThat(said(event)).isEqualTo("rejected " + CONFLICT);
    }

    private void pullTwoOf(String entity) {
        OutboxStranger stranger = new OutboxStranger();
        outbox().journal()
                .apply(List.of(pulled(stranger.event(entity), 1, 1), pulled(stranger.event(entity), 2, 2)), 2);
    }

    private List<Event> taken() {
        return outbox().journal().take(ALL).stream().map(LocalEvent::event).toList();
    }
}
