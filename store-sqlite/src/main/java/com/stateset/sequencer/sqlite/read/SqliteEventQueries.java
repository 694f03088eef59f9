package com.stateset.sequencer.sqlite.read;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.spi.PageContent;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The queries about one stream, on one connection, up to the head that the stream had when it was looked
 * up: nothing that is appended meanwhile is in their results. For one thread.
 *
 * <p>Each query walks one index and stops at its limit, so none takes longer in a long stream than in a
 * short one. Queries about an entity walk its versions, not the numbers of the stream; SQLite is kept from
 * the other way by a {@code +} before the column. Where to begin in an entity's history for a sequence
 * number is found by halving.
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

    /**
     * Reads events from {@code low} to {@code high}, both included; of one entity type or event type only,
     * if given.
     *
     * @param low the lowest sequence number
     * @param high the highest; nothing is read if it is below {@code low}
     * @param direction from which end to begin
     * @param limit how many events at most; a page ends earlier when its payloads become too large
     */
    PageContent inOrder(
            long low,
            long high,
            Direction direction,
            @Nullable String entityType,
            @Nullable String eventType,
            int limit) {
        Query query = handle.createQuery(
                        String.format(Locale.ROOT, """
                        select %s
                        from events
                        where stream_id = :stream
                          and sequence_number between :low and :high
                          and (:entityType is null or entity_type = :entityType)
                          and (:eventType is null or event_type = :eventType)
                        order by sequence_number %s
                        limit :limit
                        """, SequencedEventMapper.COLUMNS, order(direction)))
                .bind("low", low)
                .bind("high", high)
                .bind("entityType", entityType);
        return page(query, eventType, limit);
    }

    /**
     * Reads an entity's events from version {@code low} to {@code high}, both included, none of them beyond
     * the head.
     */
    PageContent ofEntity(
            EntityRef entity, long low, long high, Direction direction, @Nullable String eventType, int limit) {
        Query query = handle.createQuery(
                        String.format(Locale.ROOT, """
                        select %s
                        from events
                        where stream_id = :stream
                          and entity_type = :entityType
                          and entity_id = :entityId
                          and entity_version between :low and :high
                          and +sequence_number <= :head
                          and (:eventType is null or event_type = :eventType)
                        order by entity_version %s
                        limit :limit
                        """, SequencedEventMapper.COLUMNS, order(direction)))
                .bind("low", low)
                .bind("high", high)
                .bind("entityType", entity.type())
                .bind("entityId", entity.id())
                .bind("head", head);
        return page(query, eventType, limit);
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
     * version if there is none. Versions rise with sequence numbers, so halving finds it in a long history,
     * too.
     */
    long firstVersionFrom(EntityRef entity, long sequenceNumber) {
        long low = 1;
        long high = version(entity) + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (sequenceNumberOf(entity, middle) < sequenceNumber) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long sequenceNumberOf(EntityRef entity, long version) {
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
                .findOne()
                .orElseThrow(() -> new StoreFailedException(
                        "the event file is damaged: version " + version + " of " + entity + " is missing", null));
    }

    private PageContent page(Query query, @Nullable String eventType, int limit) {
        query.bind("stream", streamKey).bind("eventType", eventType).bind("limit", limit);
        try (ResultIterator<SequencedEvent> rows =
                query.map(new SequencedEventMapper(stream)).iterator()) {
            return PageContent.take(() -> rows.hasNext() ? rows.next() : null, limit);
        }
    }

    private static String order(Direction direction) {
        return direction == Direction.FORWARDS ? "asc" : "desc";
    }
}
