package com.stateset.sequencer.projection;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.TypedEvent;
import com.stateset.sequencer.replay.UnknownEvents;
import java.util.Optional;

/**
 * A {@link TransactionalProjection} over events as Java values. An event that does not fit its type is a
 * failure at that event; events without a type, which are not its business, are left out, unless the {@linkplain
 * com.stateset.sequencer.replay.EventTypesBuilder#unknown types} say otherwise.
 *
 * <pre>{@code
 * record OrderTotals() implements JdbiProjection, TypedProjection<OrderEvent, Handle> {
 *     ...
 *     public void apply(TypedEvent<OrderEvent> event, ProjectionState<Handle> state) {
 *         if (event.value() instanceof OrderPlaced placed) {
 *             state.handle().execute(...);
 *         }
 *     }
 * }
 * }</pre>
 *
 * @param <T> what all the types have in common
 * @param <H> what it writes through, as the store gives it
 */
public interface TypedProjection<T, H> extends TransactionalProjection<H> {

    /** Which Java type is for which events; the same each time. */
    EventTypes<T> types();

    /** Applies an event. As {@link TransactionalProjection#apply(SequencedEvent, ProjectionState)}. */
    void apply(TypedEvent<T> event, ProjectionState<H> state) throws Exception;

    /** Maps the event, and applies what comes out. */
    @Override
    default void apply(SequencedEvent event, ProjectionState<H> state) throws Exception {
        Optional<TypedEvent<T>> typed = types().map(event, UnknownEvents.ignore());
        if (typed.isPresent()) {
            apply(typed.get(), state);
        }
    }
}
