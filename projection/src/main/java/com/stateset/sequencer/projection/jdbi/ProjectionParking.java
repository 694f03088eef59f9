package com.stateset.sequencer.projection.jdbi;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ParkedEvent;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;

/**
 * Parked events, within a transaction.
 *
 * <p>An event is parked with the error that it failed with, and how often it was tried; one that only waits
 * behind another event of its entity has been tried 0 times. Whether it is to be tried again is a mark that
 * any process may set; the worker that holds the stream finds it. When an event goes, retried or discarded,
 * the next one of its entity gets that mark if it only waited: so an entity's events are applied in their
 * order.
 */
final class ProjectionParking {

    private static final String SELECT = """
            select build_id, tenant_id, store_id, sequence_number, event_id, entity_type, entity_id,
                attempts, error, parked_at, retry_wanted
            from projection_parked join stream_ids using (stream_id)
            """;

    private final DialectHandle handle;

    ProjectionParking(DialectHandle handle) {
        this.handle = handle;
    }

    List<ParkedEvent> ofProjection(String name, int limit) {
        return read(handle.query(SELECT + """
                        where build_id in (select build_id from projection_builds where name = :name)
                        order by build_id, tenant_id, store_id, sequence_number
                        limit :limit
                        """).bind("name", name).bind("limit", limit));
    }

    List<ParkedEvent> retriesWanted(long buildId, UUID worker) {
        return read(handle.query(SELECT + """
                        where build_id = :build and retry_wanted and stream_id in (
                            select stream_id
                            from projection_checkpoints
                            where build_id = :build and worker_id = :worker and stopped is null)
                        order by tenant_id, store_id, sequence_number
                        limit 100
                        """).bind("build", buildId).bind("worker", handle.bound(worker)));
    }

    int wantRetries(String name) {
        return handle.update("""
                        update projection_parked
                        set retry_wanted = true
                        where build_id in (select build_id from projection_builds where name = :name)
                        """).bind("name", name).execute();
    }

    boolean wantRetry(String name, StreamId stream, long sequenceNumber) {
        return handle.update("""
                                update projection_parked
                                set retry_wanted = true
                                where sequence_number = :number
                                  and build_id in (select build_id from projection_builds where name = :name)
                                  and stream_id = (
                                    select stream_id from stream_ids where tenant_id = :tenant and store_id = :store)
                                """)
                        .bind("number", sequenceNumber)
                        .bind("name", name)
                        .bind("tenant", handle.bound(stream.tenantId()))
                        .bind("store", handle.bound(stream.storeId()))
                        .execute()
                > 0;
    }

    /** Removes an event; false if it was not there, or a retry was quicker. */
    boolean discard(String name, StreamId stream, long sequenceNumber) {
        List<ParkedEvent> found = find(name, stream, sequenceNumber);
        boolean discarded = false;
        for (ParkedEvent parked : found) {
            long key = key(stream);
            awaitWork(parked.buildId(), key);
            discarded |= remove(parked.buildId(), key, parked.entity(), sequenceNumber);
        }
        return discarded;
    }

    /** In the order of the builds, so that two calls that discard in several of them do not wait for each other. */
    private List<ParkedEvent> find(String name, StreamId stream, long sequenceNumber) {
        return read(handle.query(SELECT + """
                        where sequence_number = :number
                          and tenant_id = :tenant
                          and store_id = :store
                          and build_id in (select build_id from projection_builds where name = :name)
                        order by build_id
                        """)
                .bind("number", sequenceNumber)
                .bind("tenant", handle.bound(stream.tenantId()))
                .bind("store", handle.bound(stream.storeId()))
                .bind("name", name));
    }

    long count(long buildId) {
        return handle.query("select count(*) from projection_parked where build_id = :build")
                .bind("build", buildId)
                .mapTo(Long.class)
                .one();
    }

    Set<EntityRef> entities(long buildId, long streamKey) {
        return handle.query("""
                        select distinct entity_type, entity_id
                        from projection_parked
                        where build_id = :build and stream_id = :stream
                        """)
                .bind("build", buildId)
                .bind("stream", streamKey)
                .map((row, context) -> new EntityRef(row.getString("entity_type"), row.getString("entity_id")))
                .collect(toUnmodifiableSet());
    }

    boolean isParked(long buildId, long streamKey, long sequenceNumber) {
        return handle.query("""
                        select 1
                        from projection_parked
                        where build_id = :build and stream_id = :stream and sequence_number = :number
                        """)
                .bind("build", buildId)
                .bind("stream", streamKey)
                .bind("number", sequenceNumber)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    boolean isParkedBefore(long buildId, long streamKey, EntityRef entity, long sequenceNumber) {
        return handle.query("""
                        select 1
                        from projection_parked
                        where build_id = :build
                          and stream_id = :stream
                          and entity_type = :entityType
                          and entity_id = :entityId
                          and sequence_number < :number
                        limit 1
                        """)
                .bind("build", buildId)
                .bind("stream", streamKey)
                .bind("entityType", entity.type())
                .bind("entityId", entity.id())
                .bind("number", sequenceNumber)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    void put(long buildId, long streamKey, SequencedEvent event, int attempts, String error) {
        handle.update("""
                        insert into projection_parked (
                            build_id, stream_id, sequence_number, event_id, entity_type, entity_id,
                            attempts, error, parked_at)
                        values (
                            :build, :stream, :number, :event, :entityType, :entityId, :attempts, :error, {now})
                        on conflict (build_id, stream_id, sequence_number) do update
                        set attempts = excluded.attempts, error = excluded.error, retry_wanted = false
                        """)
                .bind("build", buildId)
                .bind("stream", streamKey)
                .bind("number", event.sequenceNumber())
                .bind("event", handle.bound(event.event().eventId()))
                .bind("entityType", event.event().entity().type())
                .bind("entityId", event.event().entity().id())
                .bind("attempts", attempts)
                .bind("error", error)
                .execute();
    }

    /** Removes an event if it is there, and has the next one of its entity tried if that only waited for this one. */
    boolean remove(long buildId, long streamKey, EntityRef entity, long sequenceNumber) {
        int removed = handle.update("""
                        delete from projection_parked
                        where build_id = :build and stream_id = :stream and sequence_number = :number
                        """)
                .bind("build", buildId)
                .bind("stream", streamKey)
                .bind("number", sequenceNumber)
                .execute();
        handle.update("""
                        update projection_parked
                        set retry_wanted = true
                        where attempts = 0 and build_id = :build and stream_id = :stream and sequence_number = (
                            select min(sequence_number)
                            from projection_parked
                            where build_id = :build
                              and stream_id = :stream
                              and entity_type = :entityType
                              and entity_id = :entityId)
                        """)
                .bind("build", buildId)
                .bind("stream", streamKey)
                .bind("entityType", entity.type())
                .bind("entityId", entity.id())
                .execute();
        return removed > 0;
    }

    /** Work under way in the stream looks at what is parked, and may park more. */
    private void awaitWork(long buildId, long streamKey) {
        List<Integer> ignored = handle.query("""
                        select 1
                        from projection_checkpoints c
                        where build_id = :build and stream_id = :stream
                        {for update of c}
                        """)
                .bind("build", buildId)
                .bind("stream", streamKey)
                .mapTo(Integer.class)
                .list();
    }

    private long key(StreamId stream) {
        return handle.query("select stream_id from stream_ids where tenant_id = :tenant and store_id = :store")
                .bind("tenant", handle.bound(stream.tenantId()))
                .bind("store", handle.bound(stream.storeId()))
                .mapTo(Long.class)
                .one();
    }

    private List<ParkedEvent> read(Query query) {
        return query.map((row, context) -> new ParkedEvent(
                        row.getLong("build_id"),
                        handle.streamId(row),
                        row.getLong("sequence_number"),
                        handle.uuid(row, "event_id"),
                        new EntityRef(row.getString("entity_type"), row.getString("entity_id")),
                        row.getInt("attempts"),
                        row.getString("error"),
                        handle.instant(row, "parked_at"),
                        row.getBoolean("retry_wanted")))
                .list();
    }
}
