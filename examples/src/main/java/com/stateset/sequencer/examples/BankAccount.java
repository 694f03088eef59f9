package com.stateset.sequencer.examples;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.IngestReceipt;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.util.UUID;

/**
 * An aggregate: the state of one entity, made of its events. What is decided on it holds only if nothing has happened to the
 * entity meanwhile, and the store sees to that: an event may name the version it was decided on.
 */
public final class BankAccount {

    /** What happens to an account, as Java values. */
    sealed interface Movement {
        long cents();
    }

    record Deposited(long cents) implements Movement {}

    record Withdrawn(long cents) implements Movement {}

    /** Which event type is which Java type. */
    private static final EventTypes<Movement> TYPES = EventTypes.<Movement>builder()
            .type("account.deposited", Deposited.class)
            .type("account.withdrawn", Withdrawn.class)
            .build();

    /** The balance, event by event. */
    private static final Fold<Long> BALANCE = TYPES.fold(
            () -> 0L,
            (balance, event) -> event.value() instanceof Deposited
                    ? balance + event.value().cents()
                    : balance - event.value().cents());

    /** An account as it was read: the balance, and the version that decisions on it name. */
    private record State(long balance, long version) {}

    private final EventStream bank;
    private final EntityRef account;

    private BankAccount(EventStream bank, String number) {
        this.bank = bank;
        this.account = new EntityRef("account", number);
    }

    /** Takes nothing. */
    public static void main(String[] args) {
        try (Sequencer sequencer =
                Sequencer.builder().store(SqliteEventStore.inMemory()).build()) {
            BankAccount account = new BankAccount(sequencer.stream(UUID.randomUUID(), UUID.randomUUID()), "DE-77");
            account.append("account.deposited", 100_00, 0);

            // Two clerks read the same state, and both pay out of it. One of them is too late.
            State anns = account.load();
            State bobs = account.load();
            System.out.println("Ann pays out 80.00: " + account.withdraw(80_00, anns));
            System.out.println("Bob pays out 80.00: " + account.withdraw(80_00, bobs));

            // Bob reads again, and now decides on what is true.
            System.out.println("Bob tries again: " + account.withdraw(80_00, account.load()));
            State last = account.load();
            System.out.println("balance " + last.balance() + " cents at version " + last.version());
        }
    }

    /** Reads the account's events; a long history would be read page by page, or from a snapshot. */
    private State load() {
        EntityHistory history = bank.entityHistory(account);
        long balance = BALANCE.initial();
        for (SequencedEvent event : history.events()) {
            balance = BALANCE.apply(balance, event);
        }
        return new State(balance, history.version());
    }

    /** The rule of the business, on what was read; then the store's check that it is still so. */
    private String withdraw(long cents, State read) {
        if (cents > read.balance()) {
            return "refused, there are only " + read.balance() + " cents";
        }
        IngestReceipt receipt = append("account.withdrawn", cents, read.version());
        return receipt.rejections().isEmpty()
                ? "paid, event " + receipt.lastSequence()
                : receipt.rejections().get(0).rejection().reason();
    }

    private IngestReceipt append(String eventType, long cents, long version) {
        return bank.append(NewEvent.builder()
                .entity(account.type(), account.id())
                .eventType(eventType)
                .payload("{\"cents\":" + cents + "}")
                .baseVersion(version)
                .build());
    }
}
