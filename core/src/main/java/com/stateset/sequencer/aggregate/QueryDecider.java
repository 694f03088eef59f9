package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.replay.EventTypes;
import java.util.List;

/**
 * The rules of decisions on the events that match a query, whichever entities they are of (dcb.events): a seat in a course depends on the
 * course's events and on the student's, and on no others. See {@link Decider}, which is for one entity; what it says of functions
 * holds here, too.
 *
 * <pre>{@code
 * record Enrolment() implements QueryDecider<Subscribe, CourseEvent, Enrolment.State> {
 *     public TagQuery query(Subscribe command) {
 *         return TagQuery.tagged("course:" + command.course()).or(TagQuery.tagged("student:" + command.student()));
 *     }
 *     public List<TaggedEvent<CourseEvent>> decide(Subscribe command, State state) {
 *         return state.seatsLeft() == 0 ? List.of() : List.of(TaggedEvent.of(
 *                 new EntityRef("course", command.course()), new Subscribed(command.student()),
 *                 "course:" + command.course(), "student:" + command.student()));
 *     }
 *     ...
 * }
 * }</pre>
 *
 * @param <C> commands
 * @param <E> what all the events have in common
 * @param <S> the state that decisions are made on
 */
public interface QueryDecider<C, E, S> {

    /** Which Java type is for which events, both ways; the same each time. It is to know all types that queries let through. */
    EventTypes<E> types();

    /** Which events a decision on a command is made on: it is made anew if another one of them comes first. The narrower, the better. */
    TagQuery query(C command);

    /** The state without any event; a new one each time, if it can be changed. It may keep what it needs of the command. */
    S initial(C command);

    /** The state after one more event; may be {@code state} itself, changed. Never refuses: what has happened has happened. */
    S evolve(S state, E event);

    /**
     * Decides.
     *
     * @param state not to be changed
     * @return what happens, in order; empty for nothing. What is thrown instead comes out as it is, and nothing is stored
     */
    List<TaggedEvent<E>> decide(C command, S state);

    /**
     * Completes an event that is about to be sent: names who it is from, salts or signs it. Its entity, its tags and its ids must stay what
     * they are. Defaults to the event as it is.
     */
    default NewEvent finish(NewEvent event) {
        return event;
    }
}
