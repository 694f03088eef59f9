package com.stateset.sequencer.test;

import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.aggregate.Decider;
import com.stateset.sequencer.aggregate.Decision;
import com.stateset.sequencer.aggregate.ExpectedVersion;
import com.stateset.sequencer.aggregate.Retry;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.replay.TypedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Tests the rules of one kind of entity: given what has happened, when a command comes, then that is decided. Immutable.
 *
 * <pre>{@code
 * DeciderTest.of(new Stock()).given(new Sold(7)).when(new Sell(2)).thenEvents(new Sold(2)).thenState(1);
 * DeciderTest.of(new Stock()).given(new Sold(7)).when(new Sell(4)).thenNothing();
 * DeciderTest.of(new Accounts()).when(new Withdraw(1)).thenRejected(NoSuchAccountException.class);
 * }</pre>
 *
 * <p>The command is decided by a real sequencer, as {@code EventStream.decide} does it: the given events are stored first, the decision is
 * appended, and both are read back. A snapshot that the decider keeps elsewhere is not used.
 *
 * @param <C> commands
 * @param <E> what all the events have in common
 * @param <S> states
 */
@CheckReturnValue
public final class DeciderTest<C, E, S> {

    private static final UUID COMMAND_ID = new UUID(0, 4);

    private final Decider<C, E, S> decider;
    private final EntityRef entity;
    private final List<E> given;

    private DeciderTest(Decider<C, E, S> decider, EntityRef entity, List<E> given) {
        this.decider = Objects.requireNonNull(decider, "decider");
        this.entity = Objects.requireNonNull(entity, "entity");
        this.given = List.copyOf(given);
    }

    /** Starts a test of an entity to which nothing has happened yet. */
    public static <C, E, S> DeciderTest<C, E, S> of(Decider<C, E, S> decider) {
        return new DeciderTest<>(decider, new EntityRef("entity", "under-test"), List.of());
    }

    /** The same for an entity of that type and id. Defaults to {@code entity/under-test}. */
    public DeciderTest<C, E, S> entity(EntityRef value) {
        return new DeciderTest<>(decider, value, given);
    }

    /** The same after these events, which come after those given before. */
    @SafeVarargs
    @SuppressWarnings("varargs") // The array is only read.
    public final DeciderTest<C, E, S> given(E... events) {
        List<E> all = new ArrayList<>(given);
        all.addAll(List.of(events));
        return new DeciderTest<>(decider, entity, all);
    }

    /**
     * Has a command decided.
     *
     * @return what came of it, also of what the rules threw
     * @throws AssertionError if the given events cannot be stored, or the decided ones not read back
     */
    public DecisionCheck<E, S> when(C command) {
        try (TestSequencer test = TestSequencer.start()) {
            store(test);
            return decide(test, command);
        }
    }

    private void store(TestSequencer test) {
        if (given.isEmpty()) {
            return;
        }
        try {
            NewEvent[] events = given.stream()
                    .map(event -> test.event(entity, decider.types(), event))
                    .toArray(NewEvent[]::new);
            test.stream().append(entity, ExpectedVersion.noStream(), events);
        } catch (SequencerException | IllegalArgumentException e) {
            throw new FailureMessage("the given events cannot be stored")
                    .line("given", given)
                    .line("because", e.getMessage())
                    .error(e);
        }
    }

    private DecisionCheck<E, S> decide(TestSequencer test, C command) {
        EventStream stream = test.stream();
        FixedTimes<C, E, S> fixed = new FixedTimes<>(decider, test);
        String situation = String.valueOf(command);
        Decision<E, S> decision;
        try {
            decision = stream.decide(entity, fixed, command, Retry.never(), COMMAND_ID);
        } catch (RuntimeException e) {
            return DecisionCheck.rejected(given, situation, e);
        }
        try {
            S state = stream.load(entity, fold()).state();
            return DecisionCheck.decided(
                    given, situation, decision.events(), decision.state(), readBack(stream), state);
        } catch (RuntimeException e) {
            throw new FailureMessage("the decided events cannot be read back")
                    .line("given", given)
                    .line("when", situation)
                    .line("because", e)
                    .error(e);
        }
    }

    /** The decided events as the log has them. */
    private List<E> readBack(EventStream stream) {
        return stream.readAll(ReadOptions.forwardsFrom(1 + given.size()))
                .flatMap(event -> decider.types().map(event).stream())
                .map(TypedEvent::value)
                .toList();
    }

    private Fold<S> fold() {
        return decider.types().fold(decider::initial, (state, event) -> decider.evolve(state, event.value()));
    }
}
