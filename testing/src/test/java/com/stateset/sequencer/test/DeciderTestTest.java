package com.stateset.sequencer.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.aggregate.Decider;
import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.test.Stock.Sell;
import com.stateset.sequencer.test.Stock.Sold;
import com.stateset.sequencer.test.Stock.SoldOut;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeciderTestTest {

    @Test
    void other_events_are_shown_beside_the_expected_ones() {
        assertThatThrownBy(() -> DeciderTest.of(new Stock())
                        .given(new Sold(7))
                        .when(new Sell(3))
                        .thenEvents(new Sold(3)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        other events were decided
                                   given: Sold[copies=7]
                                    when: Sell[copies=3]
                                expected: Sold[copies=3]
                             but decided: Sold[copies=3]
                                          SoldOut[]""");
    }

    @Test
    void nothing_is_not_something() {
        assertThatThrownBy(() -> DeciderTest.of(new Stock()).when(new Sell(3)).thenNothing())
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("given: nothing", "expected: nothing", "but decided: Sold[copies=3]");
    }

    @Test
    void another_state_is_shown() {
        assertThatThrownBy(() -> DeciderTest.of(new Stock()).when(new Sell(3)).thenState(3))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("another state", "expected: 3", "but is: 7", "decided: Sold[copies=3]");
    }

    @Test
    void a_rejection_that_nobody_expected_is_the_cause() {
        assertThatThrownBy(() -> DeciderTest.of(new Stock()).when(new Sell(0)).thenEvents(new SoldOut()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "the command was rejected",
                        "expected: the events [SoldOut[]]",
                        "but thrown: java.lang.IllegalArgumentException: nobody buys 0 copies")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_missing_rejection_shows_what_was_decided() {
        assertThatThrownBy(() -> DeciderTest.of(new Stock())
                        .when(new Sell(1))
                        .thenRejected(IllegalStateException.class, "sold out"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "was not rejected",
                        "expected: java.lang.IllegalStateException, with \"sold out\" in its message",
                        "but decided: Sold[copies=1]");
    }

    @Test
    void another_rejection_is_shown() {
        DecisionCheck<?, ?> check = DeciderTest.of(new Stock()).when(new Sell(0));

        assertThatThrownBy(() -> check.thenRejected(IllegalStateException.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("rejected otherwise");
        assertThatThrownBy(() -> check.thenRejected(IllegalArgumentException.class, "sold out"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("but thrown: java.lang.IllegalArgumentException: nobody buys 0 copies");
        check.thenRejected(RuntimeException.class);
    }

    @Test
    void events_without_a_type_cannot_be_given() {
        record Lost() implements LedgerEvent {}
        DeciderTest<BigDecimal, LedgerEvent, List<BigDecimal>> test =
                DeciderTest.of(new Ledger(false)).given(new Lost());

        assertThatThrownBy(() -> test.when(BigDecimal.ONE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("the given events cannot be stored", "given: Lost[]", "because: ");
    }

    @Test
    void what_json_does_not_carry_is_found() {
        BigDecimal price = new BigDecimal("0.1234567890123456789");

        assertThatThrownBy(() -> DeciderTest.of(new Ledger(false)).when(price).thenEvents(new Booked(price)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "read back from the log as others",
                        "decided: Booked[amount=0.1234567890123456789]",
                        "but read back: Booked[amount=0.12345678901234568]");
    }

    @Test
    void the_log_rejects_what_would_be_another_number() {
        DeciderTest.of(new Ledger(false))
                .when(new BigDecimal("9007199254740993"))
                .thenRejected(EventsRejectedException.class, "schema_validation");
    }

    @Test
    void a_state_that_replays_otherwise_is_found() {
        assertThatThrownBy(() ->
                        DeciderTest.of(new Ledger(true)).when(BigDecimal.ONE).thenState(List.of(BigDecimal.ONE)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("replayed from the log", "after deciding: 1", "but replayed: 2");
    }

    @Test
    void a_failure_behind_the_decision_is_no_rejection() {
        DeciderTest<BigDecimal, LedgerEvent, List<BigDecimal>> test = DeciderTest.of(new Ledger(true) {
            @Override
            public List<BigDecimal> evolve(List<BigDecimal> booked, LedgerEvent event) {
                List<BigDecimal> more = super.evolve(booked, event);
                if (more.contains(BigDecimal.valueOf(2))) {
                    throw new IllegalStateException("asked twice");
                }
                return more;
            }
        });

        assertThatThrownBy(() -> test.when(BigDecimal.ONE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("the decided events cannot be read back", "when: 1", "asked twice")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void ids_and_times_are_the_same_each_time() {
        List<NewEvent> sent = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            DeciderTest.of(new Ledger(false) {
                        @Override
                        public NewEvent finish(NewEvent event) {
                            sent.add(event);
                            return event;
                        }
                    })
                    .entity(new EntityRef("ledger", "main"))
                    .when(BigDecimal.ONE)
                    .thenEvents(new Booked(BigDecimal.ONE));
        }
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0)).usingRecursiveComparison().isEqualTo(sent.get(1));
        assertThat(sent.get(0).createdAt()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(sent.get(0).entityId()).isEqualTo("main");
        assertThat(sent.get(0).commandId()).isEqualTo(new UUID(0, 4));
    }

    interface LedgerEvent {}

    record Booked(BigDecimal amount) implements LedgerEvent {}

    /** All amounts that were booked; or, if it is no function of the events, how often it was asked. */
    private static class Ledger implements Decider<BigDecimal, LedgerEvent, List<BigDecimal>> {

        private static final EventTypes<LedgerEvent> TYPES = EventTypes.<LedgerEvent>builder()
                .type("ledger.booked", Booked.class)
                .build();

        private final boolean counting;
        private long asked;

        Ledger(boolean counting) {
            this.counting = counting;
        }

        @Override
        public EventTypes<LedgerEvent> types() {
            return TYPES;
        }

        @Override
        public List<BigDecimal> initial() {
            return List.of();
        }

        @Override
        public List<LedgerEvent> decide(BigDecimal amount, List<BigDecimal> booked) {
            return List.of(new Booked(amount));
        }

        @Override
        public List<BigDecimal> evolve(List<BigDecimal> booked, LedgerEvent event) {
            List<BigDecimal> more = new ArrayList<>(booked);
            more.add(counting ? BigDecimal.valueOf(++asked) : ((Booked) event).amount());
            return more;
        }
    }
}
