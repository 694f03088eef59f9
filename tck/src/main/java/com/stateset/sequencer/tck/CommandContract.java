package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendResult;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A command is one intent: all its new events or none, and only once. */
public abstract class CommandContract extends StoreContract {

    @Test
    void a_command_is_stored_whole() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        AppendResult answer = append(
                event(stream).candidate(),
                event(stream).command(command).candidate(),
                event(stream).command(command).baseVersion(2L).candidate(),
                event(stream).candidate());
        assertThat(said(answer)).containsExactly("accepted 1", "accepted 2", "accepted 3", "accepted 4");
        assertThat(readAll(stream))
                .extracting(row -> row.event().commandId())
                .containsExactly(null, command, command, null);
    }

    @Test
    void if_one_event_is_rejected_its_new_siblings_are_too() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        AdmittedEvent bad = event(stream).command(command).baseVersion(9L).candidate();
        AdmittedEvent first = event(stream).command(command).candidate();
        AdmittedEvent last = event(stream).command(command).candidate();
        AppendResult answer = append(first, bad, last);
        Rejection conflict = new Rejection.VersionConflict(9, 1);
        Rejection failed = new Rejection.CommandRejected(bad.event().eventId(), conflict);
        assertThat(answer.outcomes())
                .containsExactly(
                        new Outcome.Rejected(first.event().eventId(), failed),
                        new Outcome.Rejected(bad.event().eventId(), conflict),
                        new Outcome.Rejected(last.event().eventId(), failed));
        assertThat(said(answer))
                .element(0)
                .isEqualTo("rejected command_rejected: " + bad.event().eventId()
                        + " version_conflict: expected 9, actual 1");
        assertThat(answer.head()).isZero();
        assertThat(readAll(stream)).isEmpty();
    }

    @Test
    void each_command_of_a_batch_stands_alone() {
        StreamId stream = newStream();
        UUID good = UUID.randomUUID();
        UUID bad = UUID.randomUUID();
        AdmittedEvent conflicting = event(stream).command(bad).baseVersion(9L).candidate();
        AppendResult answer = append(
                event(stream).command(good).candidate(),
                conflicting,
                event(stream).command(bad).candidate(),
                event(stream).candidate());
        assertThat(said(answer))
                .containsExactly(
                        "accepted 1",
                        "rejected version_conflict: expected 9, actual 1",
                        "rejected command_rejected: " + conflicting.event().eventId()
                                + " version_conflict: expected 9, actual 1",
                        "accepted 2");
    }

    @Test
    void a_rejected_command_gives_back_versions_and_ids() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        UUID id = UUID.randomUUID();
        append(event(stream).candidate());
        AdmittedEvent bad = event(stream).command(command).baseVersion(7L).candidate();
        AppendResult answer = append(
                event(stream).id(id).command(command).baseVersion(1L).candidate(),
                event(stream).command(command).entity("order", "o-2").candidate(),
                bad,
                event(stream).id(id).payload("{}").baseVersion(1L).candidate(),
                event(stream).entity("order", "o-2").baseVersion(0L).candidate());
        assertThat(said(answer).subList(2, 5))
                .containsExactly("rejected version_conflict: expected 7, actual 2", "accepted 2", "accepted 3");
        assertThat(readAll(stream)).extracting(SequencedEvent::entityVersion).containsExactly(1L, 2L, 1L);
    }

    @Test
    void a_rejected_command_may_be_sent_again() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        append(event(stream).command(command).baseVersion(1L).candidate());
        append(event(stream).candidate());
        assertThat(said(append(event(stream).command(command).baseVersion(1L).candidate())))
                .containsExactly("accepted 2");
    }

    @Test
    void replays_in_a_rejected_command_stay_duplicates() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        AdmittedEvent stored = event(stream).candidate();
        append(stored);
        AdmittedEvent bad = event(stream).command(command).baseVersion(5L).candidate();
        AdmittedEvent replay =
                event(stream).id(stored.event().eventId()).command(command).candidate();
        AdmittedEvent fresh = event(stream).command(command).candidate();
        AppendResult answer = append(replay, fresh, bad, fresh);
        String failed =
                "rejected command_rejected: " + bad.event().eventId() + " version_conflict: expected 5, actual 2";
        assertThat(said(answer))
                .containsExactly("duplicate 1", failed, "rejected version_conflict: expected 5, actual 2", failed);
        assertThat(store().head(stream)).isEqualTo(1);
    }

    @Test
    void a_command_replayed_whole_is_all_duplicates() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        List<AdmittedEvent> sent = List.of(
                event(stream).command(command).candidate(),
                event(stream).command(command).baseVersion(1L).candidate());
        append(sent);
        assertThat(said(append(sent))).containsExactly("duplicate 1", "duplicate 2");
        assertThat(store().head(stream)).isEqualTo(2);
    }

    @Test
    void a_command_that_was_used_up_takes_nothing_new() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        AdmittedEvent sent = event(stream).command(command).candidate();
        append(sent);
        assertThat(said(append(event(stream).command(command).candidate())))
                .containsExactly("rejected duplicate_command_id");
        assertThat(said(append(sent, event(stream).command(command).candidate())))
                .containsExactly("duplicate 1", "rejected duplicate_command_id");
        assertThat(said(openAnother()
                        .append(List.of(batch(event(stream).command(command).candidate())))
                        .get(0)))
                .containsExactly("rejected duplicate_command_id");
        assertThat(store().head(stream)).isEqualTo(1);
    }

    @Test
    void a_command_is_used_up_for_the_later_batches_of_its_group() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        AdmittedEvent sent = event(stream).command(command).candidate();
        List<AppendResult> answers = store().append(List.of(
                batch(sent), batch(event(stream).command(command).candidate()), batch(sent)));
        assertThat(answers)
                .extracting(StoreContract::said)
                .containsExactly(
                        List.of("accepted 1"), List.of("rejected duplicate_command_id"), List.of("duplicate 1"));
    }

    @Test
    void an_event_rejected_unless_a_replay_rejects_its_command() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        AdmittedEvent refused = event(stream)
                .command(command)
                .commandProblem(new Rejection.SchemaValidation("the command is torn"))
                .candidate();
        AppendResult answer = append(event(stream).command(command).candidate(), refused);
        assertThat(said(answer))
                .containsExactly(
                        "rejected command_rejected: " + refused.event().eventId()
                                + " schema_validation: the command is torn",
                        "rejected schema_validation: the command is torn");
    }
}
