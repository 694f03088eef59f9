package com.stateset.sequencer.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came of a command, to be compared with what was expected. Events and states are compared by {@code equals}. Immutable.
 *
 * @param <E> what all the events have in common
 * @param <S> states
 */
public final class DecisionCheck<E, S> {

    private final List<E> given;
    private final String command;
    private final @Nullable Decided<E, S> decided;
    private final @Nullable RuntimeException rejection;

    /** What was decided, and what the log makes of it. */
    private record Decided<E, S>(List<E> events, S state, List<E> readBack, S replayed) {}

    private DecisionCheck(
            List<E> given, String command, @Nullable Decided<E, S> decided, @Nullable RuntimeException rejection) {
        this.given = given;
        this.command = command;
        this.decided = decided;
        this.rejection = rejection;
    }

    static <E, S> DecisionCheck<E, S> decided(
            List<E> given, String command, List<E> events, S state, List<E> readBack, S replayed) {
        return new DecisionCheck<>(given, command, new Decided<>(events, state, readBack, replayed), null);
    }

    static <E, S> DecisionCheck<E, S> rejected(List<E> given, String command, RuntimeException rejection) {
        return new DecisionCheck<>(given, command, null, rejection);
    }

    /**
     * Requires that these events were decided, in this order, and that they read back from the log as they were decided.
     *
     * @throws AssertionError if not
     */
    @CanIgnoreReturnValue
    @SafeVarargs
    @SuppressWarnings("varargs") // The array is only read.
    public final DecisionCheck<E, S> thenEvents(E... expected) {
        return thenEvents(List.of(expected));
    }

    @CanIgnoreReturnValue
    private DecisionCheck<E, S> thenEvents(List<E> expected) {
        Decided<E, S> found = requireDecided(expected.isEmpty() ? "no events" : "the events " + expected);
        List<E> events = found.events();
        if (!events.equals(expected)) {
            throw situation("other events were decided")
                    .line("expected", expected)
                    .line("but decided", events)
                    .error();
        }
        if (!found.readBack().equals(events)) {
            throw situation("the decided events read back from the log as others: JSON does not carry all of them")
                    .line("decided", events)
                    .line("but read back", found.readBack())
                    .error();
        }
        return this;
    }

    /**
     * Requires that nothing was decided, without an exception.
     *
     * @throws AssertionError if not
     */
    @CanIgnoreReturnValue
    public DecisionCheck<E, S> thenNothing() {
        return thenEvents(List.of());
    }

    /**
     * Requires that this is the state after the decision, and that replaying the events leads to the same.
     *
     * @throws AssertionError if not
     */
    @CanIgnoreReturnValue
    public DecisionCheck<E, S> thenState(S expected) {
        Decided<E, S> found = requireDecided("the state " + expected);
        S state = found.state();
        if (!state.equals(expected)) {
            throw situation("the decision leads to another state")
                    .line("expected", expected)
                    .line("but is", state)
                    .line("decided", found.events())
                    .error();
        }
        if (!state.equals(found.replayed())) {
            throw situation("the state after the decision is another one when the events are replayed from the log")
                    .line("after deciding", state)
                    .line("but replayed", found.replayed())
                    .error();
        }
        return this;
    }

    /**
     * Requires that the command was rejected: by an exception of the rules, or by the log, with an {@code EventsRejectedException}.
     *
     * @param type of the exception, or of what it extends
     * @throws AssertionError if not
     */
    @CanIgnoreReturnValue
    public DecisionCheck<E, S> thenRejected(Class<? extends RuntimeException> type) {
        return thenRejected(type, "");
    }

    /**
     * The same, with a message that contains {@code part}.
     *
     * @throws AssertionError if not
     */
    @CanIgnoreReturnValue
    public DecisionCheck<E, S> thenRejected(Class<? extends RuntimeException> type, String part) {
        String expected = type.getName() + (part.isEmpty() ? "" : ", with \"" + part + "\" in its message");
        if (decided != null) {
            throw situation("the command was not rejected")
                    .line("expected", expected)
                    .line("but decided", decided.events())
                    .error();
        }
        RuntimeException thrown = Objects.requireNonNull(rejection, "rejection");
        if (!type.isInstance(thrown) || !String.valueOf(thrown.getMessage()).contains(part)) {
            throw situation("the command was rejected otherwise")
                    .line("expected", expected)
                    .line("but thrown", thrown)
                    .error(thrown);
        }
        return this;
    }

    private Decided<E, S> requireDecided(String expected) {
        if (decided == null) {
            RuntimeException thrown = Objects.requireNonNull(rejection, "rejection");
            throw situation("the command was rejected")
                    .line("expected", expected)
                    .line("but thrown", thrown)
                    .error(thrown);
        }
        return decided;
    }

    private FailureMessage situation(String what) {
        return new FailureMessage(what).line("given", given).line("when", command);
    }
}
