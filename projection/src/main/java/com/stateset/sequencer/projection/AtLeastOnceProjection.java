package com.stateset.sequencer.projection;

import com.stateset.sequencer.event.SequencedEvent;

/**
 * A projection with effects outside the store's database: <em>at least once</em>. The checkpoint moves
 * after the effects, so that an event is applied again when the process dies in between; a rebuild applies
 * all of them again. Let the effects be such that doing them twice does no harm, by the event's id for
 * example.
 *
 * <pre>{@code
 * record Mails(Mailer mailer) implements AtLeastOnceProjection {
 *     public String name() { return "mails"; }
 *     public int version() { return 1; }
 *     public ReadFilter events() { return ReadFilter.ALL.eventTypes(List.of("order.shipped")); }
 *     public void apply(SequencedEvent event) {
 *         mailer.sendOnce(event.event().eventId(), ...);
 *     }
 * }
 * }</pre>
 */
public non-sealed interface AtLeastOnceProjection extends Projection {

    /**
     * Applies an event. Is called by one thread at a time for each stream. What it throws is the {@link
     * FailurePolicy}'s. It must be done well within the {@linkplain ProjectionOptions#lease lease}: if not,
     * the stream is taken from it, and the event is applied again.
     */
    void apply(SequencedEvent event) throws Exception;
}
