package com.stateset.sequencer.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.replay.EventTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryDecisionTest {

    private static final EventTypes<Numbered> TYPES = EventTypes.<Numbered>builder()
            .type("invoice.numbered", Numbered.class)
            .build();
    private static final TagQuery INVOICES = TagQuery.tagged("invoices");

    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer = Sequencer.builder().store(store).build();
    private final EventStream invoices = sequencer.stream(Samples.stream());

    @AfterEach
    void close() {
        sequencer.close();
    }

    /** That an invoice got its number. */
    record Numbered(long number) {}

    /** Gives the next number to an invoice, whichever entity it is; up to a limit. */
    private record NextNumber(Runnable before, UnaryOperator<NewEvent> finisher)
            implements QueryDecider<String, Numbered, Long> {

        private NextNumber() {
            this(() -> {}, event -> event);
        }

        @Override
        public EventTypes<Numbered> types() {
            return TYPES;
        }

        @Override
        public TagQuery query(String invoice) {
            return INVOICES;
        }

        @Override
        public Long initial(String invoice) {
            return 0L;
        }

        @Override
        public Long evolve(Long last, Numbered event) {
            return event.number();
        }

        @Override
        public List<TaggedEvent<Numbered>> decide(String invoice, Long last) {
            before.run();
            return last == 9
                    ? List.of()
                    : List.of(TaggedEvent.of(new EntityRef("invoice", invoice), new Numbered(last + 1), "invoices"));
        }

        @Override
        public NewEvent finish(NewEvent event) {
            return finisher.apply(event);
        }
    }

    @Test
    void a_decision_stands_on_all_that_matches() {
        invoices.decide(new NextNumber(), "a", Retry.never());
        invoices.append(Samples.orders(3));
        QueryDecision<Numbered, Long> second = invoices.decide(new NextNumber(), "b", Retry.never());
        assertThat(second.state()).isEqualTo(2);
        assertThat(second.after()).isEqualTo(4);
        assertThat(second.events())
                .containsExactly(
                        new TaggedEvent<>(new EntityRef("invoice", "b"), new Numbered(2), Tags.of("invoices")));
        assertThat(second.receipt().orElseThrow().lastAccepted()).hasValue(5);
    }

    @Test
    void it_is_made_anew_if_another_came_first() {
        List<String> rivals = new ArrayList<>(List.of("x", "y"));
        NextNumber late = new NextNumber(
                () -> {
                    if (!rivals.isEmpty()) {
                        invoices.decide(new NextNumber(), rivals.remove(0), Retry.never());
                    }
                },
                event -> event);
        assertThatThrownBy(() -> invoices.decide(late, "a", Retry.never()))
                .isInstanceOfSatisfying(
                        EventsRejectedException.class,
                        e -> assertThat(e.isConflict()).isTrue())
                .hasMessageContaining("event 1 matches the query, behind 0");
        assertThat(invoices.decide(late, "a", Retry.onConflict(1)).state()).isEqualTo(3);
        assertThat(store.all(invoices.id())).hasSize(3);
    }

    @Test
    void it_is_made_anew_if_too_much_came_to_look_at() {
        List<Rejection> rejections = new ArrayList<>(List.of(
                Rejection.AppendConditionFailed.tooWide(10_001, 10_000),
                Rejection.AppendConditionFailed.tooManyTagged(10_000)));
        assertThat(rejections).noneMatch(Rejection::isConflict);
        QueryDecisionRun<String, Numbered, Long> run = new QueryDecisionRun<>(
                store,
                invoices.id(),
                batch -> {
                    if (!rejections.isEmpty()) {
                        Outcome.Rejected rejected = new Outcome.Rejected(UUID.randomUUID(), rejections.remove(0));
                        throw new EventsRejectedException(List.of(rejected));
                    }
                    return sequencer.ingest(batch);
                },
                new NextNumber(),
                "a",
                null);
        assertThat(run.run(Retry.onConflict(2)).state()).isEqualTo(1);
    }

    @Test
    void a_command_with_a_name_is_decided_once() {
        UUID command = UUID.randomUUID();
        QueryDecision<Numbered, Long> first = invoices.decide(new NextNumber(), "a", Retry.never(), command);
        invoices.decide(new NextNumber(), "b", Retry.never());
        QueryDecision<Numbered, Long> again = invoices.decide(new NextNumber(), "a", Retry.never(), command);
        assertThat(again.events()).isEqualTo(first.events());
        assertThat(again.state()).isEqualTo(1);
        assertThat(again.receipt().orElseThrow().outcomes()).allMatch(Outcome.Duplicate.class::isInstance);
        assertThat(store.all(invoices.id())).hasSize(2);
    }

    @Test
    void a_decision_for_nothing_appends_nothing() {
        for (int i = 0; i < 9; i++) {
            invoices.decide(new NextNumber(), "a", Retry.never());
        }
        assertThat(invoices.decide(new NextNumber(), "a", Retry.never()).receipt())
                .isEmpty();
        assertThat(invoices.head()).isEqualTo(9);
    }

    @Test
    void the_last_touch_leaves_tags_alone() {
        NextNumber tagging =
                new NextNumber(() -> {}, event -> event.toBuilder().tag("more").build());
        assertThatIllegalStateException()
                .isThrownBy(() -> invoices.decide(tagging, "a", Retry.never()))
                .withMessageStartingWith("the decider's finish has changed the entity, the tags or an id of ");
    }

    @Test
    void a_condition_by_hand_says_what_matched() {
        NewEvent event = Samples.orders(1).get(0).toBuilder().tag("invoices").build();
        IngestReceipt receipt = invoices.append(List.of(event), AppendCondition.none(INVOICES));
        assertThat(receipt.accepted()).isEqualTo(1);
        assertThat(invoices.append(List.of(event), AppendCondition.none(INVOICES))
                        .duplicates())
                .isEqualTo(1);
        NewEvent other = Samples.orders(1).get(0);
        assertThatThrownBy(() -> invoices.append(List.of(other), AppendCondition.none(INVOICES)))
                .isInstanceOfSatisfying(EventsRejectedException.class, e -> {
                    Rejection rejection = e.rejections().get(0).rejection();
                    assertThat(rejection.code()).isEqualTo("append_condition_failed");
                    assertThat(rejection).isEqualTo(Rejection.AppendConditionFailed.matched(1, 0));
                });
    }

    @Test
    void wrong_tags_are_that_events_rejection() {
        NewEvent event = Samples.orders(1).get(0).toBuilder().tag("").build();
        assertThat(invoices.ingest(List.of(event))
                        .rejections()
                        .get(0)
                        .rejection()
                        .reason())
                .isEqualTo("schema_validation: a value of tags is empty");
    }
}
