package com.stateset.sequencer.test;

import static com.stateset.sequencer.test.Enrolment.enrolled;
import static com.stateset.sequencer.test.Enrolment.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.aggregate.QueryDecider;
import com.stateset.sequencer.aggregate.TaggedEvent;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.test.Enrolment.Enrol;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QueryDeciderTestTest {

    /** Shown by the page on testing. */
    @Test
    void the_last_seat_is_taken_once() {
        QueryDeciderTest.of(new Enrolment())
                .given(opened("maths", 1), opened("latin", 9))
                .when(new Enrol("ann", "maths"))
                .thenEvents(enrolled("ann", "maths"))
                .thenState(0);
        QueryDeciderTest.of(new Enrolment())
                .given(opened("maths", 1), enrolled("bob", "maths"))
                .when(new Enrol("ann", "maths"))
                .thenNothing();
    }

    @Test
    void a_rejection_of_the_rules_is_seen() {
        QueryDeciderTest.of(new Enrolment())
                .given(opened("maths", 1))
                .given(opened("latin", 1))
                .when(new Enrol("", "maths"))
                .thenRejected(IllegalArgumentException.class, "nobody enrols");
    }

    @Test
    void other_tags_are_other_events() {
        assertThatThrownBy(() -> QueryDeciderTest.of(new Enrolment())
                        .given(opened("maths", 1))
                        .when(new Enrol("ann", "maths"))
                        .thenEvents(TaggedEvent.of(
                                new EntityRef("course", "maths"), new Enrolment.Enrolled("ann"), "course:maths")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("other events were decided", "student:ann");
    }

    @Test
    void events_without_a_type_cannot_be_given() {
        QueryDeciderTest<String, Object, Long> test = QueryDeciderTest.of(new Numbers("numbers"))
                .given(TaggedEvent.of(new EntityRef("invoice", "a"), "no invoice", "numbers"));

        assertThatThrownBy(() -> test.when("b"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("the given events cannot be stored", "no invoice", "because: ");
    }

    @Test
    void a_decision_that_its_own_query_does_not_find_is_noticed() {
        QueryDeciderTest.of(new Numbers("numbers"))
                .when("a")
                .thenEvents(numbered("a", 1, "numbers"))
                .thenState(1L);

        assertThatThrownBy(() -> QueryDeciderTest.of(new Numbers("nunbers"))
                        .when("a")
                        .thenEvents(numbered("a", 1, "nunbers"))
                        .thenState(1L))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("replayed from the log", "after deciding: 1", "but replayed: 0");
    }

    @Test
    void ids_and_times_are_the_same_each_time() {
        List<NewEvent> sent = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            QueryDeciderTest.of(new Numbers("numbers") {
                        @Override
                        public NewEvent finish(NewEvent event) {
                            sent.add(event);
                            return event;
                        }
                    })
                    .when("a")
                    .thenState(1L);
        }
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0)).usingRecursiveComparison().isEqualTo(sent.get(1));
        assertThat(sent.get(0).createdAt()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(sent.get(0).commandId()).isEqualTo(new UUID(0, 4));
    }

    private static TaggedEvent<Object> numbered(String invoice, long number, String tag) {
        return TaggedEvent.of(new EntityRef("invoice", invoice), new Numbered(number), tag);
    }

    private record Numbered(long number) {}

    /** Gives an invoice the number behind that of the last one with the tag {@code numbers}. */
    private static class Numbers implements QueryDecider<String, Object, Long> {

        private static final EventTypes<Object> TYPES =
                EventTypes.builder().type("invoice.numbered", Numbered.class).build();

        private final String tag;

        Numbers(String tag) {
            this.tag = tag;
        }

        @Override
        public EventTypes<Object> types() {
            return TYPES;
        }

        @Override
        public TagQuery query(String invoice) {
            return TagQuery.tagged("numbers");
        }

        @Override
        public Long initial(String invoice) {
            return 0L;
        }

        @Override
        public Long evolve(Long last, Object event) {
            return ((Numbered) event).number();
        }

        @Override
        public List<TaggedEvent<Object>> decide(String invoice, Long last) {
            return List.of(numbered(invoice, last + 1, tag));
        }
    }
}
