package com.stateset.sequencer.replay;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;
import java.util.Optional;

/** A page of history, and how to read the one after it. */
interface PageReader {

    Page read();

    /**
     * Some events.
     *
     * @param events in order
     * @param next reads what comes after them; empty at the end
     */
    record Page(List<SequencedEvent> events, Optional<PageReader> next) {}
}
