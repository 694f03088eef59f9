package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers without gaps, in the order sent. */
public abstract class AppendContract extends StoreContract {

    @Test
    void an_unknown_stream_has_head_0() {
        assertThat(store().head(newStream())).isZero();
    }

    @Test
    void the_first_event_has_number_1_and_each_next_one_is_one_more() {
        StreamId stream = newStream();
        assertThat(said(append(event(stream).candidate()))).containsExactly("accepted 1");
        assertThat(said(append(event(stream).candidate(), event(stream).candidate())))
                .containsExactly("accepted 2", "accepted 3");
        assertThat(said(append(event(stream).candidate()))).containsExactly("accepted 4");
        assertThat(store().head(stream)).isEqualTo(4);
        assertThat(numbers(readAll(stream))).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void outcomes_and_events_stand_in_the_order_sent() {
        StreamId stream = newStream();
        List<AdmittedEvent> sent = events(stream, 20);
        AppendResult answer = append(sent);
        assertThat(answer.outcomes()).extracting(Outcome::eventId).containsExactlyElementsOf(ids(sent));
        assertThat(readAll(stream)).extracting(row -> row.event().eventId()).containsExactlyElementsOf(ids(sent));
    }

    @Test
    void the_head_in_the_answer_is_the_one_after_the_group() {
        StreamId stream = newStream();
        List<AppendResult> answers = store().append(List.of(batch(events(stream, 2)), batch(events(stream, 3))));
        assertThat(answers).extracting(AppendResult::head).containsExactly(5L, 5L);
        assertThat(said(answers.get(0))).containsExactly("accepted 1", "accepted 2");
        assertThat(said(answers.get(1))).containsExactly("accepted 3", "accepted 4", "accepted 5");
    }

    @Test
    void a_group_of_several_streams_is_answered_batch_by_batch() {
        List<StreamId> streams = List.of(newStream(), newStream(), newStream());
        append(event(streams.get(1)).candidate());
        List<AppendBatch> group = List.of(
                batch(events(streams.get(2), 2)),
                batch(events(streams.get(0), 1)),
                batch(events(streams.get(1), 2)),
                batch(events(streams.get(2), 1)));
        List<AppendResult> answers = store().append(group);
        assertThat(answers)
                .extracting(StoreContract::said)
                .containsExactly(
                        List.of("accepted 1", "accepted 2"),
                        List.of("accepted 1"),
                        List.of("accepted 2", "accepted 3"),
                        List.of("accepted 3"));
        assertThat(answers).extracting(AppendResult::head).containsExactly(3L, 1L, 3L, 3L);
        for (int i = 0; i < group.size(); i++) {
            assertThat(answers.get(i).outcomes())
                    .extracting(Outcome::eventId)
                    .containsExactlyElementsOf(ids(group.get(i).events()));
        }
    }

    @Test
    void rejected_events_leave_no_gap() {
        StreamId stream = newStream();
        AppendResult answer = append(
                event(stream).candidate(),
                event(stream).baseVersion(7L).candidate(),
                event(stream).candidate());
        assertThat(said(answer))
                .containsExactly("accepted 1", "rejected version_conflict: expected 7, actual 1", "accepted 2");
        assertThat(answer.head()).isEqualTo(2);
        assertThat(numbers(readAll(stream))).containsExactly(1L, 2L);
    }

    @Test
    void a_stream_whose_events_were_all_rejected_stays_empty() {
        StreamId stream = newStream();
        AppendResult answer = append(event(stream).baseVersion(1L).candidate());
        assertThat(answer.head()).isZero();
        assertThat(store().head(stream)).isZero();
        assertThat(readAll(stream)).isEmpty();
    }

    @Test
    void a_large_batch_is_consecutive() {
        StreamId stream = newStream();
        List<AdmittedEvent> sent = events(stream, 1000);
        AppendResult answer = append(sent);
        assertThat(said(answer))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 1000)
                        .mapToObj(n -> "accepted " + n)
                        .toList());
        assertThat(readAll(stream)).extracting(row -> row.event().eventId()).containsExactlyElementsOf(ids(sent));
    }

    @Test
    void the_moment_in_the_answer_is_the_one_in_the_log() {
        StreamId stream = newStream();
        append(events(stream, 2));
        AppendResult answer = append(events(stream, 2));
        List<SequencedEvent> rows = readAll(stream).subList(2, 4);
        assertThat(answer.outcomes())
                .extracting(outcome -> ((Outcome.Accepted) outcome).sequencedAt())
                .containsExactlyElementsOf(
                        rows.stream().map(SequencedEvent::sequencedAt).toList());
    }

    @Test
    void a_row_remembers_the_key_version_of_its_batch() {
        StreamId stream = newStream();
        store().append(List.of(
                new AppendBatch(stream, events(stream, 1), 3),
                new AppendBatch(stream, events(stream, 1), 0),
                new AppendBatch(stream, events(stream, 1), 4)));
        assertThat(readAll(stream))
                .extracting(SequencedEvent::sequencerKeyVersion)
                .containsExactly(3, 0, 4);
    }

    static List<AdmittedEvent> events(StreamId stream, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(stream).entity("order", "o-" + i % 7).candidate())
                .toList();
    }

    private static List<UUID> ids(List<AdmittedEvent> candidates) {
        return candidates.stream().map(candidate -> candidate.event().eventId()).toList();
    }
}
