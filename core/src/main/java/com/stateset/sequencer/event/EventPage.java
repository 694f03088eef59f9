package com.stateset.sequencer.event;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A page of a stream.
 *
 * @param events in the order asked for; none of them may fit a filter although there is more to read
 * @param head the stream's last sequence number when the page was read; no event of the page is beyond it
 * @param next how to read on, unless the page reached the end (forwards: the head of that moment)
 */
public record EventPage(List<SequencedEvent> events, long head, Optional<ReadOptions> next) {

    public EventPage {
        events = List.copyOf(events);
        Objects.requireNonNull(next, "next");
    }
}
