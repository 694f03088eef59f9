package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;
import java.util.Objects;

/**
 * Some events of several streams.
 *
 * @param events the events; those of one stream are in order, and without gaps but for what a filter leaves out. There may be
 *     none although there is more
 * @param checkpoint where to go on once the events have been dealt with
 * @param hasMore whether more was known to be there when the page was read
 */
public record FeedPage(List<SequencedEvent> events, FeedCheckpoint checkpoint, boolean hasMore) {

    public FeedPage {
        events = List.copyOf(events);
        Objects.requireNonNull(checkpoint, "checkpoint");
    }
}
