package com.stateset.sequencer.sqlite.read;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;

/**
 * Conditions of a query about events, with the values of their parameters. One that was not asked for is not in the text. For one thread.
 *
 * <p><b>What must hold.</b> No value ever stands in the text. Types, ids and tags are the application's, perhaps its users': they are
 * bound by name. The names are made here, of a column and a number, and columns are constants.
 *
 * <p><b>Where lists are long,</b> they are bound as one JSON array and taken apart by {@code json_each}: a statement has 32,766 places at
 * most, and one text serves any number of tags. Types of entities and of events are few in a filter, and stand one by one.
 */
final class EventConditions {

    private final StringBuilder sql = new StringBuilder();
    private final Map<String, Object> values = new LinkedHashMap<>();

    private EventConditions() {}

    /** What a filter wants, but for the entity and the time, which are ranges of an index. */
    static EventConditions of(ReadFilter filter) {
        EventConditions conditions = new EventConditions();
        if (filter.entityId() == null) {
            conditions.addOneOf("entity_type", filter.entityTypes());
        }
        conditions.addOneOf("event_type", filter.eventTypes());
        if (filter.commandId() != null) {
            conditions.add("command_id = :command", "command", BinaryForm.bytes(filter.commandId()));
        }
        if (filter.correlationId() != null) {
            conditions.add("metadata ->> 'correlation_id' = :correlation", "correlation", filter.correlationId());
        }
        if (filter.query() != null) {
            conditions.addMatches(filter.query());
        }
        return conditions;
    }

    /**
     * An event matches a query if it matches one of the items, and an item if it is of one of the types and has each of the tags. An item
     * without types takes any, one without tags too: then {@code true} stands alone. The event's own column decides, not the
     * index of tags, which only leads to where to look. A row without tags has none of them;
     * that is said beside, as nearly every row has none.
     */
    private void addMatches(TagQuery query) {
        String separator = " and (";
        for (TagQuery.Item item : query.items()) {
            String name = "item" + values.size();
            sql.append(separator).append("(true");
            if (!item.eventTypes().isEmpty()) {
                add(
                        "event_type in (select value from json_each(:" + name + "types))",
                        name + "types",
                        item.eventTypesAsJson());
            }
            if (!item.tags().isEmpty()) {
                add(
                        "not exists (select 1 from json_each(:" + name + "tags) w where w.value not in"
                                + " (select value from json_each(events.tags)))",
                        name + "tags",
                        item.tagsAsJson());
                sql.append(" and tags is not null");
            }
            sql.append(')');
            separator = " or ";
        }
        sql.append(')');
    }

    /** Adds a condition that names one parameter. */
    EventConditions add(String condition, String name, Object value) {
        sql.append(" and ").append(condition);
        values.put(name, value);
        return this;
    }

    /** Adds nothing for an empty collection: that a filter names none means that it takes all. */
    private void addOneOf(String column, Collection<String> some) {
        if (some.isEmpty()) {
            return;
        }
        String separator = " and " + column + " in (";
        int next = 0;
        for (String value : some) {
            String name = column + next++;
            sql.append(separator).append(':').append(name);
            values.put(name, value);
            separator = ", ";
        }
        sql.append(')');
    }

    /** The text: each condition with an {@code and} before it. */
    String sql() {
        return sql.toString();
    }

    /** Gives the values to the statement that {@link #sql} has become a part of. */
    void bind(Query query) {
        values.forEach(query::bind);
    }
}
