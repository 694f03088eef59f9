package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EntityVersion;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A batch of all or nothing: in the log as a whole, or not at all, whoever else writes. */
public abstract class AtomicBatchContract extends StoreContract {

    private static final String CONFLICT = "version_conflict: expected 9, actual ";

    @Test
    void one_rejection_rejects_what_stands_before_and_behind_it() {
        StreamId stream = newStream();
        AdmittedEvent good = on(stream, "a").candidate();
        AdmittedEvent bad = on(stream, "b").baseVersion(9L).candidate();
        AdmittedEvent last = on(stream, "b").candidate();
        assertThat(said(atomic(good, bad, last)))
                .containsExactly(behind(bad, CONFLICT + 0), "rejected " + CONFLICT + 0, behind(bad, CONFLICT + 0));
        assertThat(store().head(stream)).isZero();
        assertThat(said(atomic(good, last))).containsExactly("accepted 1", "accepted 2");
    }

    @Test
    void numbers_versions_ids_and_commands_are_given_back() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        AdmittedEvent first = on(stream, "a").command(command).candidate();
        AdmittedEvent bad = on(stream, "b").baseVersion(9L).candidate();
        AdmittedEvent next = on(stream, "a").baseVersion(0L).command(command).candidate();
        List<AppendResult> results = store().append(
                List.of(batch(first, bad).rule(BatchRule.ATOMIC), batch(next).rule(BatchRule.ATOMIC), batch(first)));
        assertThat(said(results.get(0))).containsExactly(behind(bad, CONFLICT + 0), "rejected " + CONFLICT + 0);
        assertThat(said(results.get(1))).containsExactly("accepted 1");
        assertThat(said(results.get(2))).containsExactly("rejected duplicate_command_id");
        assertThat(numbers(readAll(stream))).containsExactly(1L);
    }

    @Test
    void a_rejected_command_takes_the_rest_of_its_batch_along() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        AdmittedEvent other = on(stream, "c").candidate();
        AdmittedEvent good = on(stream, "a").command(command).candidate();
        AdmittedEvent bad = on(stream, "b").command(command).baseVersion(9L).candidate();
        String ofCommand = "command_rejected: " + bad.event().eventId() + " " + CONFLICT + 0;
        assertThat(said(atomic(other, good, bad)))
                .containsExactly(behind(good, ofCommand), "rejected " + ofCommand, "rejected " + CONFLICT + 0);
        assertThat(store().head(stream)).isZero();
    }

    @Test
    void a_replay_of_the_whole_batch_is_a_success() {
        StreamId stream = newStream();
        AdmittedEvent first = on(stream, "a").baseVersion(0L).candidate();
        AdmittedEvent second = on(stream, "b").candidate();
        AppendBatch batch = batch(first, second).rule(expecting("c", 0));
        assertThat(said(store().append(List.of(batch)).get(0))).containsExactly("accepted 1", "accepted 2");
        append(on(stream, "c").candidate(), on(stream, "a").candidate());
        assertThat(said(store().append(List.of(batch)).get(0))).containsExactly("duplicate 1", "duplicate 2");
        List<AppendResult> twice = store().append(List.of(batch, batch));
        assertThat(said(twice.get(1))).containsExactly("duplicate 1", "duplicate 2");
    }

    @Test
    void of_a_replay_in_part_the_rest_is_all_or_nothing() {
        StreamId stream = newStream();
        AdmittedEvent stored = on(stream, "a").candidate();
        AdmittedEvent fresh = on(stream, "b").candidate();
        AdmittedEvent bad = on(stream, "b").baseVersion(9L).candidate();
        append(stored);
        assertThat(said(atomic(stored, fresh, bad)))
                .containsExactly("duplicate 1", behind(bad, CONFLICT + 1), "rejected " + CONFLICT + 1);
        assertThat(said(atomic(fresh, stored))).containsExactly("accepted 2", "duplicate 1");
        assertThat(said(atomic(stored, bad))).containsExactly("duplicate 1", "rejected " + CONFLICT + 1);
    }

    @Test
    void a_replay_of_another_batch_of_the_group_stays_one() {
        StreamId stream = newStream();
        UUID command = UUID.randomUUID();
        AdmittedEvent shared = on(stream, "a").command(command).candidate();
        AdmittedEvent fresh = on(stream, "b").candidate();
        AdmittedEvent bad = on(stream, "b").baseVersion(9L).candidate();
        AdmittedEvent late = on(stream, "c").command(command).candidate();
        List<AppendResult> results =
                store().append(List.of(batch(shared), batch(shared, fresh, bad).rule(BatchRule.ATOMIC), batch(late)));
        assertThat(said(results.get(0))).containsExactly("accepted 1");
        assertThat(said(results.get(1)))
                .containsExactly("duplicate 1", behind(bad, CONFLICT + 1), "rejected " + CONFLICT + 1);
        assertThat(said(results.get(2))).containsExactly("rejected duplicate_command_id");
        assertThat(store().head(stream)).isEqualTo(1);
    }

    @Test
    void an_entity_without_an_event_must_be_at_its_version() {
        StreamId stream = newStream();
        append(on(stream, "limit").candidate(), on(stream, "limit").candidate());
        for (long wrong : new long[] {0, 1, 3}) {
            assertThat(said(expecting(stream, "limit", wrong, on(stream, "a").candidate())))
                    .containsExactly("rejected entity_changed: order/limit expected " + wrong + ", actual 2");
        }
        assertThat(said(expecting(stream, "none", 1, on(stream, "a").candidate())))
                .containsExactly("rejected entity_changed: order/none expected 1, actual 0");
        assertThat(store().head(stream)).isEqualTo(2);
        assertThat(said(expecting(stream, "limit", 2, on(stream, "a").candidate()))).containsExactly("accepted 3");
        assertThat(said(expecting(stream, "none", 0, on(stream, "a").candidate()))).containsExactly("accepted 4");
    }

    @Test
    void what_is_expected_is_the_version_before_the_batch() {
        StreamId stream = newStream();
        AppendBatch both = batch(on(stream, "a").candidate(), on(stream, "a").candidate());
        List<AppendResult> results =
                store().append(List.of(both.rule(expecting("a", 0)), batch(on(stream, "b").candidate())
                        .rule(expecting("a", 2)), batch(on(stream, "b").candidate()).rule(expecting("a", 0))));
        assertThat(said(results.get(0))).containsExactly("accepted 1", "accepted 2");
        assertThat(said(results.get(1))).containsExactly("accepted 3");
        assertThat(said(results.get(2))).containsExactly("rejected entity_changed: order/a expected 0, actual 2");
    }

    /** A store that remembers versions finds out that others have written since, also of an entity that gets no event. */
    @Test
    void another_stores_events_count() {
        StreamId stream = newStream();
        EventStore other = openAnother();
        AppendResult seen = append(on(stream, "limit").candidate(), on(stream, "a").candidate());
        assertThat(said(seen)).hasSize(2);
        assertThat(said(append(on(stream, "a").candidate()))).containsExactly("accepted 3");
        retrying(other, List.of(batch(on(stream, "limit").candidate())));
        assertThat(said(expecting(stream, "limit", 1, on(stream, "a").candidate())))
                .containsExactly("rejected entity_changed: order/limit expected 1, actual 2");
        retrying(other, List.of(batch(on(stream, "limit").candidate())));
        // Now the store has learned how far the stream is, but of the limit it has only seen an old version.
        assertThat(said(append(on(stream, "a").candidate()))).containsExactly("accepted 6");
        assertThat(said(append(on(stream, "a").candidate()))).containsExactly("accepted 7");
        assertThat(said(expecting(stream, "limit", 2, on(stream, "a").candidate())))
                .containsExactly("rejected entity_changed: order/limit expected 2, actual 3");
        assertThat(said(expecting(stream, "limit", 3, on(stream, "a").candidate()))).containsExactly("accepted 8");
    }

    /** Two writers of which each wants an entity as it is, and changes the other one's: one of them comes too late, each time. */
    @Test
    void crossed_expectations_never_both_come_true() {
        StreamId stream = newStream();
        List<EventStore> stores = List.of(store(), openAnother());
        for (long round = 0; round < 40; round++) {
            long a = store().version(stream, entity("a"));
            long b = store().version(stream, entity("b"));
            List<Callable<List<String>>> writers = new ArrayList<>();
            writers.add(() -> said(retrying(
                    stores.get(0), List.of(batch(on(stream, "a").candidate()).rule(expecting("b", b))))));
            writers.add(() -> said(retrying(
                    stores.get(1), List.of(batch(on(stream, "b").candidate()).rule(expecting("a", a))))));
            assertThat(Race.run(writers))
                    .filteredOn(answer -> answer.get(0).startsWith("accepted"))
                    .hasSize(1);
        }
        assertThat(store().head(stream)).isEqualTo(40);
    }

    /** Batches of three on one entity, of which each demands a version: what is in the log is whole batches. */
    @Test
    void racing_batches_are_stored_whole() {
        StreamId stream = newStream();
        List<EventStore> stores = List.of(store(), openAnother());
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            EventStore store = stores.get(i % 2);
            String type = "writer." + i;
            writers.add(() -> appendWhole(store, stream, type, 15));
        }
        int stored = Race.run(writers).stream().mapToInt(Integer::intValue).sum();
        List<SequencedEvent> log = readAll(stream);
        assertThat(log).hasSize(3 * stored);
        for (int i = 0; i < log.size(); i++) {
            assertThat(log.get(i).event().eventType())
                    .isEqualTo(log.get(i - i % 3).event().eventType());
        }
        assertThat(stored).isPositive();
    }

    private static int appendWhole(EventStore store, StreamId stream, String type, int times) {
        int stored = 0;
        for (int i = 0; i < times; i++) {
            long version = store.version(stream, entity("a"));
            AppendResult result = retrying(
                    store,
                    List.of(batch(
                                    on(stream, "x").type(type).candidate(),
                                    on(stream, "a").type(type).candidate(),
                                    on(stream, "a").type(type).baseVersion(version + 1).candidate())
                            .rule(BatchRule.ATOMIC)));
            long rejected = said(result).stream().filter(each -> each.startsWith("rejected")).count();
            assertThat(rejected).isIn(0L, 3L);
            stored += rejected == 0 ? 1 : 0;
        }
        return stored;
    }

    private AppendResult atomic(AdmittedEvent... events) {
        return store().append(List.of(batch(events).rule(BatchRule.ATOMIC))).get(0);
    }

    private AppendResult expecting(StreamId stream, String entity, long version, AdmittedEvent event) {
        assertThat(event.event().stream()).isEqualTo(stream);
        return store().append(List.of(batch(event).rule(expecting(entity, version)))).get(0);
    }

    private static BatchRule expecting(String entity, long version) {
        return new BatchRule.Atomic(List.of(new EntityVersion(entity(entity), version)));
    }

    private static EntityRef entity(String id) {
        return new EntityRef("order", id);
    }

    private static EventBuilder on(StreamId stream, String entity) {
        return event(stream).entity("order", entity);
    }

    private static String behind(AdmittedEvent rejected, String reason) {
        return "rejected batch_rejected: " + rejected.event().eventId() + " " + reason;
    }
}
