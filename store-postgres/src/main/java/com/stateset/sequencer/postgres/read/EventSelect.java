package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.PageContent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A select of a stream's events, condition by condition. For one thread.
 *
 * <p><b>Size.</b> A page holds a number of events or of bytes, whichever is reached first, and comes in one round trip, so the database
 * itself must not send more. A cursor would let the reader stop, but slows a replay down. Three forms, from the cheapest on:
 * <ol>
 *   <li>so few rows that the largest do no harm: nothing is counted;
 *   <li>a range of numbers no wider than the page: the bytes are added up before, and only a range that fits is sent. Nearly all are;
 *   <li>the rest: the bytes before each row are added up as it passes by, which keeps a copy of every row, and is slower.
 * </ol>
 * To add up the sizes of payloads, the database does not read those that it keeps apart. Metadata, 4 KiB at most, does not count here.
 *
 * <p><b>Plans.</b> The key of the stream is a scalar subquery, evaluated once: a join would let the planner begin with the stream's name,
 * and lose the order of the index on events, by which pages come without being sorted. A filter that was not asked for is not in the
 * statement. The limit stands with the rows, also inside a subquery, so that the planner reads by the index and stops.
 */
final class EventSelect {

    /** As many rows of the largest size as may be sent unseen. */
    private static final int FEW = 16;

    /** The bytes of payloads that the database sends at most, an event more: never less than a page holds. */
    private static final long MOST_BYTES = 2 * PageContent.PAYLOAD_BYTES;

    private static final String SELECT = "select " + EventRow.COLUMNS + " from ";

    private final StreamId stream;
    private final StringBuilder condition = new StringBuilder("e.stream_id = " + StreamKeys.OF_NEXT);
    private final List<Object> values = new ArrayList<>();
    private long widest = Long.MAX_VALUE;

    private EventSelect(StreamId stream) {
        this.stream = stream;
        values.add(stream.tenantId());
        values.add(stream.storeId());
    }

    /** Begins a select of a stream's events. */
    static EventSelect of(StreamId stream) {
        return new EventSelect(stream);
    }

    /** Takes only what fulfils a condition on {@code e}, whose parameters have these values. */
    EventSelect where(String further, Object... parameters) {
        condition.append(" and ").append(further);
        values.addAll(List.of(parameters));
        return this;
    }

    /** Takes only rows with one of these values in a column; all if there are none. */
    EventSelect whereOneOf(String column, Set<String> some) {
        if (!some.isEmpty()) {
            condition.append(" and ").append(column).append(" in (");
            condition
                    .append(String.join(", ", Collections.nCopies(some.size(), "?")))
                    .append(")");
            values.addAll(some);
        }
        return this;
    }

    /** Takes only rows that match a query. */
    EventSelect whereMatches(TagQuery query) {
        String separator = " and (";
        for (TagQuery.Item item : query.items()) {
            condition.append(separator).append("(true");
            if (!item.tags().isEmpty()) {
                where("e.tags @> ?::jsonb", item.tagsAsJson());
            }
            whereOneOf("e.event_type", item.eventTypes()).condition.append(')');
            separator = " or ";
        }
        condition.append(')');
        return this;
    }

    /** Takes only rows with one of these numbers, of which no two events have the same one. */
    EventSelect among(String column, List<Long> numbers) {
        widest = numbers.size();
        return where(
                column + " = any (?::bigint[])",
                numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}")));
    }

    /** Takes only a range of a number of which no two events have the same one, both ends included; it is not empty. */
    EventSelect between(String column, long first, long last) {
        widest = last - first + 1;
        return where(column + " between ? and ?", first, last);
    }

    /**
     * Reads a page.
     *
     * @param order the columns that it is in the order of, each of {@code e}
     * @param limit the most events
     */
    PageContent page(Connection connection, String order, int limit) throws SQLException {
        String rows = "sequencer.events e where " + condition;
        String end = " order by " + order + " limit ?";
        if (Math.min(limit, widest) <= FEW) {
            return take(connection, limit, SELECT + rows + end, values, List.of(limit));
        }
        if (widest <= limit) {
            String fits = " and (select coalesce(sum(octet_length(e.payload)), 0) from " + rows + ") <= ?";
            PageContent page =
                    take(connection, limit, SELECT + rows + fits + end, values, values, List.of(MOST_BYTES, limit));
            if (!page.events().isEmpty()) {
                return page;
            }
        }
        String counted = "(select e.*, sum(octet_length(e.payload)) over (order by " + order
                + " rows between unbounded preceding and 1 preceding) as bytes_before from " + rows + end + ") e";
        String within = " where coalesce(e.bytes_before, 0) < ?";
        return take(connection, limit, SELECT + counted + within, values, List.of(limit, MOST_BYTES));
    }

    private PageContent take(Connection connection, int limit, String sql, List<?>... parameters) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int at = 0;
            for (List<?> some : parameters) {
                for (Object value : some) {
                    select.setObject(++at, value);
                }
            }
            try (ResultSet rows = select.executeQuery()) {
                return PageContent.take(() -> rows.next() ? EventRow.read(stream, rows) : null, limit);
            }
        }
    }
}
