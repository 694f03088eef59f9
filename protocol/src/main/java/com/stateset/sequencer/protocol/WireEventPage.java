package com.stateset.sequencer.protocol;

import com.stateset.sequencer.event.EventPage;
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
     * Returns the form of a page.
     *
     * @param events the form of its events
     * @param before what {@code next_sequence} is if there are none
     */
    public static WireEventPage of(EventPage page, Collection<WireEvent> events, long before) {
        List<SequencedEvent> read = page.events();
        long last = read.isEmpty() ? before : read.get(read.size() - 1).sequenceNumber();
        return new WireEventPage(events, read.size(), page.head(), page.next().isPresent(), last);
    }
}
