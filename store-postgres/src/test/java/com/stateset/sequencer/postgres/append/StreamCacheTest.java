package com.stateset.sequencer.postgres.append;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.postgres.Samples.readAll;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EntityVersion;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.postgres.WatchedDataSource;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An append that is planned from memory is one round trip; and wherever memory is wrong, because another store has written or
 * something was never known, the numbers are right all the same.
 */
class StreamCacheTest extends OwnDatabase {

    private static final boolean SURVIVAL = Boolean.getBoolean("sequencer.survival");

    private WatchedDataSource connections;
    private EventStore store;
    private EventStore other;
    private StreamId stream;

    @BeforeEach
    void openTwoStores() {
        connections = new WatchedDataSource(Samples.dataSource(place()));
        store = closedAfterwards(PostgresEventStore.over(connections));
        other = open();
        stream = newStream();
    }

    @Test
    void a_warm_append_is_one_statement_and_no_transaction_around_it() {
        warmUp(store);

        for (int i = 0; i < 20; i++) {
            connections.forget();
            append(
                    store,
                    event(stream).candidate(),
                    event(stream).entity("order", "new-" + i).candidate());

            assertThat(connections.sent()).hasSize(1).first().asString().startsWith("with moment as");
        }
        assertDense(42);
    }

    @Test
    void a_warm_append_to_several_streams_is_one_statement_too() {
        StreamId second = newStream();
        warmUp(store);
        append(store, event(second).candidate());
        append(store, event(second).candidate());

        connections.forget();
        List<AppendResult> answers = store.append(List.of(
                batch(event(second).candidate()),
                batch(event(stream).candidate()),
                batch(event(second).candidate())));

        assertThat(connections.sent()).hasSize(1).first().asString().contains("), wanted as materialized (");
        assertThat(answers.stream().map(Samples::said))
                .containsExactly(List.of("accepted 3"), List.of("accepted 3"), List.of("accepted 4"));
    }

    /** Of a stream that the sequencer does not remember it knows, without a key to sign with, that it extends the empty one. */
    @Test
    void a_warm_append_measured_by_the_empty_history_is_one_statement() {
        warmUp(store);
        connections.forget();

        List<AppendResult> answers = store.append(List.of(
                batch(event(stream).candidate()).known(TreeHead.EMPTY),
                batch(event(stream).candidate()).known(TreeHead.EMPTY)));

        assertThat(connections.sent()).hasSize(1).first().asString().startsWith("with moment as");
        assertThat(answers.stream().map(Samples::said)).containsExactly(List.of("accepted 3"), List.of("accepted 4"));
    }

    @Test
    void a_group_takes_the_same_few_statements_for_any_size() {
        warmUp(store);
        UUID command = UUID.randomUUID();
        List<AdmittedEvent> many = IntStream.range(0, 1000)
                .mapToObj(i -> event(stream)
                        .command(command)
                        .entity("order", "o-" + i % 300)
                        .candidate())
                .toList();

        connections.forget();
        store.append(List.of(batch(many)));

        assertThat(connections.sent())
                .as("begin, lock, replays, commands, versions, write, commit")
                .hasSize(7);
        assertDense(1002);
    }

    @Test
    void stores_that_alternate_lose_each_fence_but_no_number() {
        for (int i = 1; i <= 40; i++) {
            EventStore writer = i % 2 == 0 ? store : other;
            String entity = i % 5 == 0 ? "new-" + i : "o-" + i % 3;
            assertThat(append(writer, event(stream).entity("order", entity).candidate()))
                    .containsExactly("accepted " + i);
        }
        assertDense(40);
    }

    @Test
    void a_store_that_keeps_losing_the_fence_stops_guessing() {
        int guesses = 0;
        for (int i = 1; i < 40; i += 2) {
            append(other, event(stream).entity("order", "o-" + i).candidate());
            connections.forget();
            append(store, event(stream).entity("order", "s-" + i).candidate());
            guesses += connections.sent().get(0).startsWith("with moment as") ? 1 : 0;
        }
        assertThat(guesses).isLessThan(3);
        assertDense(40);
    }

    @Test
    void a_stream_that_was_just_made_is_known_to_be_empty() {
        warmUp(store);
        StreamId made = newStream();
        connections.forget();

        List<AppendResult> answers = store.append(
                List.of(batch(event(stream).candidate()), batch(event(made).candidate())));

        assertThat(connections.sent())
                .as("looked for, its tenant, made, written with the other stream's event")
                .hasSize(4)
                .last()
                .asString()
                .startsWith("with moment as");
        assertThat(answers.stream().map(Samples::said)).containsExactly(List.of("accepted 3"), List.of("accepted 1"));
        connections.forget();
        assertThat(append(store, event(made).candidate())).containsExactly("accepted 2");
        assertThat(connections.sent()).hasSize(1);
    }

    @Test
    void a_new_stream_that_another_writer_is_first_on_loses_its_fence() {
        warmUp(store);
        connections.watch((sql, connection) -> {
            if (sql.startsWith("with moment as")) {
                connections.watch((any, same) -> {});
                append(other, event(stream).candidate());
                append(other, event(stream).candidate());
            }
        });
        stream = newStream();

        assertThat(append(store, event(stream).entity("order", "mine").candidate()))
                .containsExactly("accepted 3");
        assertDense(3);
    }

    @Test
    void many_new_streams_are_made_in_few_statements() {
        List<AppendBatch> group = Stream.generate(() -> batch(event(newStream()).candidate()))
                .limit(200)
                .toList();

        connections.forget();
        assertThat(store.append(group))
                .allSatisfy(answer -> assertThat(Samples.said(answer)).containsExactly("accepted 1"));

        assertThat(connections.sent()).hasSizeLessThan(12);
    }

    @Test
    void an_entity_that_another_store_made_is_not_new() {
        EntityRef entity = new EntityRef("order", "made elsewhere");
        for (int i = 0; i < 3; i++) {
            append(other, event(stream).entity(entity).candidate());
        }
        warmUp(store);

        connections.forget();
        assertThat(append(store, event(stream).entity(entity).candidate())).containsExactly("accepted 6");

        assertThat(connections.sent().get(0)).as("it was guessed").startsWith("with moment as");
        assertThat(version(entity)).isEqualTo(4);
        assertDense(6);
    }

    /** The head is learned anew under the lock, while of an entity not in that group an old version was remembered. */
    @Test
    void a_version_that_another_store_has_moved_on_is_not_given_twice() {
        EntityRef moved = new EntityRef("order", "moved");
        append(store, event(stream).entity(moved).candidate());
        append(store, event(stream).entity(moved).candidate());
        append(other, event(stream).entity(moved).candidate());
        append(store, event(stream).entity("order", "another").candidate());
        append(store, event(stream).entity("order", "another").candidate());

        assertThat(append(store, event(stream).entity(moved).baseVersion(2L).candidate()))
                .containsExactly("rejected version_conflict: expected 2, actual 3");
        assertThat(append(store, event(stream).entity(moved).candidate())).containsExactly("accepted 6");
        assertThat(version(moved)).isEqualTo(4);
        assertDense(6);
    }

    /** No index would refute a wrong version of an entity that gets no event, be it remembered or guessed to be new. */
    @Test
    void what_is_expected_of_entities_without_events_is_looked_up() {
        EntityRef moved = new EntityRef("order", "moved");
        EntityRef unknown = new EntityRef("order", "unknown here");
        append(store, event(stream).entity(moved).candidate());
        append(
                other,
                event(stream).entity(moved).candidate(),
                event(stream).entity(unknown).candidate());
        warmUp(store);

        assertThat(appendExpecting(moved, 1))
                .containsExactly("rejected entity_changed: order/moved expected 1, actual 2");
        assertThat(appendExpecting(unknown, 0))
                .containsExactly("rejected entity_changed: order/unknown here expected 0, actual 1");
        assertThat(appendExpecting(moved, 2)).containsExactly("accepted 6");
        assertThat(appendExpecting(unknown, 1)).containsExactly("accepted 7");
        assertDense(7);
    }

    /** Behind the remembered head there is nothing stored, which the fence proves; before it there may be, which is looked up. */
    @Test
    void a_condition_is_guessed_from_the_head_and_looked_up_before() {
        warmUp(store);
        long head = store.head(stream);
        connections.forget();
        assertThat(appendOn(head)).containsExactly("accepted " + (head + 1));
        assertThat(connections.sent().get(0)).as("it was guessed").startsWith("with moment as");
        connections.forget();
        assertThat(appendOn(head))
                .containsExactly(
                        "rejected append_condition_failed: event " + (head + 1) + " matches the query, behind " + head);
        assertThat(connections.sent()).as("it was looked up").noneMatch(sql -> sql.startsWith("with moment as"));
        append(other, event(stream).tags("course:c1").candidate());
        assertThat(appendOn(head + 1))
                .as("another store was quicker")
                .containsExactly("rejected append_condition_failed: event " + (head + 2) + " matches the query, behind "
                        + (head + 1));
        assertDense((int) head + 2);
    }

    private List<String> appendOn(long after) {
        AppendBatch batch = batch(
                        event(stream).entity("order", "warm").tags("course:c1").candidate())
                .rule(new BatchRule.Atomic(new AppendCondition(TagQuery.tagged("course:c1"), after)));
        return Samples.said(store.append(List.of(batch)).get(0));
    }

    private List<String> appendExpecting(EntityRef entity, long version) {
        AppendBatch batch = batch(event(stream).entity("order", "warm").candidate())
                .rule(new BatchRule.Atomic(List.of(new EntityVersion(entity, version))));
        return Samples.said(store.append(List.of(batch)).get(0));
    }

    @Test
    void a_demanded_version_of_a_forgotten_entity_is_looked_up() {
        EntityRef entity = new EntityRef("order", "unknown here");
        for (int i = 0; i < 3; i++) {
            append(other, event(stream).entity(entity).candidate());
        }
        warmUp(store);

        assertThat(append(store, event(stream).entity(entity).baseVersion(2L).candidate()))
                .containsExactly("rejected version_conflict: expected 2, actual 3");
        warmUp(store);
        assertThat(append(store, event(stream).entity(entity).baseVersion(0L).candidate()))
                .containsExactly("rejected version_conflict: expected 0, actual 3");
        warmUp(store);
        assertThat(append(store, event(stream).entity(entity).baseVersion(3L).candidate()))
                .containsExactly("accepted 10");
        assertThat(append(
                        store,
                        event(stream).entity("order", "new").baseVersion(0L).candidate()))
                .containsExactly("accepted 11");
        assertDense(11);
    }

    @Test
    void events_sent_again_are_known_to_a_cold_and_to_a_warm_store() {
        AdmittedEvent first = event(stream).candidate();
        AdmittedEvent second = event(stream).candidate();
        append(other, first, second);

        assertThat(append(store, second, first)).as("cold").containsExactly("duplicate 2", "duplicate 1");
        warmUp(store);
        connections.forget();
        assertThat(append(store, event(stream).candidate(), first)).containsExactly("accepted 5", "duplicate 1");
        assertThat(connections.sent().get(0)).as("it was guessed").startsWith("with moment as");
        assertThat(append(
                        store,
                        event(stream)
                                .id(first.event().eventId())
                                .type("changed")
                                .candidate()))
                .containsExactly("rejected duplicate_event_id");
        assertDense(5);
    }

    /** In the survival run after more entities than a stream remembers, so that the first is forgotten. */
    @Test
    void an_entity_met_long_ago_is_not_new() {
        int remembered = SURVIVAL ? 50_000 : 2_000;
        EntityRef first = new EntityRef("order", "0");
        for (int from = 0; from <= remembered; from += 1000) {
            store.append(List.of(batch(IntStream.range(from, from + 1000)
                    .mapToObj(i ->
                            event(stream).entity("order", Integer.toString(i)).candidate())
                    .toList())));
        }

        assertThat(append(store, event(stream).entity(first).candidate()))
                .containsExactly("accepted " + (remembered + 1001));
        assertThat(version(first)).isEqualTo(2);
        assertDense(remembered + 1001);
    }

    private void warmUp(EventStore any) {
        append(any, event(stream).entity("order", "warm").candidate());
        append(any, event(stream).entity("order", "warm").candidate());
    }

    private long version(EntityRef entity) {
        return other.entityHistory(stream, entity, 0, 1).version();
    }

    private void assertDense(int length) {
        assertDense(other, stream, length);
    }

    /** Numbers 1 to {@code length}, and each entity's versions 1, 2, 3 in the order of the log. */
    static void assertDense(EventStore store, StreamId which, int length) {
        List<SequencedEvent> log = readAll(store, which);
        assertThat(log).extracting(SequencedEvent::sequenceNumber).isEqualTo(upTo(length));
        assertThat(store.head(which)).isEqualTo(length);
        Map<EntityRef, Long> versions = new HashMap<>();
        assertThat(log)
                .allSatisfy(row -> assertThat(row.entityVersion())
                        .as("version of %s", row)
                        .isEqualTo(versions.merge(row.event().entity(), 1L, Long::sum)));
    }

    static List<Long> upTo(int length) {
        return LongStream.rangeClosed(1, length).boxed().toList();
    }
}
