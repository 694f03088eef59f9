package com.stateset.sequencer.event;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a stream to read, in which direction, how many at a time.
 *
 * <pre>{@code
 * orders.read(ReadOptions.forwardsFrom(1).limit(500).eventType("order.placed"));
 * }</pre>
 *
 * <p>With a filter, a page looks at a bounded number of events. It may hold fewer than {@code limit}, or none, and not be the last one:
 * only a page without {@linkplain EventPage#next next} is. Events of an entity, a command or a correlation id, and those of a time, are
 * found by an index.
 *
 * @param from the first sequence number to look at, inclusive; 0 means 1 forwards
 * @param direction towards the head, or back towards the first event
 * @param limit the most events of one page, 1 to {@link #MAX_LIMIT}
 * @param filter which of the events on the way are wanted
 */
public record ReadOptions(long from, Direction direction, int limit, ReadFilter filter) {

    /** The most events of one page. */
    public static final int MAX_LIMIT = 1000;

    /** The events of one page unless told otherwise. */
    public static final int DEFAULT_LIMIT = 100;

    /** Which way to read. */
    public enum Direction {
        /** Towards the head: ascending sequence numbers. */
        FORWARDS,
        /** Towards the first event: descending sequence numbers. */
        BACKWARDS
    }

    public ReadOptions {
        if (from < 0) {
            throw new IllegalArgumentException("from is " + from + "; sequence numbers start at 1");
        }
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(filter, "filter");
        requireLimit(limit);
    }

    /** Reads towards the head, starting with the event at {@code from}. */
    public static ReadOptions forwardsFrom(long from) {
        return new ReadOptions(from, Direction.FORWARDS, DEFAULT_LIMIT, ReadFilter.ALL);
    }

    /** Reads back towards the first event, starting with the event at {@code from}. */
    public static ReadOptions backwardsFrom(long from) {
        return new ReadOptions(from, Direction.BACKWARDS, DEFAULT_LIMIT, ReadFilter.ALL);
    }

    /** Reads back towards the first event, starting at the head. */
    public static ReadOptions backwardsFromHead() {
        return backwardsFrom(Long.MAX_VALUE);
    }

    /** Sets the most events of one page. Defaults to {@link #DEFAULT_LIMIT}. */
    public ReadOptions limit(int value) {
        return new ReadOptions(from, direction, value, filter);
    }

    /** Sets all conditions at once. Defaults to {@link ReadFilter#ALL}. */
    public ReadOptions filter(ReadFilter value) {
        return new ReadOptions(from, direction, limit, value);
    }

    /** Keeps only events about entities of this type. Defaults to all. */
    public ReadOptions entityType(String value) {
        return entityTypes(List.of(value));
    }

    /** Keeps only events about entities of these types, 100 at most. Defaults to all. */
    public ReadOptions entityTypes(Collection<String> values) {
        return filter(filter.entityTypes(values));
    }

    /** Keeps only events about this entity. Defaults to all. */
    public ReadOptions entity(EntityRef entity) {
        return filter(filter.entity(entity));
    }

    /** Keeps only events of this type. Defaults to all. */
    public ReadOptions eventType(String value) {
        return eventTypes(List.of(value));
    }

    /** Keeps only events of these types, 100 at most. Defaults to all. */
    public ReadOptions eventTypes(Collection<String> values) {
        return filter(filter.eventTypes(values));
    }

    /** Keeps only events sequenced at {@code from} or later, and before {@code before}; null for no bound. Defaults to all. */
    public ReadOptions sequenced(@Nullable Instant from, @Nullable Instant before) {
        return filter(filter.sequenced(from, before));
    }

    /** Keeps only events of this command. Defaults to all. */
    public ReadOptions commandId(UUID value) {
        return filter(filter.commandId(value));
    }

    /** Keeps only events with this correlation id in their metadata. Defaults to all. */
    public ReadOptions correlationId(String value) {
        return filter(filter.correlationId(value));
    }

    /** The same, from another sequence number. */
    public ReadOptions from(long value) {
        return new ReadOptions(value, direction, limit, filter);
    }

    /**
     * Returns if a page may be of so many.
     *
     * @throws IllegalArgumentException if not
     */
    public static void requireLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit is " + limit + "; it must be 1 to " + MAX_LIMIT);
        }
    }
}
