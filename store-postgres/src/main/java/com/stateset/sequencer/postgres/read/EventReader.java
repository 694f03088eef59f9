package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.connection.ReadAccess;
import com.stateset.sequencer.postgres.rows.EntityKey;
import com.stateset.sequencer.postgres.streams.StreamIdMapper;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.PageContent;
import com.stateset.sequencer.spi.StreamHead;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that only reads. Thread-safe; keeps nothing between calls.
 *
 * <p><b>What is consistent.</b> A page is read up to the head found before it. Heads
 * move together with the rows behind them, so all events up to that head are there and stay there, whatever is
 * appended meanwhile: the page has no gaps, and the position that the next one begins at is known exactly. What
 * was appended since is left out, even if it could be seen. Each statement is a transaction of its own; a log that only
 * grows makes that no difference.
 *
 * <p><b>Ranges.</b> A range of numbers names both of its ends, since numbers have no gaps. An entity's history goes by the index on
 * versions, which has no gaps either; where a page of an entity is to begin at a sequence number, its first version is found by halving.
 * Which index answers a filter, and how little a page looks at that finds nothing, is told at {@link PageRead}; how a page is kept
 * small, at {@link EventSelect}.
 *
 * <p><b>Damage.</b> A row that cannot be read, or a version that is missing between others, is reported and
 * nothing is skipped: a page that left something out would be taken for the log.
 */
public final class EventReader {

    private static final String HEAD =
            "select head from sequencer.stream_heads where stream_id = " + StreamKeys.OF_NEXT;

    private static final String OF_ENTITY = "e.entity_version";

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
        database.register(new StreamIdMapper(), new StreamHeadMapper(), new EntityKeyRow.Mapper());
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
        return database.readAtOnce(connection -> head(connection, stream));
    }

    /** Finds an event by its id, of which a stream has one at most. */
    public Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
        return database.readAtOnce(connection ->
                EventSelect.of(stream)
                        .where("e.event_id = ?", eventId)
                        .page(connection, "e.sequence_number", 1)
                        .events()
                        .stream()
                        .findFirst());
    }

    /**
     * Reads a page, forwards or backwards, perhaps filtered.
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
        return database.readAtOnce(connection -> {
            long head = Math.min(upTo, head(connection, stream));
            return new PageRead(connection, stream, options, head).page();
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
        return database.readAtOnce(connection -> {
            long version = version(connection, stream, entity, upTo);
            if (offset >= version) {
                return new EntityHistory(entity, version, offset, List.of());
            }
            PageContent content = EventSelect.of(stream)
                    .where("e.entity_key = ?", EntityKey.of(entity))
                    .between(OF_ENTITY, offset + 1, offset + Math.min(limit, version - offset))
                    .page(connection, OF_ENTITY, limit);
            return new EntityHistory(entity, version, offset, content.events());
        });
    }

    /**
     * Looks for keys of entities that are not those of their columns, for tags that are not in their index, for rows outside 1 to the head, and for an end of the chain that is
     * not its last commitment's.
     */
    public Optional<String> contradiction(StreamId stream, long from, long to) {
        return read(queries -> {
            for (EntityKeyRow row : queries.entityKeys(stream, from, to)) {
                if (!row.entityKey().equals(EntityKey.of(row.entity()))) {
                    return Optional.of("event " + row.sequenceNumber()
                            + ": its entity_key is not that of its entity, by which it would not be found");
                }
                if (!row.tagsAreIndexed()) {
                    return Optional.of(
                            "event " + row.sequenceNumber() + ": its tags are not those by which it would be found");
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

    private static long head(Connection connection, StreamId stream) throws SQLException {
        return NumberQuery.find(connection, HEAD, stream.tenantId(), stream.storeId())
                .orElse(0);
    }

    private static long version(Connection connection, StreamId stream, EntityRef entity, long upTo)
            throws SQLException {
        long now = NumberQuery.find(
                        connection, NumberQuery.LAST_VERSION, stream.tenantId(), stream.storeId(), EntityKey.of(entity))
                .orElse(0);
        return now == 0 || upTo == Long.MAX_VALUE || upTo >= head(connection, stream)
                ? now
                : Math.min(now, Halving.firstVersion(connection, stream, entity, upTo + 1) - 1);
    }
}
