package com.stateset.sequencer.protocol.ingest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for a batch to be appended: {@code {"query":[{"event_types":["…"],"tags":["…"]}],"after":17}}. Members that are not known
 * are refused, since a condition that is understood in part is another one.
 *
 * @param query the items, of which an event must match one; one without types and tags matches all events
 * @param after behind which sequence number no such event may stand; absent for the whole stream
 */
@JsonIgnoreProperties(ignoreUnknown = false)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WireCondition(List<Item> query, @Nullable Long after) {

    /** Checks that it is one. */
    public WireCondition {
        query = List.copyOf(query);
        condition(query, after);
    }

    /** Returns the form of a condition. */
    public static WireCondition of(AppendCondition condition) {
        return new WireCondition(
                condition.query().items().stream()
                        .map(item -> new Item(List.copyOf(item.eventTypes()), List.copyOf(item.tags())))
                        .toList(),
                condition.after());
    }

    /** Returns the condition. */
    public AppendCondition toCondition() {
        return condition(query, after);
    }

    private static AppendCondition condition(List<Item> query, @Nullable Long after) {
        try {
            TagQuery items = new TagQuery(query.stream().map(Item::toItem).toList());
            return new AppendCondition(items, after == null ? 0 : after);
        } catch (IllegalArgumentException e) {
            throw new InvalidMessageException("$", String.valueOf(e.getMessage()));
        }
    }

    /**
     * An item of a query.
     *
     * @param eventTypes of one of these types; absent for any
     * @param tags with all of these tags; absent for any. In their order: the server walks the events that have the first
     */
    @JsonIgnoreProperties(ignoreUnknown = false)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            @Nullable List<String> eventTypes, @Nullable List<String> tags) {

        private TagQuery.Item toItem() {
            return new TagQuery.Item(
                    eventTypes == null ? Set.of() : Set.copyOf(eventTypes),
                    tags == null ? Set.of() : new LinkedHashSet<>(tags));
        }
    }
}
