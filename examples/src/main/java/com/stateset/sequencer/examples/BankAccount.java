package com.stateset.sequencer.examples;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.aggregate.Decider;
import com.stateset.sequencer.aggregate.Decision;
import com.stateset.sequencer.aggregate.EntityEvent;
import com.stateset.sequencer.aggregate.ExpectedVersion;
import com.stateset.sequencer.aggregate.JointDecider;
import com.stateset.sequencer.aggregate.JointDecision;
import com.stateset.sequencer.aggregate.Retry;
import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.replay.Loaded;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * An aggregate: the state of one entity, made of its events. What is decided on it holds only if nothing has happened to the
 * entity meanwhile, and the store sees to that: events name the version that they were decided on.
 */
public final class BankAccount {

    private static final EntityRef ANN = new EntityRef("account", "ann");
    private static final EntityRef BOB = new EntityRef("account", "bob");

    /** What happens to an account, as Java values. */
    sealed interface Movement {
        long cents();
    }

    record Deposited(long cents) implements Movement {}

    record Withdrawn(long cents) implements Movement {}

    /** Which event type is which Java type, both ways. */
    private static final EventTypes<Movement> TYPES = EventTypes.<Movement>builder()
            .type("account.deposited", Deposited.class)
            .type("account.withdrawn", Withdrawn.class)
            .build();

    /** The balance, event by event. */
    private static final Fold<Long> BALANCE = TYPES.fold(() -> 0L, (balance, event) -> after(balance, event.value()));

    private static long after(long balance, Movement movement) {
        return movement instanceof Deposited ? balance + movement.cents() : balance - movement.cents();
    }

    /** The rule of the business, as a function: nothing is paid out of what is not there. */
    record Withdrawals() implements Decider<Long, Movement, Long> {

        @Override
        public EventTypes<Movement> types() {
            return TYPES;
        }

        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public List<Movement> decide(Long cents, Long balance) {
            return cents <= balance ? List.of(new Withdrawn(cents)) : List.of();
        }

        @Override
        public Long evolve(Long balance, Movement movement) {
            return after(balance, movement);
        }
    }

    /** A rule for two accounts: what leaves one arrives at the other, or nothing moves. */
    record Transfers() implements JointDecider<Long, Movement, Long> {

        @Override
        public EventTypes<Movement> types() {
            return TYPES;
        }

        @Override
        public Long initial(EntityRef account) {
            return 0L;
        }

        @Override
        public List<EntityEvent<Movement>> decide(Long cents, Map<EntityRef, Long> balances) {
            return cents <= balances.getOrDefault(ANN, 0L)
                    ? List.of(
                            new EntityEvent<>(ANN, new Withdrawn(cents)), new EntityEvent<>(BOB, new Deposited(cents)))
                    : List.of();
        }

        @Override
        public Long evolve(Long balance, Movement movement) {
            return after(balance, movement);
        }
    }

    private BankAccount() {}

    /** Takes nothing. */
    public static void main(String[] args) {
        try (Sequencer sequencer =
                Sequencer.builder().store(SqliteEventStore.inMemory()).build()) {
            EventStream bank = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            bank.append(ANN, ExpectedVersion.noStream(), TYPES.toEvent(ANN, new Deposited(100_00)));

            // Two clerks read the same state, and both pay out of it. One of them is too late.
            Loaded<Long> first = bank.load(ANN, BALANCE);
            Loaded<Long> second = bank.load(ANN, BALANCE);
            System.out.println("first clerk:  " + payOut(bank, 80_00, first));
            System.out.println("second clerk: " + payOut(bank, 80_00, second));

            // The same by the rule: read, decide and append; and again, if somebody was faster.
            Withdrawals rule = new Withdrawals();
            Decision<Movement, Long> refused = bank.decide(ANN, rule, 80_00L, Retry.onConflict(5));
            System.out.println("80.00 by the rule: " + refused.events() + ", there are " + refused.state() + " cents");
            Decision<Movement, Long> paid = bank.decide(ANN, rule, 5_00L, Retry.onConflict(5));
            System.out.println("5.00 by the rule: " + paid.events() + ", version " + paid.version());

            // Two accounts at once. The command has a name, so that asking twice moves the money once.
            UUID command = UUID.randomUUID();
            for (int i = 1; i <= 2; i++) {
                JointDecision<Movement, Long> moved =
                        bank.decide(Set.of(ANN, BOB), new Transfers(), 10_00L, Retry.onConflict(5), command);
                System.out.println("transfer, asked " + i + "×: " + moved.state(ANN) + " and " + moved.state(BOB));
            }
        }
    }

    private static String payOut(EventStream bank, long cents, Loaded<Long> read) {
        try {
            bank.append(ANN, ExpectedVersion.of(read.version()), TYPES.toEvent(ANN, new Withdrawn(cents)));
            return "paid out of " + read.state();
        } catch (EventsRejectedException e) {
            return e.rejections().get(0).rejection().message();
        }
    }
}
