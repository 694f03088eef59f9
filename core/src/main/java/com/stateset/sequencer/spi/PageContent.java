package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first of a query's events: as many as were asked for, but no more than fit into memory. Every store cuts its pages here, so
 * that all agree on where a page ends and how to read on. Immutable.
 *
 * @param events the events, in the order of the query
 * @param full whether there was no room for more; if there was, these are all
 */
public record PageContent(List<SequencedEvent> events, boolean full) {

    /** A page with as many bytes of payloads and metadata as this takes no more events. */
    public static final long PAYLOAD_BYTES = 16L * 1024 * 1024;

    public PageContent {
        events = List.copyOf(events);
    }

    /**
     * Takes events until the page is full.
     *
     * @param query the events, in the direction of the page; need not end after {@code limit}
     * @param limit the most to take, 1 or more
     * @param <E> what reading them may throw
     */
    public static <E extends Exception> PageContent take(Rows<E> query, int limit) throws E {
        List<SequencedEvent> events = new ArrayList<>();
        long bytes = 0;
        while (events.size() < limit && bytes < PAYLOAD_BYTES) {
            SequencedEvent event = query.next();
            if (event == null) {
                return new PageContent(events, false);
            }
            events.add(event);
            bytes += length(event.event().payload()) + event.event().metadata().sizeInBytes();
        }
        return new PageContent(events, true);
    }

    /**
     * What a query finds, event by event.
     *
     * @param <E> what reading one may throw
     */
    @FunctionalInterface
    public interface Rows<E extends Exception> {

        /** Returns the next event; null when there is none. */
        @Nullable
        SequencedEvent next() throws E;
    }

    /**
     * Makes these events a page.
     *
     * @param options what was asked for
     * @param head the head that the query went up to
     */
    public EventPage page(ReadOptions options, long head) {
        return new EventPage(events, head, next(options, head));
    }

    private Optional<ReadOptions> next(ReadOptions options, long head) {
        if (!full) {
            return Optional.empty();
        }
        long last = events.get(events.size() - 1).sequenceNumber();
        if (options.direction() == Direction.FORWARDS) {
            return last < head ? Optional.of(options.from(last + 1)) : Optional.empty();
        }
        return last > 1 ? Optional.of(options.from(last - 1)) : Optional.empty();
    }

    private static long length(Payload payload) {
        if (payload instanceof Payload.Clear clear) {
            return clear.json().length();
        }
        return payload instanceof Payload.Encrypted encrypted ? encrypted.length() : 0;
    }
}
