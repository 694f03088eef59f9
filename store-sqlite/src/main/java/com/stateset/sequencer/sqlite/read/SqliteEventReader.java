package com.stateset.sequencer.sqlite.read;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.spi.PageContent;
import com.stateset.sequencer.spi.PageContent.Range;
import java.util.List;
import java.util.OptionalLong;

/**
 * Turns what is asked into queries, and their answers into pages.
 *
 * <p>No transaction holds the queries of one page together: stored events stay where they are, so what is
 * read after the head has only grown. A page holds as many events as were asked for, or fewer if they are
 * large; then it says where to go on. So it does when it has compared {@value Range#MOST_LOOKED_AT} events with a filter that no index
 * answers: it may find nothing in them.
 */
public final class SqliteEventReader {

    private SqliteEventReader() {}

    /**
     * Reads one page.
     *
     * @param stream the stream, at the head that the page is to report
     */
    public static EventPage page(SqliteEventQueries stream, ReadOptions options) {
        ReadFilter filter = options.filter();
        Range range = Range.of(options, stream.head()).within(filter, stream::firstFrom);
        if (range.isEmpty()) {
            return new PageContent(List.of(), false).page(options, stream.head());
        }
        if (filter.entity().isPresent()) {
            return ofEntity(stream, filter.entity().get(), range, options);
        }
        if (filter.commandId() != null) {
            return stream.ofIndex("events_by_command", range, options).page(options, stream.head());
        }
        if (filter.correlationId() != null && !Range.isOfTypes(filter)) {
            return stream.ofIndex("events_by_correlation", range, options).page(options, stream.head());
        }
        TagQuery query = Range.byTags(filter);
        if (query != null) {
            List<Long> numbers = stream.numbers(query, range, options.direction());
            return stream.among(numbers, range, options)
                    .page(options, stream.head(), range.behind(numbers, options.direction(), Range.MOST_OF_TAGS));
        }
        Range looked = part(range, options);
        return stream.inOrder(looked, options).page(options, stream.head(), looked.onwards());
    }

    /**
     * Where rows are compared, so many numbers at most, so that a filter that matches nothing does not hold a reader for the whole stream;
     * where nothing is compared the limit of the page is the end.
     */
    private static Range part(Range range, ReadOptions options) {
        return Range.isCompared(options.filter()) ? range.part(options.direction(), Range.MOST_LOOKED_AT) : range;
    }

    /** Turns a range of sequence numbers into a range of the entity's versions, since that is what the index walks. */
    private static EventPage ofEntity(SqliteEventQueries stream, EntityRef entity, Range range, ReadOptions options) {
        Range versions = new Range(
                range.first() == 1 ? 1 : stream.firstVersionFrom(entity, range.first()),
                range.last() == stream.head()
                        ? stream.version(entity)
                        : stream.firstVersionFrom(entity, range.last() + 1) - 1);
        Range looked = part(versions, options);
        OptionalLong onwards = looked.onwards().isEmpty()
                ? OptionalLong.empty()
                : stream.numberOf(entity, looked.onwards().getAsLong());
        return stream.ofEntity(entity, looked, options).page(options, stream.head(), onwards);
    }

    /**
     * Reads a part of an entity's history.
     *
     * @param offset how many of its events to pass over: versions are dense, so that is where the walk
     *     begins
     */
    public static EntityHistory history(SqliteEventQueries stream, EntityRef entity, long offset, int limit) {
        long version = stream.version(entity);
        if (offset >= version) {
            return new EntityHistory(entity, version, offset, List.of());
        }
        ReadOptions options = ReadOptions.forwardsFrom(1).limit(limit);
        PageContent page = stream.ofEntity(entity, new Range(offset + 1, version), options);
        return new EntityHistory(entity, version, offset, page.events());
    }
}
