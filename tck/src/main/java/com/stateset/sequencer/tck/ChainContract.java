package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** In a chained batch, nothing is accepted on top of an event that was not. */
public abstract class ChainContract extends StoreContract {

    private static final String CONFLICT = "rejected version_conflict: expected 1, actual 2";

    @Test
    void what_another_writer_added_does_not_stand_in_for_the_rejected() {
        StreamId stream = newStream();
        append(on(stream, "a").candidate(), on(stream, "a").candidate());
        AdmittedEvent first = on(stream, "a").baseVersion(1L).candidate();
        AdmittedEvent second = on(stream, "a").baseVersion(2L).candidate();
        AdmittedEvent third = on(stream, "a").candidate();
        assertThat(said(chained(first, second, third))).containsExactly(CONFLICT, behind(first), behind(first));
        assertThat(said(append(first, second))).containsExactly(CONFLICT, "accepted 3");
    }

    @Test
    void other_entities_are_not_concerned() {
        StreamId stream = newStream();
        AdmittedEvent bad = on(stream, "a").baseVersion(9L).candidate();
        AdmittedEvent other = on(stream, "b").candidate();
        assertThat(said(chained(
                        bad, other, on(stream, "a").candidate(), on(stream, "b").candidate())))
                .containsExactly(
                        "rejected version_conflict: expected 9, actual 0", "accepted 1", behind(bad), "accepted 2");
    }

    @Test
    void a_command_carries_the_rejection_to_its_other_entities() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        AdmittedEvent bad = on(stream, "a").baseVersion(9L).candidate();
        AdmittedEvent sibling = on(stream, "b").command(command).candidate();
        AdmittedEvent follower = on(stream, "a").command(command).candidate();
        AdmittedEvent last = on(stream, "b").candidate();
        assertThat(said(chained(bad, sibling, follower, last)))
                .containsExactly(
                        "rejected version_conflict: expected 9, actual 0",
                        "rejected command_rejected: " + follower.event().eventId() + " predecessor_rejected: "
                                + bad.event().eventId(),
                        behind(bad),
                        behind(sibling));
    }

    @Test
    void a_replay_is_a_duplicate_whatever_stands_before_it() {
        StreamId stream = newStream();
        AdmittedEvent stored = on(stream, "a").candidate();
        append(stored);
        AdmittedEvent bad = on(stream, "a").baseVersion(9L).candidate();
        assertThat(said(chained(bad, stored, on(stream, "a").candidate())))
                .containsExactly("rejected version_conflict: expected 9, actual 1", "duplicate 1", behind(bad));
    }

    @Test
    void the_next_batch_begins_anew() {
        StreamId stream = newStream();
        chained(on(stream, "a").baseVersion(9L).candidate());
        assertThat(said(chained(on(stream, "a").candidate()))).containsExactly("accepted 1");
    }

    private AppendResult chained(AdmittedEvent... events) {
        AppendBatch batch = new AppendBatch(events[0].event().stream(), List.of(events), 0).rule(BatchRule.CHAINED);
        return store().append(List.of(batch)).get(0);
    }

    private static EventBuilder on(StreamId stream, String entity) {
        return event(stream).entity("order", entity);
    }

    private static String behind(AdmittedEvent rejected) {
        return "rejected predecessor_rejected: " + rejected.event().eventId();
    }
}
