package com.stateset.sequencer.server;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;
import java.util.Optional;

/** Pages of a stream. */
final class StreamPages implements EventPages {

    private final EventStream stream;
    private int wanted;
    private List<SequencedEvent> events = List.of();
    private Optional<ReadOptions> next;
    private long head;

    /** Reads the first page. */
    StreamPages(EventStream stream, ReadOptions options) {
        this.stream = stream;
        this.wanted = options.limit();
        this.next = Optional.of(options);
        advance();
    }

    @Override
    public List<SequencedEvent> events() {
        return events;
    }

    @Override
    public boolean advance() {
        if (wanted == 0 || next.isEmpty()) {
            return false;
        }
        events = List.of();
        EventPage page = stream.read(next.get().limit(wanted));
        events = page.events();
        next = page.next();
        head = page.head();
        wanted -= events.size();
        return true;
    }

    /** The head of the stream when the last page was read. */
    long head() {
        return head;
    }
}
