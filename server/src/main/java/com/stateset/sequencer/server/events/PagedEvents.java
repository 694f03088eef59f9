package com.stateset.sequencer.server.events;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.WireEvent;
import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Events that are read a page at a time while they are written: a store cuts a page short when the events are large, and clients take
 * an answer that is short for the end. How many there are is known from the first page on, since streams have no gaps and lose no
 * events. To be iterated once. Not thread-safe.
 */
abstract class PagedEvents extends AbstractCollection<WireEvent> {

    private final int count;
    private final Function<SequencedEvent, WireEvent> form;
    private List<SequencedEvent> page;

    /**
     * Begins with the first page.
     *
     * @param count how many events there are in all
     */
    PagedEvents(List<SequencedEvent> first, int count, Function<SequencedEvent, WireEvent> form) {
        this.page = first;
        this.count = count;
        this.form = form;
    }

    /**
     * Reads the events that come after as many as were read.
     *
     * @param read how many were read before
     * @param wanted the most to read
     */
    abstract List<SequencedEvent> read(int read, int wanted);

    @Override
    public final int size() {
        return count;
    }

    @Override
    public final Iterator<WireEvent> iterator() {
        return new Pages();
    }

    private final class Pages implements Iterator<WireEvent> {

        private int given;
        private int next;

        @Override
        public boolean hasNext() {
            return given < count;
        }

        @Override
        public WireEvent next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (next == page.size()) {
                page = List.of();
                page = read(given, count - given);
                next = 0;
            }
            if (page.isEmpty()) {
                throw new IllegalStateException("the stream ends after " + given + " of " + count + " events");
            }
            given++;
            return form.apply(page.get(next++));
        }
    }
}
