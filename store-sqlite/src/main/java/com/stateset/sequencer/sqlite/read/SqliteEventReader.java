package com.stateset.sequencer.sqlite.read;

import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.spi.PageContent;
import java.util.List;
import java.util.Objects;

/**
 * Turns what is asked into queries, and their answers into pages.
 *
 * <p>No transaction holds the queries of one page together: stored events stay where they are, so what is
 * read after the head has only grown. A page holds as many events as were asked for, or fewer if they are
 * large; then it says where to go on.
 */
public final class SqliteEventReader {

    private SqliteEventReader() {}

    /**
     * Reads one page.
     *
     * @param stream the stream, at the head that the page is to report
     * @param options already checked: an entity id comes with its type
     */
    public static EventPage page(SqliteEventQueries stream, ReadOptions options) {
        PageContent page = options.entityId() == null ? inOrder(stream, options) : ofEntity(stream, options);
        return page.page(options, stream.head());
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
        PageContent page = stream.ofEntity(entity, offset + 1, version, Direction.FORWARDS, null, limit);
        return new EntityHistory(entity, version, offset, page.events());
    }

    private static PageContent inOrder(SqliteEventQueries stream, ReadOptions options) {
        boolean forwards = options.direction() == Direction.FORWARDS;
        return stream.inOrder(
                forwards ? options.from() : 1,
                forwards ? stream.head() : Math.min(options.from(), stream.head()),
                options.direction(),
                options.entityType(),
                options.eventType(),
                options.limit());
    }

    /**
     * Turns a range of sequence numbers into a range of the entity's versions, since that is what the
     * index walks.
     */
    private static PageContent ofEntity(SqliteEventQueries stream, ReadOptions options) {
        boolean forwards = options.direction() == Direction.FORWARDS;
        EntityRef entity =
                new EntityRef(Objects.requireNonNull(options.entityType()), Objects.requireNonNull(options.entityId()));
        long from = Math.min(options.from(), stream.head());
        return stream.ofEntity(
                entity,
                forwards ? stream.firstVersionFrom(entity, options.from()) : 1,
                forwards ? Long.MAX_VALUE : stream.firstVersionFrom(entity, from + 1) - 1,
                options.direction(),
                options.eventType(),
                options.limit());
    }
}
