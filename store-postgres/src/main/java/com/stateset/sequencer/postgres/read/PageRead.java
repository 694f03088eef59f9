package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.rows.EntityKey;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.PageContent;
import com.stateset.sequencer.spi.PageContent.Range;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * One page of a stream, as it was at a head. For one thread.
 *
 * <p><b>Which way is taken.</b> A time is a range of numbers, since moments never fall: its ends are found by halving. Then, the first
 * that fits:
 * <ol>
 *   <li>of an entity: along its versions;
 *   <li>of a command, or of a correlation id and nothing else: along the index that holds them. There, numbers are compared as
 *       {@code sequence_number + 0}, as that index has them: otherwise the planner could prefer to walk the whole stream in order;
 *   <li>everything else: along the numbers.
 * </ol>
 *
 * <p><b>What a page costs that finds nothing.</b> Whatever a way does not answer itself is compared row by row, and of these a page looks at
 * {@value Range#MOST_LOOKED_AT} at most: then it ends, and says where to go on.
 */
final class PageRead {

    private static final String IN_ORDER = "e.sequence_number";
    private static final String OF_ENTITY = "e.entity_version";
    private static final String OF_INDEX = "(e.sequence_number + 0)";

    private static final String NUMBER_OF_VERSION = "select sequence_number from sequencer.events where stream_id = "
            + StreamKeys.OF_NEXT + " and entity_key = ? and entity_version = ?";

    private final Connection connection;
    private final StreamId stream;
    private final ReadOptions options;
    private final ReadFilter filter;
    private final long head;

    PageRead(Connection connection, StreamId stream, ReadOptions options, long head) {
        this.connection = connection;
        this.stream = stream;
        this.options = options;
        this.filter = options.filter();
        this.head = head;
    }

    EventPage page() throws SQLException {
        Range range =
                Range.of(options, head).within(filter, moment -> Halving.firstNumber(connection, stream, moment, head));
        if (range.isEmpty()) {
            return new PageContent(List.of(), false).page(options, head);
        }
        if (filter.entity().isPresent()) {
            return ofEntity(filter.entity().get(), range);
        }
        if (isOfIndex()) {
            return ofIndex(range);
        }
        TagQuery query = Range.byTags(filter);
        return query == null ? inOrder(range) : ofTags(query, range);
    }

    /** In two steps, so that the planner has no other way: the numbers of events with these tags, then those of them that fit. */
    private EventPage ofTags(TagQuery query, Range range) throws SQLException {
        List<Long> numbers = new TagIndex(connection, stream).numbers(query, range, options.direction());
        if (numbers.isEmpty()) {
            return new PageContent(List.of(), false).page(options, head);
        }
        return conditions(EventSelect.of(stream).among(IN_ORDER, numbers))
                .page(connection, order(IN_ORDER), options.limit())
                .page(options, head, range.behind(numbers, options.direction(), Range.MOST_OF_TAGS));
    }

    /** Whether an index leads to what is wanted, so that no range of numbers has to be compared. */
    private boolean isOfIndex() {
        return filter.commandId() != null || (filter.correlationId() != null && !Range.isOfTypes(filter));
    }

    private EventPage ofIndex(Range range) throws SQLException {
        return conditions(EventSelect.of(stream))
                .where(OF_INDEX + " between ? and ?", range.first(), range.last())
                .page(connection, order(OF_INDEX), options.limit())
                .page(options, head);
    }

    /** Along the primary key. A range that is cut short says where it ends, so that a page that found nothing leads on. */
    private EventPage inOrder(Range range) throws SQLException {
        Range looked = part(range);
        return conditions(EventSelect.of(stream).between(IN_ORDER, looked.first(), looked.last()))
                .page(connection, order(IN_ORDER), options.limit())
                .page(options, head, looked.onwards());
    }

    /** Where nothing is compared, as many as the page may hold, which are all that it will: if one is missing, it goes on behind them. */
    private Range part(Range range) {
        return range.part(options.direction(), Range.isCompared(filter) ? Range.MOST_LOOKED_AT : options.limit());
    }

    /**
     * Versions are in the order of numbers: a range of these becomes a range of versions. Up to the head, that needs no search: whatever
     * was stored behind it is left out row by row. A page that compares rows, and begins at the end, has to know where that is.
     */
    private EventPage ofEntity(EntityRef entity, Range range) throws SQLException {
        boolean forwards = options.direction() == Direction.FORWARDS;
        boolean isOpen = range.last() == head && (forwards || !Range.isCompared(filter));
        Range versions = new Range(
                range.first() == 1 ? 1 : Halving.firstVersion(connection, stream, entity, range.first()),
                isOpen ? Long.MAX_VALUE : Halving.firstVersion(connection, stream, entity, range.last() + 1) - 1);
        if (versions.isEmpty()) {
            return new PageContent(List.of(), false).page(options, head);
        }
        Range looked = isOpen && !forwards ? versions : part(versions);
        PageContent content = conditions(EventSelect.of(stream)
                        .where("e.entity_key = ?", EntityKey.of(entity))
                        .between(OF_ENTITY, looked.first(), looked.last())
                        .where("e.sequence_number + 0 <= ?", head))
                .page(connection, order(OF_ENTITY), options.limit());
        return content.page(options, head, content.full() ? OptionalLong.empty() : numberOf(entity, looked.onwards()));
    }

    /** Versions beyond the head are not there yet, as far as this page knows. */
    private OptionalLong numberOf(EntityRef entity, OptionalLong version) throws SQLException {
        if (version.isEmpty()) {
            return version;
        }
        OptionalLong number = NumberQuery.find(
                connection,
                NUMBER_OF_VERSION,
                stream.tenantId(),
                stream.storeId(),
                EntityKey.of(entity),
                version.getAsLong());
        return number.isPresent() && number.getAsLong() <= head ? number : OptionalLong.empty();
    }

    /** Adds what is compared row by row, but for an entity, which its key names. */
    private EventSelect conditions(EventSelect select) {
        if (filter.entityId() == null) {
            select = select.whereOneOf("e.entity_type", filter.entityTypes());
        }
        if (filter.commandId() != null) {
            select = select.where("e.command_id = ?", filter.commandId());
        }
        if (filter.correlationId() != null) {
            select = select.where("e.metadata ->> 'correlation_id' = ?", filter.correlationId());
        }
        if (filter.query() != null) {
            select = select.whereMatches(filter.query());
        }
        return select.whereOneOf("e.event_type", filter.eventTypes());
    }

    private String order(String column) {
        return options.direction() == Direction.FORWARDS ? column : column + " desc";
    }
}
