package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An entity's version is the count of its events, and {@code base_version} demands one. */
public abstract class EntityVersionContract extends StoreContract {

    @Test
    void versions_count_the_events_of_each_entity() {
        StreamId stream = newStream();
        append(
                event(stream).entity("order", "a").candidate(),
                event(stream).entity("order", "b").candidate(),
                event(stream).entity("order", "a").candidate());
        append(
                event(stream).entity("invoice", "a").candidate(),
                event(stream).entity("order", "a").candidate());
        assertThat(readAll(stream)).extracting(SequencedEvent::entityVersion).containsExactly(1L, 1L, 2L, 1L, 3L);
        assertThat(version(stream, "order", "a")).isEqualTo(3);
        assertThat(version(stream, "order", "b")).isEqualTo(1);
        assertThat(version(stream, "order", "c")).isZero();
    }

    @Test
    void the_base_version_must_be_the_one_of_the_moment() {
        StreamId stream = newStream();
        assertThat(said(append(event(stream).baseVersion(0L).candidate()))).containsExactly("accepted 1");
        assertThat(said(append(event(stream).baseVersion(0L).candidate())))
                .containsExactly("rejected version_conflict: expected 0, actual 1");
        assertThat(said(append(event(stream).baseVersion(2L).candidate())))
                .containsExactly("rejected version_conflict: expected 2, actual 1");
        assertThat(said(append(event(stream).baseVersion(1L).candidate()))).containsExactly("accepted 2");
        assertThat(said(append(event(stream).baseVersion(Long.MAX_VALUE).candidate())))
                .containsExactly("rejected version_conflict: expected 9223372036854775807, actual 2");
    }

    @Test
    void events_before_it_in_its_batch_count() {
        StreamId stream = newStream();
        AppendResult answer = append(
                event(stream).baseVersion(0L).candidate(),
                event(stream).entity("order", "other").baseVersion(0L).candidate(),
                event(stream).baseVersion(1L).candidate(),
                event(stream).baseVersion(1L).candidate(),
                event(stream).candidate(),
                event(stream).baseVersion(3L).candidate());
        assertThat(said(answer))
                .containsExactly(
                        "accepted 1",
                        "accepted 2",
                        "accepted 3",
                        "rejected version_conflict: expected 1, actual 2",
                        "accepted 4",
                        "accepted 5");
    }

    @Test
    void batches_before_it_in_its_group_count() {
        StreamId stream = newStream();
        List<AppendResult> answers = store().append(List.of(
                batch(event(stream).baseVersion(0L).candidate()),
                batch(event(stream).baseVersion(0L).candidate()),
                batch(event(stream).baseVersion(1L).candidate())));
        assertThat(answers)
                .extracting(StoreContract::said)
                .containsExactly(
                        List.of("accepted 1"),
                        List.of("rejected version_conflict: expected 0, actual 1"),
                        List.of("accepted 2"));
    }

    @Test
    void duplicates_do_not_count() {
        StreamId stream = newStream();
        AdmittedEvent sent = event(stream).candidate();
        append(sent);
        assertThat(said(append(sent, sent, event(stream).baseVersion(1L).candidate())))
                .containsExactly("duplicate 1", "duplicate 1", "accepted 2");
        assertThat(readAll(stream)).extracting(SequencedEvent::entityVersion).containsExactly(1L, 2L);
    }

    @Test
    void type_and_id_are_never_mixed_up() {
        StreamId stream = newStream();
        append(
                event(stream).entity("a", "b/c").candidate(),
                event(stream).entity("a/b", "c").baseVersion(0L).candidate(),
                event(stream).entity("ab", "/c").baseVersion(0L).candidate(),
                event(stream).entity("A", "b/c").baseVersion(0L).candidate(),
                event(stream).entity("a", "b/c ").baseVersion(0L).candidate());
        assertThat(readAll(stream)).extracting(SequencedEvent::entityVersion).containsExactly(1L, 1L, 1L, 1L, 1L);
    }

    @Test
    void versions_go_on_in_another_store() {
        StreamId stream = newStream();
        append(event(stream).candidate());
        AppendResult there = openAnother()
                .append(List.of(batch(
                        event(stream).baseVersion(0L).candidate(),
                        event(stream).baseVersion(1L).candidate())))
                .get(0);
        assertThat(said(there)).containsExactly("rejected version_conflict: expected 0, actual 1", "accepted 2");
        assertThat(said(append(
                        event(stream).baseVersion(1L).candidate(),
                        event(stream).baseVersion(2L).candidate())))
                .containsExactly("rejected version_conflict: expected 1, actual 2", "accepted 3");
    }

    private long version(StreamId stream, String type, String id) {
        return store().entityHistory(stream, new EntityRef(type, id), 0, 1).version();
    }
}
