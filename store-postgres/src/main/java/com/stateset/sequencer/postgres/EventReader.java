package com.stateset.sequencer.postgres;

import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jdbi.v3.core.result.ResultIterator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that only reads. Thread-safe.
 *
 * <p>A page is read up to the head found before it, so that what comes next is known exactly; and no further than some
 * megabytes of payload, so that no page is more than a server can hold.
 */
final class EventReader {

    private static final long PAGE_BYTES = 16L << 20;

    private final Database database;
    private final StreamKeys keys;

    EventReader(Database database, StreamKeys keys) {
        this.database = database;
        this.keys = keys;
    }

    List<StreamId> streams(@Nullable StreamId after, int limit) {
        return database.read(handle -> {
            EventQueries queries = handle.attach(EventQueries.class);
            return after == null
                    ? queries.streams(limit)
                    : queries.streamsAfter(after.tenantId(), after.storeId(), limit);
        });
    }

    long head(StreamId stream) {
        return read(stream, 0L, (queries, key) -> queries.head(key).orElse(0L));
    }

    Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
        return read(stream, Optional.empty(), (queries, key) -> queries.find(key, eventId));
    }

    EventPage page(StreamId stream, ReadOptions options) {
        return read(stream, new EventPage(List.of(), 0, Optional.empty()), (queries, key) -> {
            long head = queries.head(key).orElse(0L);
            List<SequencedEvent> events;
            try (ResultIterator<SequencedEvent> found = open(queries, key, options, head)) {
                events = take(found);
            }
            return new EventPage(events, head, next(options, events, head));
        });
    }

    EntityHistory history(StreamId stream, EntityRef entity, long offset, int limit) {
        UUID entityKey = EntityKey.of(entity);
        return read(stream, new EntityHistory(entity, 0, offset, List.of()), (queries, key) -> {
            long version = queries.entityVersion(key, entityKey).orElse(0L);
            long last = offset >= version ? 0 : offset + Math.min(limit, version - offset);
            try (ResultIterator<SequencedEvent> found =
                    queries.entityEvents(key, entityKey, last == 0 ? 1 : offset + 1, last)) {
                return new EntityHistory(entity, version, offset, take(found));
            }
        });
    }

    private <T> T read(StreamId stream, T ifUnknown, BiFunction<EventQueries, Long, T> query) {
        return database.read(handle -> {
            OptionalLong key = keys.find(handle.getConnection(), stream);
            return key.isEmpty() ? ifUnknown : query.apply(handle.attach(EventQueries.class), key.getAsLong());
        });
    }

    private static ResultIterator<SequencedEvent> open(EventQueries queries, long key, ReadOptions options, long head) {
        boolean forwards = options.direction() == Direction.FORWARDS;
        long first = forwards ? options.from() : 1;
        long last = forwards ? head : Math.min(options.from(), head);
        int limit = options.limit();
        if (options.entityType() != null && options.entityId() != null) {
            UUID entity = EntityKey.of(new EntityRef(options.entityType(), options.entityId()));
            return forwards
                    ? queries.forwardsOfEntity(key, entity, first, last, options.eventType(), limit)
                    : queries.backwardsOfEntity(key, entity, first, last, options.eventType(), limit);
        }
        return forwards
                ? queries.forwards(key, first, last, options.entityType(), options.eventType(), limit)
                : queries.backwards(key, first, last, options.entityType(), options.eventType(), limit);
    }

    private static List<SequencedEvent> take(ResultIterator<SequencedEvent> found) {
        List<SequencedEvent> events = new ArrayList<>();
        long bytes = 0;
        while (bytes < PAGE_BYTES && found.hasNext()) {
            SequencedEvent event = found.next();
            events.add(event);
            bytes += event.event().payload() instanceof Payload.Clear clear
                    ? clear.json().length()
                    : 0;
        }
        return events;
    }

    private static Optional<ReadOptions> next(ReadOptions options, List<SequencedEvent> events, long head) {
        if (events.isEmpty()) {
            return Optional.empty();
        }
        long last = events.get(events.size() - 1).sequenceNumber();
        boolean atEnd = options.direction() == Direction.FORWARDS ? last >= head : last <= 1;
        long step = options.direction() == Direction.FORWARDS ? 1 : -1;
        return atEnd ? Optional.empty() : Optional.of(options.from(last + step));
    }
}
