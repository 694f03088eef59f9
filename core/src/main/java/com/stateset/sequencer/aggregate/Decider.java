package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.Snapshots;
import java.util.List;
import java.util.Optional;

/**
 * The rules of one kind of entity: what its events make of it, and what a command makes of that. Knows no store. Thread-safe, and best
 * without any state of its own: all methods but {@link #finish} must be functions of their arguments, since a decision that another
 * writer came before is made anew.
 *
 * <pre>{@code
 * record Stock() implements Decider<Sell, Sold, Integer> {
 *     public EventTypes<Sold> types() { return TYPES; }
 *     public Integer initial() { return 10; }
 *     public Integer evolve(Integer left, Sold sold) { return left - sold.copies(); }
 *     public List<Sold> decide(Sell command, Integer left) {
 *         return command.copies() <= left ? List.of(new Sold(command.copies())) : List.of();
 *     }
 * }
 * }</pre>
 *
 * @param <C> commands
 * @param <E> what all the events have in common: a sealed interface of the application's, for example
 * @param <S> the state that decisions are made on
 */
public interface Decider<C, E, S> {

    /** Which Java type is for which events, both ways; the same each time. */
    EventTypes<E> types();

    /** The state of an entity that has no events; a new one each time, if it can be changed. */
    S initial();

    /**
     * Decides.
     *
     * @param state not to be changed
     * @return what happens, in order; empty for nothing. What is thrown instead comes out as it is, and nothing is stored
     */
    List<E> decide(C command, S state);

    /** The state after one more event; may be {@code state} itself, changed. Never refuses: what has happened has happened. */
    S evolve(S state, E event);

    /** Where states begin, to save the reading of long histories. Defaults to the first event. */
    default Optional<Snapshots<S>> snapshots() {
        return Optional.empty();
    }

    /**
     * Completes an event that is about to be sent: names who it is from, salts or signs it. Its entity, its base version and its ids must stay what
     * they are. Defaults to the event as it is.
     */
    default NewEvent finish(NewEvent event) {
        return event;
    }
}
