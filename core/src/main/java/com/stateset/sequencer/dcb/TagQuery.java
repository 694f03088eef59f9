package com.stateset.sequencer.dcb;

import com.stateset.sequencer.text.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which events of a stream a decision concerns (dcb.events, "Query"): those that match at least one of its items. Immutable.
 *
 * <pre>{@code
 * TagQuery.tagged("course:c1").ofTypes("course.defined", "student.subscribed")     // of course 1, these types
 *         .or(TagQuery.tagged("student:s7").ofTypes("student.subscribed"))         // and all courses of student 7
 * }</pre>
 *
 * @param items 1 to {@link #MAX_ITEMS}
 */
public record TagQuery(List<Item> items) {

    /** The most items of a query. */
    public static final int MAX_ITEMS = 32;

    /** The most types of an item. */
    public static final int MAX_TYPES = 100;

    /** The most code points of an event type, as of every event. */
    private static final int MAX_TYPE_LENGTH = 256;

    /** All events. */
    public static final TagQuery ALL = new TagQuery(List.of(new Item(Set.of(), Set.of())));

    public TagQuery {
        items = List.copyOf(new LinkedHashSet<>(items));
        if (items.isEmpty() || items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException(
                    "a query has " + items.size() + " items; 1 to " + MAX_ITEMS + " are allowed");
        }
    }

    /** Events with all of these tags. Name first the one that the fewest events have: see {@link Item#leadingTag}. */
    public static TagQuery tagged(String... tags) {
        return new TagQuery(List.of(new Item(Set.of(), new LinkedHashSet<>(List.of(tags)))));
    }

    /** Of these events, those of one of these types. */
    public TagQuery ofTypes(String... types) {
        return new TagQuery(items.stream()
                .map(item -> new Item(Set.copyOf(List.of(types)), item.tags()))
                .toList());
    }

    /** These events, and others. */
    public TagQuery or(TagQuery other) {
        List<Item> all = new ArrayList<>(items);
        all.addAll(other.items);
        return new TagQuery(all);
    }

    /** Whether an event of this type, with these tags, is one of them. */
    public boolean matches(String eventType, Tags tags) {
        for (Item item : items) {
            if (item.matches(eventType, tags)) {
                return true;
            }
        }
        return false;
    }

    /** Whether each item names a tag, so that an index leads to its events. */
    public boolean isTagged() {
        return items.stream().noneMatch(item -> item.tags().isEmpty());
    }

    /** Whether an item names types, and no tag: which events these are is found by looking at one after the other. */
    public boolean isOfTypesAlone() {
        return items.stream()
                .anyMatch(item -> item.tags().isEmpty() && !item.eventTypes().isEmpty());
    }

    /**
     * Events of one of some types that have all of some tags.
     *
     * @param eventTypes of one of these types; of any if it is empty. At most {@link #MAX_TYPES}
     * @param tags with all of these tags; at most {@link Tags#MAX_TAGS}. They stay in the order of the set that is given, which counts for
     *     {@link #leadingTag} only
     */
    public record Item(Set<String> eventTypes, Set<String> tags) {

        public Item {
            eventTypes = Set.copyOf(eventTypes);
            tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
            if (eventTypes.size() > MAX_TYPES) {
                throw new IllegalArgumentException(
                        "event_types has " + eventTypes.size() + " values; at most " + MAX_TYPES + " are allowed");
            }
            eventTypes.forEach(type -> Text.require("a value of event_types", type, MAX_TYPE_LENGTH));
            Tags.require(tags);
        }

        /**
         * The tag that was named first. Stores walk the events that have it, and look at each whether it has the others, so it should be
         * one of few events. For an item with tags.
         */
        public String leadingTag() {
            return tags.iterator().next();
        }

        /** The types as a JSON array, for stores. */
        public String eventTypesAsJson() {
            return Tags.json(eventTypes);
        }

        /** The tags as a JSON array, for stores. */
        public String tagsAsJson() {
            return Tags.json(tags);
        }

        boolean matches(String eventType, Tags ofEvent) {
            return (eventTypes.isEmpty() || eventTypes.contains(eventType))
                    && ofEvent.values().containsAll(tags);
        }
    }
}
