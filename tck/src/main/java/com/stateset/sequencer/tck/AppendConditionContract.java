package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EntityVersion;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A condition rules out exactly the events that match its query behind a number, however they came. */
public abstract class AppendConditionContract extends StoreContract {

    private static final TagQuery COURSE = TagQuery.tagged("course:c1");

    @Test
    void an_event_that_matches_behind_the_number_rules_a_batch_out() {
        StreamId stream = seeded();
        assertThat(said(conditional(stream, COURSE, 0))).containsExactly(failed(1, 0), failed(1, 0));
        assertThat(said(conditional(stream, COURSE, 1))).containsExactly(failed(4, 1), failed(4, 1));
        assertThat(store().head(stream)).isEqualTo(6);
        assertThat(said(conditional(stream, COURSE, 4))).containsExactly("accepted 7", "accepted 8");
    }

    @Test
    void all_tags_of_an_item_and_one_of_its_types_have_to_match() {
        StreamId stream = seeded();
        assertThat(said(conditional(stream, TagQuery.tagged("course:c1", "student:s1"), 0)))
                .contains(failed(4, 0));
        assertThat(said(conditional(stream, COURSE.ofTypes("student.subscribed"), 0)))
                .contains(failed(4, 0));
        assertThat(said(conditional(stream, COURSE.ofTypes("course.closed", "course.defined"), 0)))
                .contains(failed(1, 0));
        assertThat(said(conditional(
                        stream, COURSE.ofTypes("course.closed").or(TagQuery.tagged("course:c2", "student:s1")), 0)))
                .containsExactly("accepted 7", "accepted 8");
    }

    @Test
    void the_first_match_of_any_item_is_named() {
        StreamId stream = seeded();
        TagQuery either = TagQuery.tagged("student:s2").or(TagQuery.tagged("course:c2"));
        assertThat(said(conditional(stream, either, 0))).contains(failed(2, 0));
        assertThat(said(conditional(stream, either, 2))).contains(failed(5, 2));
    }

    @Test
    void queries_without_tags_look_at_untagged_events_too() {
        StreamId stream = seeded();
        assertThat(said(conditional(stream, TagQuery.ALL.ofTypes("note"), 0))).contains(failed(3, 0));
        assertThat(said(conditional(stream, TagQuery.ALL.ofTypes("note"), 3))).contains(failed(6, 3));
        assertThat(said(conditional(stream, TagQuery.ALL, 5))).contains(failed(6, 5));
        assertThat(said(conditional(stream, TagQuery.ALL.ofTypes("other"), 0))).contains("accepted 7");
        assertThat(said(conditional(stream, TagQuery.ALL, 8))).contains("accepted 9");
    }

    @Test
    void what_the_same_group_brings_before_counts() {
        StreamId stream = newStream();
        AppendCondition none = AppendCondition.none(COURSE);
        List<AppendResult> results = store().append(List.of(
                of(stream, none, "course:c1"),
                of(stream, none, "course:c1"),
                of(stream, none.after(1), "course:c1"),
                batch(event(stream).tags("course:c1").candidate()),
                of(stream, none.after(2), "course:c2")));
        assertThat(results.stream().flatMap(each -> said(each).stream()))
                .containsExactly("accepted 1", failed(1, 0), "accepted 2", "accepted 3", failed(3, 2));
    }

    @Test
    void a_rejected_batch_of_the_same_group_does_not_count() {
        StreamId stream = newStream();
        AppendBatch bad = batch(
                        event(stream).tags("course:c1").candidate(),
                        event(stream).baseVersion(9L).candidate())
                .rule(BatchRule.ATOMIC);
        List<AppendResult> results =
                store().append(List.of(bad, of(stream, AppendCondition.none(COURSE), "course:c1")));
        assertThat(said(results.get(1))).containsExactly("accepted 1");
    }

    @Test
    void a_replay_escapes_the_condition() {
        StreamId stream = newStream();
        AppendBatch once = of(stream, AppendCondition.none(COURSE), "course:c1");
        assertThat(said(retrying(store(), List.of(once)))).containsExactly("accepted 1");
        assertThat(said(retrying(store(), List.of(once)))).containsExactly("duplicate 1");
        assertThat(store().append(List.of(once, once)).stream().flatMap(each -> said(each).stream()))
                .containsExactly("duplicate 1", "duplicate 1");
    }

    @Test
    void a_number_beyond_the_head_fails() {
        StreamId stream = seeded();
        assertThat(said(conditional(stream, COURSE, 7)))
                .contains("rejected append_condition_failed: after is 7 but the stream ends at 6");
    }

    @Test
    void only_so_many_events_are_looked_at() {
        StreamId stream = newStream();
        int most = AppendCondition.MOST_LOOKED_AT;
        for (int i = 0; i <= most; i += 1000) {
            append(IntStream.range(0, 1000)
                    .mapToObj(n -> event(stream)
                            .type("common")
                            .entity("e", "" + n)
                            .tags("a:common")
                            .candidate())
                    .toList());
        }
        long head = store().head(stream);
        TagQuery rare = TagQuery.ALL.ofTypes("rare");
        assertThat(said(conditional(stream, rare, head - most - 1)))
                .contains("rejected append_condition_failed: an item of the query names no tag, and there are "
                        + (most + 1) + " events behind after; at most " + most + " are looked at");
        assertThat(said(conditional(stream, COURSE, 0))).contains("accepted " + (head + 1));
        assertThat(said(conditional(stream, rare, head + 2 - most))).contains("accepted " + (head + 3));
        tagsLeadToSoManyEventsOnly(stream, head, most);
    }

    /** The tag that is named first decides which events are looked at. */
    private void tagsLeadToSoManyEventsOnly(StreamId stream, long tagged, int most) {
        TagQuery wide = TagQuery.tagged("a:common", "b:rare");
        AppendResult result = conditional(stream, wide, tagged - most - 1);
        assertThat(said(result))
                .contains("rejected append_condition_failed: more than " + most
                        + " events behind after have the first tag of an item of the query; at most " + most
                        + " are looked at");
        assertThat(result.outcomes())
                .allSatisfy(
                        each -> assertThat(((Outcome.Rejected) each).rejection().isConflict())
                                .isFalse());
        assertThat(said(conditional(stream, wide.or(COURSE), 0))).allMatch(each -> each.contains("more than " + most));
        assertThat(said(conditional(stream, TagQuery.tagged("a:common"), 0))).contains(failed(1, 0));
        assertThat(said(conditional(stream, wide.or(TagQuery.tagged("new")), 0)))
                .contains(failed(tagged + 1, 0));
        assertThat(said(conditional(stream, TagQuery.tagged("b:rare", "a:common"), 0)))
                .contains("accepted " + (tagged + 5));
        assertThat(said(conditional(stream, wide, tagged - most))).contains("accepted " + (tagged + 7));
    }

    @Test
    void a_condition_and_expected_versions_have_both_to_hold() {
        StreamId stream = seeded();
        EntityVersion order = new EntityVersion(new EntityRef("order", "o-1"), 6);
        AdmittedEvent next = event(stream).candidate();
        BatchRule both = new BatchRule.Atomic(List.of(order), AppendCondition.none(COURSE));
        assertThat(said(store().append(List.of(batch(next).rule(both))).get(0))).containsExactly(failed(1, 0));
        BatchRule holds = new BatchRule.Atomic(List.of(order), new AppendCondition(COURSE, 4));
        assertThat(said(store().append(List.of(batch(next).rule(holds))).get(0)))
                .containsExactly("accepted 7");
        AdmittedEvent another = event(stream).candidate();
        assertThat(said(store().append(List.of(batch(another).rule(holds))).get(0)))
                .containsExactly("rejected entity_changed: order/o-1 expected 6, actual 7");
    }

    /** What a process remembers of a stream is not all that there is. */
    @Test
    void events_of_another_process_count_at_once() {
        StreamId stream = newStream();
        EventStore another = openAnother();
        for (int round = 0; round < 10; round++) {
            long head = store().head(stream);
            EventStore first = round % 2 == 0 ? store() : another;
            EventStore second = round % 2 == 0 ? another : store();
            AppendCondition condition = new AppendCondition(COURSE, head);
            assertThat(said(retrying(first, List.of(of(stream, condition, "course:c1")))))
                    .containsExactly("accepted " + (head + 1));
            assertThat(said(retrying(second, List.of(of(stream, condition, "course:c1")))))
                    .containsExactly(failed(head + 1, head));
        }
    }

    @Test
    void conditions_of_several_streams_in_one_group_are_kept_apart() {
        StreamId one = seeded();
        StreamId other = newStream();
        List<AppendResult> results = store().append(List.of(
                of(one, AppendCondition.none(COURSE), "x"), of(other, AppendCondition.none(COURSE), "x")));
        assertThat(said(results.get(0))).containsExactly(failed(1, 0));
        assertThat(said(results.get(1))).containsExactly("accepted 1");
    }

    private StreamId seeded() {
        StreamId stream = newStream();
        append(
                event(stream).type("course.defined").tags("course:c1").candidate(),
                event(stream).type("course.defined").tags("course:c2").candidate(),
                event(stream).type("note").candidate(),
                event(stream)
                        .type("student.subscribed")
                        .tags("course:c1", "student:s1")
                        .candidate(),
                event(stream)
                        .type("student.subscribed")
                        .tags("course:c2", "student:s2")
                        .candidate(),
                event(stream).type("note").candidate());
        return stream;
    }

    private AppendResult conditional(StreamId stream, TagQuery query, long after) {
        AppendBatch batch = batch(
                event(stream).tags("new").candidate(),
                event(stream).entity("order", "o-2").candidate());
        return retrying(store(), List.of(batch.rule(new BatchRule.Atomic(new AppendCondition(query, after)))));
    }

    private static AppendBatch of(StreamId stream, AppendCondition condition, String tag) {
        return batch(event(stream).tags(tag).candidate()).rule(new BatchRule.Atomic(condition));
    }

    private static String failed(long number, long after) {
        return "rejected append_condition_failed: event " + number + " matches the query, behind " + after;
    }
}
