package com.stateset.sequencer.sqlite.read;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.spi.PageContent;
import com.stateset.sequencer.spi.PageContent.Range;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongPredicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;

/**
 * The queries about one stream, on one connection, up to the head that the stream had when it was looked
 * up: nothing that is appended meanwhile is in their results. For one thread.
 *
 * <p>Each query walks one index and stops at its limit, so none takes longer in a long stream than in a
 * short one; what an index does not answer is compared row by row, in a range that the caller keeps small.
 * Queries about an entity walk its versions, not the numbers of the stream; SQLite is kept from the other way by
 * a {@code +} before the column. Where to begin for a moment, or in an entity's history for a sequence number, is
 * found by halving.
 *
 * <p><b>Consistency.</b> The head is read once, by {@link #of}. Events below it never change, so later
 * statements on the connection may see later commits without harm: what they find beyond that head is
 * cut off, and what is below it is the same. That is why a page needs no transaction of its own.
 */
public final class SqliteEventQueries {

    private final Handle handle;
    private final StreamId stream;
    private final long streamKey;
    private final long head;

    private SqliteEventQueries(Handle handle, StreamId stream, long streamKey, long head) {
        this.handle = handle;
        this.stream = stream;
        this.streamKey = streamKey;
        this.head = head;
    }

    /** Looks a stream up; empty if it has no events. */
    public static Optional<SqliteEventQueries> of(Handle handle, StreamId stream) {
        return handle.createQuery("""
                        select stream_id, head
                        from stream_ids join stream_heads using (stream_id)
                        where tenant_id = :tenant and store_id = :store
                        """)
                .bind("tenant", BinaryForm.bytes(stream.tenantId()))
                .bind("store", BinaryForm.bytes(stream.storeId()))
                .map((row, context) -> new SqliteEventQueries(handle, stream, row.getLong(1), row.getLong(2)))
                .findOne();
    }

    /** The head when the stream was looked up. */
    public long head() {
        return head;
    }

    /** Finds an event of this stream by its id. */
    public Optional<SequencedEvent> byId(UUID eventId) {
        return handle.createQuery(String.format(Locale.ROOT, """
                        select %s
                        from events
                        where stream_id = :stream and event_id = :event
                        """, SequencedEventMapper.COLUMNS))
                .bind("stream", streamKey)
                .bind("event", BinaryForm.bytes(eventId))
                .map(new SequencedEventMapper(stream))
                .findOne();
    }

    /** Reads events of a range of sequence numbers, of which {@code options} name the direction, the limit and what is wanted. */
    PageContent inOrder(Range numbers, ReadOptions options) {
        return page(EventConditions.of(options.filter()), "", "sequence_number", numbers, options);
    }

    /**
     * The same along the index of a command, or of a correlation id. Numbers are compared as that index has them, so that SQLite does not
     * walk the stream in their order instead.
     *
     * @param index its name
     */
    PageContent ofIndex(String index, Range numbers, ReadOptions options) {
        return page(
                EventConditions.of(options.filter()), "indexed by " + index, "sequence_number + 0", numbers, options);
    }

    /**
     * Finds events that may match a query each of whose items names tags: of each item, those with one of its tags.
     *
     * @return their numbers within the range, the first {@link Range#MOST_OF_TAGS} in that direction
     */
    List<Long> numbers(TagQuery query, Range range, Direction direction) {
        String order = direction == Direction.FORWARDS ? "asc" : "desc";
        NavigableSet<Long> found = new TreeSet<>();
        for (String tag : Range.leadingTags(query)) {
            found.addAll(handle.createQuery(String.format(Locale.ROOT, """
                            select sequence_number
                            from event_tags
                            where stream_id = :stream and tag = :tag and sequence_number between :low and :high
                            order by sequence_number %s
                            limit :limit
                            """, order))
                    .bind("stream", streamKey)
                    .bind("tag", tag)
                    .bind("low", range.first())
                    .bind("high", range.last())
                    .bind("limit", Range.MOST_OF_TAGS)
                    .mapTo(Long.class)
                    .list());
        }
        SortedSet<Long> numbers = direction == Direction.FORWARDS ? found : found.descendingSet();
        return numbers.stream().limit(Range.MOST_OF_TAGS).toList();
    }

    /** Reads those events of these numbers, all within a range, that are wanted; the range is no way to them, which the {@code +} says. */
    PageContent among(List<Long> numbers, Range range, ReadOptions options) {
        EventConditions conditions = EventConditions.of(options.filter())
                .add("sequence_number in (select value from json_each(:numbers))", "numbers", numbers.toString());
        return page(conditions, "", "+sequence_number", range, options);
    }

    /** Reads an entity's events of a range of versions, none of them beyond the head; {@code options} say the rest. */
    PageContent ofEntity(EntityRef entity, Range versions, ReadOptions options) {
        return page(
                EventConditions.of(options.filter())
                        .add("entity_type = :entityType", "entityType", entity.type())
                        .add("entity_id = :entityId", "entityId", entity.id())
                        .add("+sequence_number <= :head", "head", head),
                "",
                "entity_version",
                versions,
                options);
    }

    /**
     * Reads a page. What differs between its callers is a column to walk by, never a value: index, order and direction are constants of this
     * class, and all values are bound. The rows are fetched one by one, and the rest of them is left unread where the page is full by
     * bytes before it is by count.
     */
    private PageContent page(EventConditions conditions, String index, String order, Range range, ReadOptions options) {
        String direction = options.direction() == Direction.FORWARDS ? "asc" : "desc";
        Query query = handle.createQuery(String.format(
                        Locale.ROOT,
                        """
                        select %s
                        from events %s
                        where stream_id = :stream and %s between :low and :high%s
                        order by %s %s
                        limit :limit
                        """,
                        SequencedEventMapper.COLUMNS,
                        index,
                        order,
                        conditions.sql(),
                        order,
                        direction))
                .bind("stream", streamKey)
                .bind("low", range.first())
                .bind("high", range.last())
                .bind("limit", options.limit());
        conditions.bind(query);
        try (ResultIterator<SequencedEvent> rows =
                query.map(new SequencedEventMapper(stream)).iterator()) {
            return PageContent.take(() -> rows.hasNext() ? rows.next() : null, options.limit());
        }
    }

    /** Returns the number of the first event at or after a moment; one more than the head if there is none. */
    long firstFrom(Instant moment) {
        long wanted = BinaryForm.micros(moment);
        return firstNot(number -> sequencedAt(number) < wanted, head);
    }

    /** Returns the first number that is not before, of 1 to {@code last}; one more than that if all are. They are in order, so halving finds it. */
    private static long firstNot(LongPredicate before, long last) {
        long low = 1;
        long high = last + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (before.test(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** A number up to the head that is not there is damage: numbers have no gaps. To go on would be to halve towards a wrong end. */
    private long sequencedAt(long sequenceNumber) {
        return handle.createQuery("""
                        select sequenced_at from events where stream_id = :stream and sequence_number = :number
                        """)
                .bind("stream", streamKey)
                .bind("number", sequenceNumber)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> new StoreFailedException(
                        "the event file is damaged: event " + sequenceNumber + " of stream " + stream + " is missing",
                        null));
    }

    /** Returns the number of a version of an entity; empty if it is not there, or beyond the head. */
    OptionalLong numberOf(EntityRef entity, long version) {
        return findNumberOf(entity, version)
                .filter(number -> number <= head)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /**
     * Reads leaves from a sequence number on, up to a gap.
     *
     * @param from the first sequence number, at least 1
     * @param limit how many leaves at most
     * @return the leaves from there on, 32 bytes each; none if {@code from} is beyond the head
     */
    public LeafPage leaves(long from, int limit) {
        int most = (int) Math.max(0, Math.min(limit, head - from + 1));
        return handle.createQuery(String.format(Locale.ROOT, """
                        select %s
                        from events
                        where stream_id = :stream and sequence_number >= :from
                        order by sequence_number
                        limit :limit
                        """, SqliteLeafReader.COLUMNS))
                .bind("stream", streamKey)
                .bind("from", from)
                .bind("limit", most)
                .scanResultSet((rows, context) -> new SqliteLeafReader(stream, from, most).read(rows.get()));
    }

    /** Returns an entity's last version; 0 if it has no events. */
    long version(EntityRef entity) {
        return handle.createQuery("""
                        select entity_version
                        from events
                        where stream_id = :stream and entity_type = :entityType and entity_id = :entityId
                          and +sequence_number <= :head
                        order by entity_version desc
                        limit 1
                        """)
                .bind("stream", streamKey)
                .bind("entityType", entity.type())
                .bind("entityId", entity.id())
                .bind("head", head)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /**
     * Returns the version of an entity's first event at or after a sequence number; one more than its last
     * version if there is none. Versions rise with sequence numbers.
     */
    long firstVersionFrom(EntityRef entity, long sequenceNumber) {
        return firstNot(version -> sequenceNumberOf(entity, version) < sequenceNumber, version(entity));
    }

    /** Likewise for versions, which have no gaps either. */
    private long sequenceNumberOf(EntityRef entity, long version) {
        return findNumberOf(entity, version)
                .orElseThrow(() -> new StoreFailedException(
                        "the event file is damaged: version " + version + " of " + entity + " is missing", null));
    }

    /** One row by the unique index over entity and version. */
    private Optional<Long> findNumberOf(EntityRef entity, long version) {
        return handle.createQuery("""
                        select sequence_number
                        from events
                        where stream_id = :stream
                          and entity_type = :entityType
                          and entity_id = :entityId
                          and entity_version = :version
                        """)
                .bind("stream", streamKey)
                .bind("entityType", entity.type())
                .bind("entityId", entity.id())
                .bind("version", version)
                .mapTo(Long.class)
                .findOne();
    }
}
