package com.stateset.sequencer.test;

import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.aggregate.QueryDecider;
import com.stateset.sequencer.aggregate.QueryDecision;
import com.stateset.sequencer.aggregate.Retry;
import com.stateset.sequencer.aggregate.TaggedEvent;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.TypedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Tests the rules of decisions on the events that match a query, as {@link DeciderTest} does for one entity. Immutable.
 *
 * <pre>{@code
 * QueryDeciderTest.of(new Enrolment())
 *         .given(TaggedEvent.of(maths, new Opened(30), "course:maths"))
 *         .when(new Enrol("ann", "maths"))
 *         .thenEvents(TaggedEvent.of(maths, new Enrolled("ann"), "course:maths", "student:ann"))
 *         .thenState(29);
 * }</pre>
 *
 * <p>The command is decided by a real sequencer, as {@code EventStream.decide} does it: so events are given and decided with their entities
 * and tags, and what the query does not match is not seen. Given events may be of any kind that the decider has types for.
 *
 * <p>Nothing is checked before a method named {@code then…}: a test that ends with {@code when} has shown nothing, and Error Prone refuses it.
 *
 * @param <C> commands
 * @param <E> what all the events have in common
 * @param <S> states
 */
@CheckReturnValue
public final class QueryDeciderTest<C, E, S> {

    /** Fixed, as all ids of a test are: what is made of it, such as the ids of events, is the same in each run. */
    private static final UUID COMMAND_ID = new UUID(0, 4);

    private final QueryDecider<C, E, S> decider;
    private final List<TaggedEvent<E>> given;

    private QueryDeciderTest(QueryDecider<C, E, S> decider, List<TaggedEvent<E>> given) {
        this.decider = Objects.requireNonNull(decider, "decider");
        this.given = List.copyOf(given);
    }

    /** Starts a test of a stream in which nothing has happened yet. */
    public static <C, E, S> QueryDeciderTest<C, E, S> of(QueryDecider<C, E, S> decider) {
        return new QueryDeciderTest<>(decider, List.of());
    }

    /** The same after these events, which come after those given before. */
    @SafeVarargs
    @SuppressWarnings("varargs") // The array is only read.
    public final QueryDeciderTest<C, E, S> given(TaggedEvent<E>... events) {
        List<TaggedEvent<E>> all = new ArrayList<>(given);
        all.addAll(List.of(events));
        return new QueryDeciderTest<>(decider, all);
    }

    /**
     * Has a command decided.
     *
     * @return what came of it, also of what the rules threw
     * @throws AssertionError if the given events cannot be stored, or the decided ones not read back
     */
    public DecisionCheck<TaggedEvent<E>, S> when(C command) {
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
            test.stream()
                    .append(given.stream().map(event -> newEvent(test, event)).toList());
        } catch (SequencerException | IllegalArgumentException e) {
            throw new FailureMessage("the given events cannot be stored")
                    .line("given", given)
                    .line("because", e.getMessage())
                    .error(e);
        }
    }

    private NewEvent newEvent(TestSequencer test, TaggedEvent<E> event) {
        return test.event(event.entity(), decider.types(), event.value()).toBuilder()
                .tags(event.tags().values())
                .build();
    }

    private DecisionCheck<TaggedEvent<E>, S> decide(TestSequencer test, C command) {
        EventStream stream = test.stream();
        String situation = String.valueOf(command);
        QueryDecision<E, S> decision;
        try {
            decision = stream.decide(new Timed<>(decider, test), command, Retry.never(), COMMAND_ID);
        } catch (RuntimeException e) {
            return DecisionCheck.rejected(given, situation, e);
        }
        try {
            return DecisionCheck.decided(
                    given, situation, decision.events(), decision.state(), readBack(stream), replayed(stream, command));
        } catch (RuntimeException e) {
            throw new FailureMessage("the decided events cannot be read back")
                    .line("given", given)
                    .line("when", situation)
                    .line("because", e)
                    .error(e);
        }
    }

    /** The decided events as the log has them. */
    private List<TaggedEvent<E>> readBack(EventStream stream) {
        return stream.readAll(ReadOptions.forwardsFrom(1 + given.size()))
                .flatMap(event -> tagged(event).stream())
                .toList();
    }

    private Optional<TaggedEvent<E>> tagged(SequencedEvent event) {
        return decider.types()
                .map(event)
                .map(typed -> new TaggedEvent<>(
                        event.event().entity(), typed.value(), event.event().tags()));
    }

    /** The state that the next decision on the same command would be made on. */
    private S replayed(EventStream stream, C command) {
        ReadFilter matching = ReadFilter.ALL.query(decider.query(command));
        S state = decider.initial(command);
        for (E value : stream.readAll(ReadOptions.forwardsFrom(1).filter(matching))
                .flatMap(event -> decider.types().map(event).stream())
                .map(TypedEvent::value)
                .toList()) {
            state = decider.evolve(state, value);
        }
        return state;
    }

    /** A decider whose events happen when a test's clock says. */
    private record Timed<C, E, S>(QueryDecider<C, E, S> decider, TestSequencer test) implements QueryDecider<C, E, S> {

        @Override
        public EventTypes<E> types() {
            return decider.types();
        }

        @Override
        public TagQuery query(C command) {
            return decider.query(command);
        }

        @Override
        public S initial(C command) {
            return decider.initial(command);
        }

        @Override
        public List<TaggedEvent<E>> decide(C command, S state) {
            return decider.decide(command, state);
        }

        @Override
        public S evolve(S state, E event) {
            return decider.evolve(state, event);
        }

        /** The decider's own, which may sign the event, comes last. */
        @Override
        public NewEvent finish(NewEvent event) {
            return decider.finish(event.toBuilder().createdAt(test.now()).build());
        }
    }
}
