package com.stateset.sequencer.spi;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.event.SequencedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
            bytes += event.event().contentLength();
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
     * Makes these events a page that looked at all there is.
     *
     * @param options what was asked for
     * @param head the head that the query went up to
     */
    public EventPage page(ReadOptions options, long head) {
        return page(options, head, OptionalLong.empty());
    }

    /**
     * Makes these events a page.
     *
     * @param options what was asked for
     * @param head the head that the query went up to
     * @param onwards the first number that was not looked at, if that ended the page; it goes on there unless it is full
     */
    public EventPage page(ReadOptions options, long head, OptionalLong onwards) {
        OptionalLong next = full ? behindTheLast(options, head) : onwards;
        return new EventPage(
                events, head, next.isPresent() ? Optional.of(options.from(next.getAsLong())) : Optional.empty());
    }

    private OptionalLong behindTheLast(ReadOptions options, long head) {
        long last = events.get(events.size() - 1).sequenceNumber();
        if (options.direction() == Direction.FORWARDS) {
            return last < head ? OptionalLong.of(last + 1) : OptionalLong.empty();
        }
        return last > 1 ? OptionalLong.of(last - 1) : OptionalLong.empty();
    }

    /**
     * The sequence numbers, or versions, that a page is to look at: from {@code first} to {@code last}, both included. Nothing if
     * {@code first} is the larger one.
     *
     * @param onwards where the rest of what was asked for begins, if this is only a part of it
     */
    public record Range(long first, long last, OptionalLong onwards) {

        /** The most events that a page looks at one by one, to find those that a filter wants. */
        public static final int MOST_LOOKED_AT = 10_000;

        /** The most events that a page looks at of those that have the tags of a query. */
        public static final int MOST_OF_TAGS = 1_000;

        /** A range without a rest. */
        public Range(long first, long last) {
            this(first, last, OptionalLong.empty());
        }

        /** What {@code options} ask for of a stream, regardless of their filter. */
        public static Range of(ReadOptions options, long head) {
            return options.direction() == Direction.FORWARDS
                    ? new Range(Math.max(1, options.from()), head)
                    : new Range(1, Math.min(options.from(), head));
        }

        public boolean isEmpty() {
            return first > last;
        }

        /** Whether a filter asks for types, other than that of one entity. */
        public static boolean isOfTypes(ReadFilter filter) {
            return !filter.eventTypes().isEmpty()
                    || (filter.entityId() == null && !filter.entityTypes().isEmpty());
        }

        /** Whether a filter asks for more than an entity and a time: then a page compares events one by one, and looks at a part only. */
        public static boolean isCompared(ReadFilter filter) {
            return filter.commandId() != null
                    || filter.correlationId() != null
                    || filter.query() != null
                    || isOfTypes(filter);
        }

        /** The query of a filter whose events are found by their tags: each item names one, and nothing else that is asked for has an index. */
        public static @Nullable TagQuery byTags(ReadFilter filter) {
            TagQuery query = filter.query();
            boolean others = filter.entityId() != null || filter.commandId() != null || filter.correlationId() != null;
            return query == null || others || !query.isTagged() ? null : query;
        }

        /** The first tag of each item of a query: events that match it have one of these. */
        public static List<String> leadingTags(TagQuery query) {
            return query.items().stream()
                    .map(TagQuery.Item::leadingTag)
                    .distinct()
                    .toList();
        }

        /**
         * What is left of these numbers when some were found that a page is to look at.
         *
         * @param found the first of them, in its direction; nothing is left if they are fewer than {@code most}
         */
        public OptionalLong behind(List<Long> found, Direction direction, int most) {
            if (found.size() < most) {
                return OptionalLong.empty();
            }
            long next = found.get(found.size() - 1) + (direction == Direction.FORWARDS ? 1 : -1);
            return next < first || next > last ? OptionalLong.empty() : OptionalLong.of(next);
        }

        /**
         * The part of these numbers that is of the time a filter asks for: moments never fall, so that it is a range, too.
         *
         * @param search finds where it begins and ends
         */
        public <E extends Exception> Range within(ReadFilter filter, Search<E> search) throws E {
            Instant from = filter.sequencedFrom();
            Instant before = filter.sequencedBefore();
            if (isEmpty() || (from == null && before == null)) {
                return this;
            }
            return new Range(
                    from == null ? first : Math.max(first, search.firstNumber(from)),
                    before == null ? last : Math.min(last, search.firstNumber(before) - 1));
        }

        /**
         * Looks for a moment in a stream.
         *
         * @param <E> what that may throw
         */
        @FunctionalInterface
        public interface Search<E extends Exception> {

            /** Returns the number of the first event at or after a moment; one more than the head if there is none. */
            long firstNumber(Instant moment) throws E;
        }

        /** The part of it that one page looks at: so many at most, from where one begins to read. */
        public Range part(Direction direction, int most) {
            if (last - first < most) {
                return this;
            }
            return direction == Direction.FORWARDS
                    ? new Range(first, first + most - 1, OptionalLong.of(first + most))
                    : new Range(last - most + 1, last, OptionalLong.of(last - most));
        }
    }
}
