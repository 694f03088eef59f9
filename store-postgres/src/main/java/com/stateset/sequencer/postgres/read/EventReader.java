package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.connection.ReadAccess;
import com.stateset.sequencer.postgres.rows.EntityKey;
import com.stateset.sequencer.postgres.streams.StreamIdMapper;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.PageContent;
import com.stateset.sequencer.spi.StreamHead;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.result.ResultIterator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that only reads. Thread-safe; keeps nothing between calls.
 *
 * <p><b>What is consistent.</b> A page is read up to the head found before it, in the same transaction. Heads
 * move together with the rows behind them, so all events up to that head are there and stay there, whatever is
 * appended meanwhile: the page has no gaps, and the position that the next one begins at is known exactly. What
 * was appended since is left out, even if it could be seen. Two pages are two transactions; a log that only
 * grows makes that no difference.
 *
 * <p><b>Memory.</b> A page ends by the number of its events or by their size, whichever comes first. So rows
 * come through a cursor, {@value EventQueries#FETCH_SIZE} at a time, and what has been fetched beyond the end
 * of the page is let go. As so many rows of the largest size would be more than a page holds, the database first adds up
 * the sizes of a range, for which it reads no payload that it keeps apart, and is then asked for as much as can
 * be needed. (Pages that go backwards or are filtered do without: no server asks for them.) A cursor needs a transaction, which is why even a page is read in one; iterators are
 * closed before it ends.
 *
 * <p><b>Plans.</b> No statement depends on the planner's being right about how much there is. A range of
 * numbers names both of its ends, since numbers have no gaps. An entity's history goes by the index on
 * versions, which has no gaps either; where a page of an entity is to begin at a sequence number, its first
 * version is found by halving. Only pages that are filtered by a type read what they do not return.
 *
 * <p><b>Damage.</b> A row that cannot be read, or a version that is missing between others, is reported and
 * nothing is skipped: a page that left something out would be taken for the log.
 */
public final class EventReader {

    private static final String HEAD =
            "select head from sequencer.stream_heads where stream_id = " + StreamKeys.OF_NEXT;

    /** As many rows of the largest size as may be in memory before their sizes are known. */
    private static final int FEW = 16;

    /** The bytes of payloads that the database is asked for at most, an event more: never less than a page holds. */
    private static final long MOST_BYTES = 2 * PageContent.PAYLOAD_BYTES;

    private final ReadAccess database;

    private EventReader(ReadAccess database) {
        this.database = database;
    }

    /** Makes a reader of a database; while the store is put together. */
    public static EventReader of(Database database) {
        register(database);
        return new EventReader(database);
    }

    /** Makes a reader that comes to a database by {@code way}; it was told to {@link #register}. */
    public static EventReader by(ReadAccess way) {
        return new EventReader(way);
    }

    /** Tells a database how rows are read; while the store is put together. */
    public static void register(Database database) {
        database.register(new EventMapper(), new StreamIdMapper(), new StreamHeadMapper(), new EntityKeyRow.Mapper());
    }

    /**
     * Streams with events, in the order of their names.
     *
     * @param after where the list goes on, exclusively; null for its beginning
     */
    public List<StreamId> streams(@Nullable StreamId after, int limit) {
        return read(queries -> after == null
                ? queries.streams(limit)
                : queries.streamsAfter(after.tenantId(), after.storeId(), limit));
    }

    public List<StreamHead> heads(@Nullable StreamId after, int limit) {
        return read(queries ->
                after == null ? queries.heads(limit) : queries.headsAfter(after.tenantId(), after.storeId(), limit));
    }

    /** The last sequence number of a stream; 0 if there is no such stream. */
    public long head(StreamId stream) {
        return database.readAtOnce(connection -> {
            try (PreparedStatement select = connection.prepareStatement(HEAD)) {
                select.setObject(1, stream.tenantId());
                select.setObject(2, stream.storeId());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0L;
                }
            }
        });
    }

    /** Finds an event by its id, of which a stream has one at most. */
    public Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
        return read(queries -> queries.find(stream, eventId));
    }

    /**
     * Reads a page, forwards or backwards, perhaps of one entity or of types only.
     *
     * @throws StoreFailedException if a row on the way is damaged
     */
    public EventPage page(StreamId stream, ReadOptions options) {
        return page(stream, options, Long.MAX_VALUE);
    }

    /**
     * Likewise, as the stream was when it had come to a head.
     *
     * @param upTo the head; a stream that has not come there yet is read as it is
     */
    public EventPage page(StreamId stream, ReadOptions options, long upTo) {
        return read(queries -> {
            long head = Math.min(upTo, queries.head(stream).orElse(0L));
            try (ResultIterator<SequencedEvent> found = open(queries, stream, options, head)) {
                return PageContent.take(found, options.limit()).page(options, head);
            }
        });
    }

    /**
     * Reads an entity's events by their versions.
     *
     * @param offset how many versions to skip
     * @param limit the most events to return; fewer if they are large
     */
    public EntityHistory history(StreamId stream, EntityRef entity, long offset, int limit) {
        return history(stream, entity, offset, limit, Long.MAX_VALUE);
    }

    /** Likewise, as the stream was when it had come to the head {@code upTo}. */
    public EntityHistory history(StreamId stream, EntityRef entity, long offset, int limit, long upTo) {
        UUID key = EntityKey.of(entity);
        return read(queries -> {
            long version = version(queries, stream, entity, upTo);
            if (offset >= version) {
                return new EntityHistory(entity, version, offset, List.of());
            }
            long first = offset + 1;
            long last = offset + Math.min(limit, version - offset);
            long fitting = last - first < FEW ? last : queries.lastVersionWithin(stream, key, first, last, MOST_BYTES);
            try (ResultIterator<SequencedEvent> found = queries.entityEvents(stream, key, first, fitting)) {
                return new EntityHistory(
                        entity, version, offset, PageContent.take(found, limit).events());
            }
        });
    }

    /**
     * Looks for keys of entities that are not those of their columns, for rows outside 1 to the head, and for an end of the chain that is
     * not its last commitment's.
     */
    public Optional<String> contradiction(StreamId stream, long from, long to) {
        return read(queries -> {
            for (EntityKeyRow row : queries.entityKeys(stream, from, to)) {
                if (!row.entityKey().equals(EntityKey.of(row.entity()))) {
                    return Optional.of("event " + row.sequenceNumber()
                            + ": its entity_key is not that of its entity, by which it would not be found");
                }
            }
            List<String> strays = queries.strays(stream);
            if (!strays.isEmpty()) {
                return Optional.of(strays.get(0));
            }
            return queries.wrongChainEnd(stream)
                    .map(end -> "the chain of commitments: it ends elsewhere than at " + end + ", as its tip says");
        });
    }

    private <T> T read(Function<EventQueries, T> query) {
        return database.read(handle -> query.apply(handle.attach(EventQueries.class)));
    }

    /** Chooses the statement: by entity, by number, or by number with a filter. The caller closes the iterator. */
    private static ResultIterator<SequencedEvent> open(
            EventQueries queries, StreamId stream, ReadOptions options, long head) {
        if (options.entityType() != null && options.entityId() != null) {
            return openOfEntity(
                    queries, stream, new EntityRef(options.entityType(), options.entityId()), options, head);
        }
        if (options.entityType() == null && options.eventType() == null) {
            return openRange(queries, stream, options, head);
        }
        int limit = options.limit();
        return options.direction() == Direction.FORWARDS
                ? queries.forwards(stream, options.from(), head, options.entityType(), options.eventType(), limit)
                : queries.backwards(
                        stream, 1, Math.min(options.from(), head), options.entityType(), options.eventType(), limit);
    }

    /** Numbers have no gaps, so that the page's other end is known: no plan for so few rows can be a bad one. */
    private static ResultIterator<SequencedEvent> openRange(
            EventQueries queries, StreamId stream, ReadOptions options, long head) {
        int limit = options.limit();
        if (options.direction() == Direction.FORWARDS) {
            long first = Math.max(1, options.from());
            long last = first > head - limit ? head : first + limit - 1;
            long fitting = last - first < FEW ? last : queries.lastWithin(stream, first, last, MOST_BYTES);
            return queries.forwards(stream, first, fitting, null, null, limit);
        }
        long last = Math.min(options.from(), head);
        return queries.backwards(stream, last - limit + 1, last, null, null, limit);
    }

    /**
     * Goes by versions, which are in the order of sequence numbers: so a range of numbers becomes a range of
     * versions.
     */
    private static ResultIterator<SequencedEvent> openOfEntity(
            EventQueries queries, StreamId stream, EntityRef entity, ReadOptions options, long head) {
        UUID key = EntityKey.of(entity);
        long from = options.from();
        if (options.direction() == Direction.FORWARDS) {
            long first = from <= 1 ? 1 : firstVersionFrom(queries, stream, entity, from);
            return queries.forwardsOfEntity(
                    stream, key, first, Long.MAX_VALUE, head, options.eventType(), options.limit());
        }
        long last = from >= head ? Long.MAX_VALUE : firstVersionFrom(queries, stream, entity, from + 1) - 1;
        return queries.backwardsOfEntity(stream, key, 1, last, head, options.eventType(), options.limit());
    }

    private static long version(EventQueries queries, StreamId stream, EntityRef entity, long upTo) {
        long now = queries.entityVersion(stream, EntityKey.of(entity)).orElse(0L);
        return now == 0 || upTo >= queries.head(stream).orElse(0L)
                ? now
                : Math.min(now, firstVersionFrom(queries, stream, entity, upTo + 1) - 1);
    }

    private static long firstVersionFrom(EventQueries queries, StreamId stream, EntityRef entity, long sequenceNumber) {
        return queries.firstVersionFrom(stream, EntityKey.of(entity), sequenceNumber)
                .orElseThrow(() -> new StoreFailedException(
                        "the store is damaged: a version of " + entity + " in " + stream + " is missing", null));
    }
}
