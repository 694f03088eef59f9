package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.PageContent.Range;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which events of a stream have a tag, as the index says. For one thread.
 *
 * <p>One walk of the index for each tag, each with a limit of its own, and one more over all that they find: so no tag, however common, costs
 * more than the most numbers that a page looks at. The same event may be found by several tags, which {@code union} counts once.
 * The index only leads to where to look; the reader of the event compares its own tags.
 */
final class TagIndex {

    private final Connection connection;
    private final StreamId stream;

    TagIndex(Connection connection, StreamId stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /**
     * Finds events that may match a query each of whose items names tags: of each item, those with one of its tags.
     *
     * @return their numbers within the range, the first {@link Range#MOST_OF_TAGS} in that direction
     */
    List<Long> numbers(TagQuery query, Range range, Direction direction) throws SQLException {
        List<String> tags = Range.leadingTags(query);
        String order = direction == Direction.FORWARDS ? "" : " desc";
        String ofTag = "(select t.sequence_number from sequencer.event_tags t where t.stream_id = " + StreamKeys.OF_NEXT
                + " and t.tag = ? and t.sequence_number between ? and ? order by t.sequence_number" + order
                + " limit ?)";
        String all = String.join(" union ", Collections.nCopies(tags.size(), ofTag));
        try (PreparedStatement select = connection.prepareStatement(
                "select sequence_number from (" + all + ") found order by 1" + order + " limit ?")) {
            int at = 0;
            for (String tag : tags) {
                select.setObject(++at, stream.tenantId());
                select.setObject(++at, stream.storeId());
                select.setString(++at, tag);
                select.setLong(++at, range.first());
                select.setLong(++at, range.last());
                select.setInt(++at, Range.MOST_OF_TAGS);
            }
            select.setInt(++at, Range.MOST_OF_TAGS);
            List<Long> numbers = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    numbers.add(row.getLong(1));
                }
            }
            return numbers;
        }
    }
}
