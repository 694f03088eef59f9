package com.stateset.sequencer.protocol;

import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.Collection;
import java.util.List;

/**
 * A page of a stream.
 *
 * @param events in the order asked for
 * @param count how many they are
 * @param headSequence the stream's last number
 * @param hasMore whether there is more to read behind these; under a filter, perhaps none that fits
 * @param nextSequence the last number that was looked at: without a filter, that of the last event; if there is none, the one before that
 *     which was asked for. Reading goes on with the number behind it, or backwards with the one before it
 */
public record WireEventPage(
        Collection<WireEvent> events, int count, long headSequence, boolean hasMore, long nextSequence) {

    /**
     * Returns the form of a page of which it is not known what was asked for: at the end of the stream, its last event counts as the last
     * that was looked at, or the head if it has none.
     *
     * @param events the form of its events
     */
    public static WireEventPage of(EventPage page, Collection<WireEvent> events) {
        List<SequencedEvent> read = page.events();
        return of(
                page,
                events,
                read.isEmpty() ? page.head() : read.get(read.size() - 1).sequenceNumber());
    }

    /**
     * Returns the form of a page.
     *
     * @param events the form of its events
     * @param end see {@link #lookedAt}
     */
    public static WireEventPage of(EventPage page, Collection<WireEvent> events, long end) {
        return new WireEventPage(events, events.size(), page.head(), page.next().isPresent(), lookedAt(page, end));
    }

    /**
     * Returns the last number that was looked at: the one before where reading goes on.
     *
     * @param end what it is if there is no more to read
     */
    public static long lookedAt(EventPage page, long end) {
        return page.next()
                .map(next -> next.direction() == Direction.FORWARDS ? next.from() - 1 : next.from() + 1)
                .orElse(end);
    }
}
