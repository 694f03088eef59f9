package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.StreamState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which stored event each append condition of a group rules out, read under the lock of the heads: two statements at most, however many
 * conditions there are; none for a group without any.
 *
 * <p><b>What a condition costs.</b> An item that names tags walks the entries of its {@linkplain TagQuery.Item#leadingTag first tag} behind
 * {@code after}, up to the first whose event has the others and one of the types, but {@link AppendCondition#MOST_LOOKED_AT} entries at
 * most: the index alone then tells whether there are more. An item that names none looks at the events behind {@code after} themselves;
 * the plan asks for no more than as many of them. Conditions that begin at the head, as those of an undisturbed
 * decision do, are not asked about at all.
 *
 * <p>The event's own column has the last word on its tags: an entry of the index by itself rules nothing out.
 */
final class ConditionQueries {

    private static final String FITS = " and (k.tags is null or e.tags @> k.tags::jsonb)"
            + " and (k.types is null or k.types::jsonb @> to_jsonb(e.event_type))";

    private static final String ENTRIES = " from sequencer.event_tags t"
            + " where t.stream_id = k.stream_id and t.tag = k.tag and t.sequence_number > k.after"
            + " order by t.sequence_number";

    private static final String FIRST_ENTRIES =
            "select t.sequence_number" + ENTRIES + " limit " + AppendCondition.MOST_LOOKED_AT;

    private static final String WIDE_IF_MORE =
            "select " + StreamState.TOO_WIDE + ENTRIES + " limit 1 offset " + AppendCondition.MOST_LOOKED_AT;

    /** The offset of zero keeps the planner from a join, which might read all events of the stream. */
    private static final String OF_TAG = String.format(Locale.ROOT, """
            select k.ordinal, coalesce((
                select w.sequence_number
                from (%s) w
                where exists (
                    select 1 from sequencer.events e
                    where e.stream_id = k.stream_id and e.sequence_number = w.sequence_number %s
                    offset 0
                )
                order by w.sequence_number limit 1
            ), (%s), 0) as first
            from unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[])
                with ordinality as k(stream_id, after, types, tags, tag, ordinal)
            """, FIRST_ENTRIES, FITS, WIDE_IF_MORE);

    private static final String OF_TYPES = """
            select k.ordinal, (
                select e.sequence_number from sequencer.events e
                where e.stream_id = k.stream_id and e.sequence_number > k.after
            """ + FITS + """
                order by e.sequence_number limit 1
            ) as first
            from unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[])
                with ordinality as k(stream_id, after, types, tags, ordinal)
            """;

    private ConditionQueries() {}

    /**
     * Reads what the conditions of a group ask for.
     *
     * @param keys the short keys of its streams
     * @param facts where it is noted; these streams are locked
     */
    static void read(
            Connection connection,
            Map<StreamId, Long> keys,
            List<AppendBatch> group,
            Map<StreamId, LockedStreamState> facts)
            throws SQLException {
        List<Asked> tagged = new ArrayList<>();
        List<Asked> others = new ArrayList<>();
        for (AppendBatch batch : group) {
            AppendCondition condition = batch.condition();
            LockedStreamState state = Objects.requireNonNull(facts.get(batch.stream()));
            if (condition != null && isToAsk(condition, state.head())) {
                state.addMatch(condition, 0);
                long key = Objects.requireNonNull(keys.get(batch.stream()));
                for (TagQuery.Item item : condition.query().items()) {
                    (item.tags().isEmpty() ? others : tagged).add(new Asked(state, key, condition, item));
                }
            }
        }
        read(connection, OF_TAG, tagged, true);
        read(connection, OF_TYPES, others, false);
    }

    /** Whether the plan will ask: there is something behind, and no more than it may have looked at. */
    private static boolean isToAsk(AppendCondition condition, long head) {
        return condition.after() < head && !condition.isTooWide(head);
    }

    /** One row comes back for each item, by the number it was bound under; an item without a match brings a zero, which rules nothing out. */
    private static void read(Connection connection, String sql, List<Asked> asked, boolean byTag) throws SQLException {
        if (asked.isEmpty()) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            bind(connection, select, 1, "bigint", asked, Asked::key);
            bind(connection, select, 2, "bigint", asked, each -> each.condition.after());
            bind(connection, select, 3, "text", asked, Asked::types);
            bind(connection, select, 4, "text", asked, Asked::tags);
            if (byTag) {
                bind(connection, select, 5, "text", asked, each -> each.item.leadingTag());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Asked item = asked.get(row.getInt(1) - 1);
                    item.state.addMatch(item.condition, row.getLong(2));
                }
            }
        }
    }

    /** One array for each column, whatever the number of items: the text is the same for all groups, and stays prepared. */
    private static void bind(
            Connection connection,
            PreparedStatement select,
            int position,
            String type,
            List<Asked> asked,
            Function<Asked, @Nullable Object> value)
            throws SQLException {
        select.setArray(
                position,
                connection.createArrayOf(type, asked.stream().map(value).toArray()));
    }

    /** One item of a condition of one stream. */
    private record Asked(LockedStreamState state, long key, AppendCondition condition, TagQuery.Item item) {

        private @Nullable String types() {
            return item.eventTypes().isEmpty() ? null : item.eventTypesAsJson();
        }

        private @Nullable String tags() {
            return item.tags().isEmpty() ? null : item.tagsAsJson();
        }
    }
}
