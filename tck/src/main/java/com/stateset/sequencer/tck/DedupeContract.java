package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendResult;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The same event any number of times is stored once, and answered the same. */
public abstract class DedupeContract extends StoreContract {

    private static final Rejection TORN = new Rejection.SchemaValidation("the command is torn");

    @Test
    void a_replay_in_a_later_batch_gets_the_first_answer_as_duplicate() {
        StreamId stream = newStream();
        AdmittedEvent sent = event(stream).candidate();
        Outcome.Stored first = (Outcome.Stored) append(sent).outcomes().get(0);
        append(event(stream).candidate());
        AppendResult again = append(sent, event(stream).candidate());
        assertThat(again.outcomes().get(0))
                .isEqualTo(
                        new Outcome.Duplicate(sent.event().eventId(), 1, first.sequencedAt(), sent.signingHash(), 0));
        assertThat(said(again)).containsExactly("duplicate 1", "accepted 3");
        assertThat(again.head()).isEqualTo(3);
        assertThat(numbers(readAll(stream))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_batch_sent_again_whole_changes_nothing() {
        StreamId stream = newStream();
        List<AdmittedEvent> sent = AppendContract.events(stream, 5);
        append(sent);
        List<SequencedEvent> before = readAll(stream);
        AppendResult again = append(sent);
        assertThat(said(again))
                .containsExactly("duplicate 1", "duplicate 2", "duplicate 3", "duplicate 4", "duplicate 5");
        assertThat(again.head()).isEqualTo(5);
        assertThat(readAll(stream)).isEqualTo(before);
    }

    @Test
    void a_replay_within_a_batch_is_a_duplicate() {
        StreamId stream = newStream();
        AdmittedEvent sent = event(stream).candidate();
        AppendResult answer = append(sent, event(stream).candidate(), sent, sent);
        assertThat(said(answer)).containsExactly("accepted 1", "accepted 2", "duplicate 1", "duplicate 1");
        Outcome.Stored first = (Outcome.Stored) answer.outcomes().get(0);
        assertThat(answer.outcomes().get(2))
                .isEqualTo(
                        new Outcome.Duplicate(sent.event().eventId(), 1, first.sequencedAt(), sent.signingHash(), 0));
    }

    @Test
    void a_replay_within_a_group_is_a_duplicate() {
        StreamId stream = newStream();
        StreamId other = newStream();
        AdmittedEvent sent = event(stream).candidate();
        List<AppendResult> answers = store().append(List.of(
                batch(event(stream).candidate(), sent),
                batch(event(other).candidate()),
                batch(sent, event(stream).candidate())));
        assertThat(said(answers.get(0))).containsExactly("accepted 1", "accepted 2");
        assertThat(said(answers.get(2))).containsExactly("duplicate 2", "accepted 3");
    }

    @Test
    void a_replay_after_reopening_is_a_duplicate() {
        StreamId stream = newStream();
        List<AdmittedEvent> sent = AppendContract.events(stream, 3);
        append(sent);
        AppendResult again = openAnother().append(List.of(batch(sent))).get(0);
        assertThat(said(again)).containsExactly("duplicate 1", "duplicate 2", "duplicate 3");
        assertThat(again.head()).isEqualTo(3);
    }

    @Test
    void the_same_id_with_other_content_is_rejected() {
        StreamId stream = newStream();
        UUID id = UUID.randomUUID();
        append(event(stream).id(id).candidate());
        Ed25519Signature signature = Ed25519Signature.of(new byte[Ed25519Signature.LENGTH]);
        List<AdmittedEvent> changed = List.of(
                event(stream).id(id).payload("{\"total\":29.34}").candidate(),
                event(stream).id(id).entity("order", "o-2").candidate(),
                event(stream).id(id).entity("orders", "o-1").candidate(),
                event(stream).id(id).type("order.placed").candidate(),
                event(stream).id(id).createdAt("2026-01-02T03:04:05.6780Z").candidate(),
                event(stream).id(id).agent(UUID.randomUUID()).candidate(),
                event(stream)
                        .id(id)
                        .authorship(new Authorship.Signed(0, signature))
                        .candidate());
        for (AdmittedEvent candidate : changed) {
            assertThat(said(append(candidate))).containsExactly("rejected duplicate_event_id");
        }
        assertThat(store().head(stream)).isEqualTo(1);
    }

    @Test
    void an_equal_signing_hash_signed_differently_is_other_content() {
        StreamId stream = newStream();
        UUID id = UUID.randomUUID();
        byte[] bytes = new byte[Ed25519Signature.LENGTH];
        registerKey(stream, EventBuilder.AGENT, 1);
        append(event(stream)
                .id(id)
                .authorship(new Authorship.Signed(1, Ed25519Signature.of(bytes)))
                .candidate());
        bytes[63] = 1;
        AppendResult answer = append(event(stream)
                .id(id)
                .authorship(new Authorship.Signed(1, Ed25519Signature.of(bytes)))
                .candidate());
        assertThat(said(answer)).containsExactly("rejected duplicate_event_id");
    }

    @Test
    void the_same_id_with_other_content_within_a_batch_is_rejected() {
        StreamId stream = newStream();
        UUID id = UUID.randomUUID();
        AppendResult answer = append(
                event(stream).id(id).candidate(),
                event(stream).id(id).payload("[]").candidate(),
                event(stream).id(id).candidate());
        assertThat(said(answer)).containsExactly("accepted 1", "rejected duplicate_event_id", "duplicate 1");
    }

    @Test
    void the_id_of_a_rejected_event_is_free() {
        StreamId stream = newStream();
        UUID id = UUID.randomUUID();
        AppendResult answer = append(
                event(stream).id(id).baseVersion(3L).candidate(),
                event(stream).id(id).payload("[]").candidate());
        assertThat(said(answer)).containsExactly("rejected version_conflict: expected 3, actual 0", "accepted 1");
    }

    @Test
    void what_no_hash_covers_does_not_make_another_event() {
        StreamId stream = newStream();
        UUID id = UUID.randomUUID();
        append(event(stream).id(id).command(UUID.randomUUID()).baseVersion(0L).candidate());
        List<SequencedEvent> before = readAll(stream);
        assertThat(said(append(event(stream).id(id).command(UUID.randomUUID()).candidate())))
                .containsExactly("duplicate 1");
        assertThat(said(append(event(stream).id(id).baseVersion(9L).candidate())))
                .containsExactly("duplicate 1");
        assertThat(readAll(stream)).isEqualTo(before);
    }

    @Test
    void a_replay_is_answered_before_its_base_version_is_judged() {
        StreamId stream = newStream();
        AdmittedEvent sent = event(stream).baseVersion(0L).candidate();
        append(sent);
        append(event(stream).candidate());
        assertThat(said(append(sent))).containsExactly("duplicate 1");
    }

    @Test
    void a_candidate_rejected_unless_a_replay_can_be_a_duplicate() {
        StreamId stream = newStream();
        UUID id = UUID.randomUUID();
        AdmittedEvent refused = event(stream).id(id).commandProblem(TORN).candidate();
        assertThat(append(refused).outcomes()).containsExactly(new Outcome.Rejected(id, TORN));
        append(event(stream).id(id).candidate());
        assertThat(said(append(
                        refused,
                        event(stream).commandProblem(TORN).candidate(),
                        event(stream).candidate())))
                .containsExactly("duplicate 1", "rejected schema_validation: the command is torn", "accepted 2");
    }

    @Test
    void a_candidate_rejected_unless_a_replay_may_replay_its_batch() {
        StreamId stream = newStream();
        UUID id = UUID.randomUUID();
        AppendResult answer = append(
                event(stream).id(id).candidate(),
                event(stream).id(id).commandProblem(TORN).candidate(),
                event(stream).id(id).payload("0").commandProblem(TORN).candidate());
        assertThat(said(answer)).containsExactly("accepted 1", "duplicate 1", "rejected duplicate_event_id");
    }
}
