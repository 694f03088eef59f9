package com.stateset.sequencer.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a stream to read, in which direction, how many at a time.
 *
 * <pre>{@code
 * orders.read(ReadOptions.forwardsFrom(1).limit(500).eventType("order.placed"));
 * }</pre>
 *
 * @param from the first sequence number to look at, inclusive; 0 means 1 forwards
 * @param direction towards the head, or back towards the first event
 * @param limit the most events of one page, 1 to {@link #MAX_LIMIT}
 * @param entityType only events about entities of this type, if given
 * @param entityId only events about this entity, if given; then {@code entityType} is given too
 * @param eventType only events of this type, if given
 */
public record ReadOptions(
        long from,
        Direction direction,
        int limit,
        @Nullable String entityType,
        @Nullable String entityId,
        @Nullable String eventType) {

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
        requireLimit(limit);
        if (entityId != null && entityType == null) {
            throw new IllegalArgumentException("entityId needs entityType");
        }
        if (entityType != null) {
            Text.require("entityType", entityType, EntityRef.MAX_TYPE_LENGTH);
        }
        if (entityId != null) {
            Text.require("entityId", entityId, EntityRef.MAX_ID_LENGTH);
        }
        if (eventType != null) {
            Text.require("eventType", eventType, Event.MAX_TYPE_LENGTH);
        }
    }

    /** Reads towards the head, starting with the event at {@code from}. */
    public static ReadOptions forwardsFrom(long from) {
        return new ReadOptions(from, Direction.FORWARDS, DEFAULT_LIMIT, null, null, null);
    }

    /** Reads back towards the first event, starting with the event at {@code from}. */
    public static ReadOptions backwardsFrom(long from) {
        return new ReadOptions(from, Direction.BACKWARDS, DEFAULT_LIMIT, null, null, null);
    }

    /** Reads back towards the first event, starting at the head. */
    public static ReadOptions backwardsFromHead() {
        return backwardsFrom(Long.MAX_VALUE);
    }

    /** Sets the most events of one page. Defaults to {@link #DEFAULT_LIMIT}. */
    public ReadOptions limit(int value) {
        return new ReadOptions(from, direction, value, entityType, entityId, eventType);
    }

    /** Keeps only events about entities of this type. Defaults to all. */
    public ReadOptions entityType(String value) {
        return new ReadOptions(from, direction, limit, Objects.requireNonNull(value, "entityType"), null, eventType);
    }

    /** Keeps only events about this entity. Defaults to all. */
    public ReadOptions entity(EntityRef entity) {
        return new ReadOptions(from, direction, limit, entity.type(), entity.id(), eventType);
    }

    /** Keeps only events of this type. Defaults to all. */
    public ReadOptions eventType(String value) {
        return new ReadOptions(
                from, direction, limit, entityType, entityId, Objects.requireNonNull(value, "eventType"));
    }

    /** The same, from another sequence number. */
    public ReadOptions from(long value) {
        return new ReadOptions(value, direction, limit, entityType, entityId, eventType);
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
