package com.stateset.sequencer.postgres;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.sqlobject.customizer.FetchSize;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** The queries of {@link EventReader}. Iterators are fetched piece by piece, in the transaction they are opened in. */
interface EventQueries {

    /** Rows per round trip: what of a page is in memory before its size is known. */
    int FETCH_SIZE = 128;

    String SELECT = """
            select i.tenant_id, i.store_id, e.*
            from sequencer.stream_ids i join sequencer.events e on e.stream_id = i.stream_id
            """;

    String OF_PAGE = """
            where i.stream_id = :stream and e.sequence_number between :first and :last
                and (cast(:entityType as text) is null or e.entity_type = :entityType)
                and (cast(:eventType as text) is null or e.event_type = :eventType)
            """;

    String OF_ENTITY_PAGE = """
            where i.stream_id = :stream and e.entity_key = :entityKey and e.sequence_number between :first and :last
                and (cast(:eventType as text) is null or e.event_type = :eventType)
            """;

    /** Streams with events, in the order of their names. */
    @SqlQuery("""
            select i.tenant_id, i.store_id
            from sequencer.stream_ids i join sequencer.stream_heads h on h.stream_id = i.stream_id
            where h.head > 0 order by i.tenant_id, i.store_id limit :limit
            """)
    List<StreamId> streams(int limit);

    /** Those behind one. */
    @SqlQuery("""
            select i.tenant_id, i.store_id
            from sequencer.stream_ids i join sequencer.stream_heads h on h.stream_id = i.stream_id
            where h.head > 0 and (i.tenant_id, i.store_id) > (:tenantId, :storeId)
            order by i.tenant_id, i.store_id limit :limit
            """)
    List<StreamId> streamsAfter(UUID tenantId, UUID storeId, int limit);

    /** The head of a stream. */
    @SqlQuery("select head from sequencer.stream_heads where stream_id = :stream")
    Optional<Long> head(long stream);

    @FetchSize(FETCH_SIZE)
    @SqlQuery(SELECT + OF_PAGE + "order by e.sequence_number limit :limit")
    ResultIterator<SequencedEvent> forwards(
            long stream, long first, long last, @Nullable String entityType, @Nullable String eventType, int limit);

    @FetchSize(FETCH_SIZE)
    @SqlQuery(SELECT + OF_PAGE + "order by e.sequence_number desc limit :limit")
    ResultIterator<SequencedEvent> backwards(
            long stream, long first, long last, @Nullable String entityType, @Nullable String eventType, int limit);

    /** An entity's versions are in the order of its sequence numbers, and have an index. */
    @FetchSize(FETCH_SIZE)
    @SqlQuery(SELECT + OF_ENTITY_PAGE + "order by e.entity_version limit :limit")
    ResultIterator<SequencedEvent> forwardsOfEntity(
            long stream, UUID entityKey, long first, long last, @Nullable String eventType, int limit);

    @FetchSize(FETCH_SIZE)
    @SqlQuery(SELECT + OF_ENTITY_PAGE + "order by e.entity_version desc limit :limit")
    ResultIterator<SequencedEvent> backwardsOfEntity(
            long stream, UUID entityKey, long first, long last, @Nullable String eventType, int limit);

    @SqlQuery(SELECT + "where i.stream_id = :stream and e.event_id = :eventId")
    Optional<SequencedEvent> find(long stream, UUID eventId);

    @SqlQuery("""
            select entity_version from sequencer.events
            where stream_id = :stream and entity_key = :entityKey
            order by entity_version desc limit 1
            """)
    Optional<Long> entityVersion(long stream, UUID entityKey);

    @FetchSize(FETCH_SIZE)
    @SqlQuery(SELECT + """
                    where i.stream_id = :stream and e.entity_key = :entityKey
                        and e.entity_version between :first and :last
                    order by e.entity_version
                    """)
    ResultIterator<SequencedEvent> entityEvents(long stream, UUID entityKey, long first, long last);
}
