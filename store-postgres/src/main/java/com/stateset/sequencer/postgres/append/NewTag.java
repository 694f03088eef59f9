package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.rows.BinaryArray;
import com.stateset.sequencer.spi.PlannedEvent;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A tag of an event that is about to be stored: a row of the index by which conditions and readers find it.
 *
 * @param stream the stream's short key
 */
record NewTag(long stream, String tag, long sequenceNumber) {

    /** The rows, as far as there is a fence, which only says whether: for one stream and for several. */
    static final String INSERT = ", tagged as (insert into sequencer.event_tags (stream_id, tag, sequence_number)"
            + " select t.stream_id, t.tag, t.sequence_number from fence f, (select unnest(?::bigint[]) as stream_id,"
            + " unnest(?::text[]) as tag, unnest(?::bigint[]) as sequence_number) t)";

    /** Those of a plan; mostly none. */
    static List<NewTag> of(List<PlannedEvent> events, Map<StreamId, Long> keys) {
        List<NewTag> tags = List.of();
        for (PlannedEvent planned : events) {
            if (!planned.event().tags().isEmpty()) {
                tags = tags.isEmpty() ? new ArrayList<>() : tags;
                long stream = Objects.requireNonNull(keys.get(planned.event().stream()));
                for (String tag : planned.event().tags().values()) {
                    tags.add(new NewTag(stream, tag, planned.sequenceNumber()));
                }
            }
        }
        return tags;
    }

    /** Binds the positions of {@link #INSERT}. */
    static void bind(PreparedStatement statement, int first, List<NewTag> tags, BinaryArray arrays)
            throws SQLException {
        statement.setArray(first, arrays.of(BinaryArray.Type.BIGINT, tags, NewTag::stream));
        statement.setArray(first + 1, arrays.of(BinaryArray.Type.TEXT, tags, NewTag::tag));
        statement.setArray(first + 2, arrays.of(BinaryArray.Type.BIGINT, tags, NewTag::sequenceNumber));
    }
}
