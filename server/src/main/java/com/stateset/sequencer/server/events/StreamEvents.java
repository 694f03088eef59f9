package com.stateset.sequencer.server.events;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.WireEventPage;
import java.util.List;
import java.util.function.Function;

/** The events of a stream from a number on. */
final class StreamEvents extends PagedEvents {

    private final EventStream stream;
    private final long from;

    private StreamEvents(
            EventStream stream, long from, EventPage first, int count, Function<SequencedEvent, WireEvent> form) {
        super(first.events(), count, form);
        this.stream = stream;
        this.from = from;
    }

    /**
     * Returns the answer with at most {@code limit} events from a number on; 0 means 1. Where the head promises events that are not
     * there, the page is empty: a reader then knows which one is missing.
     */
    static WireEventPage page(EventStream stream, long from, int limit, Function<SequencedEvent, WireEvent> form) {
        long begin = Math.max(1, from);
        EventPage first = stream.read(ReadOptions.forwardsFrom(begin).limit(limit));
        int promised = (int) Math.max(0, Math.min(limit, first.head() - begin + 1));
        int count = first.events().isEmpty() ? 0 : promised;
        long last = begin + count - 1;
        return new WireEventPage(
                new StreamEvents(stream, begin, first, count, form), count, first.head(), last < first.head(), last);
    }

    @Override
    List<SequencedEvent> read(int read, int wanted) {
        return stream.read(ReadOptions.forwardsFrom(from + read).limit(wanted)).events();
    }
}
