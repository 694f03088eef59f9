package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.StreamHead;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.customizer.FetchSize;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/**
 * The queries of {@link EventReader}, by the names of streams. Iterators are fetched piece by piece, in the
 * transaction they are opened in.
 *
 * <p>The key of the stream is a scalar subquery in each of them, evaluated once; a join would let the planner
 * begin with the stream's name, and lose the order of the index on events, by which pages come without being
 * sorted.
 */
interface EventQueries {

    /** Rows per round trip: what of a page is in memory before its size is known. */
    int FETCH_SIZE = 128;

    /** Without a join: the order of an index on events is to be the order of the page. */
    String SELECT = "select cast(:tenantId as uuid), cast(:storeId as uuid), " + EventMapper.COLUMNS
            + " from sequencer.events e where e.stream_id = " + StreamKeys.OF_NAMED;

    String OF_PAGE = """
             and e.sequence_number between :first and :last
                and (cast(:entityType as text) is null or e.entity_type = :entityType)
                and (cast(:eventType as text) is null or e.event_type = :eventType)
            """;

    /** By the versions, which have an index; whatever was stored behind the head is left out row by row. */
    String OF_ENTITY_PAGE = """
             and e.entity_key = :entityKey and e.entity_version between :first and :last
                and e.sequence_number + 0 <= :head
                and (cast(:eventType as text) is null or e.event_type = :eventType)
            """;

    String LAST_VERSION = "select entity_version from sequencer.events where stream_id = " + StreamKeys.OF_NAMED
            + " and entity_key = :entityKey order by entity_version desc limit 1";

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

    /** Streams with events and how far they have come, in the order of their names. */
    @SqlQuery("""
            select i.tenant_id, i.store_id, h.head
            from sequencer.stream_ids i join sequencer.stream_heads h on h.stream_id = i.stream_id
            where h.head > 0 order by i.tenant_id, i.store_id limit :limit
            """)
    List<StreamHead> heads(int limit);

    /** Those behind one. */
    @SqlQuery("""
            select i.tenant_id, i.store_id, h.head
            from sequencer.stream_ids i join sequencer.stream_heads h on h.stream_id = i.stream_id
            where h.head > 0 and (i.tenant_id, i.store_id) > (:tenantId, :storeId)
            order by i.tenant_id, i.store_id limit :limit
            """)
    List<StreamHead> headsAfter(UUID tenantId, UUID storeId, int limit);

    /** The entities of some events, and the keys they are indexed by. */
    @SqlQuery("""
            select sequence_number, entity_type, entity_id, entity_key
            from sequencer.events where stream_id =\s""" + StreamKeys.OF_NAMED + """
             and sequence_number between :from and :to order by sequence_number
            """)
    List<EntityKeyRow> entityKeys(@BindMethods StreamId stream, long from, long to);

    /** Names an event outside 1 to the stream's head, which no reader is shown. The parts are ranges of the primary key. */
    @SqlQuery("""
            select 'event ' || min(sequence_number) || ' is stored before the first, 1'
            from sequencer.events where stream_id =\s""" + StreamKeys.OF_NAMED + """
             and sequence_number < 1 having min(sequence_number) is not null
            union all
            select 'event ' || min(e.sequence_number) || ' is stored beyond the head, ' || h.head
            from (select coalesce(max(head), 0) as head
                  from sequencer.stream_heads where stream_id =\s""" + StreamKeys.OF_NAMED + """
             ) h join sequencer.events e on e.sequence_number > h.head and e.stream_id =\s""" + StreamKeys.OF_NAMED + """
             group by h.head
            """)
    List<String> strays(@BindMethods StreamId stream);

    /** Where a stream's chain of commitments ends by its tip, if its last commitment does not. */
    @SqlQuery("""
            select coalesce(max(t.sequence_end), 0)
            from sequencer.commitment_tips t where t.stream_id =\s""" + StreamKeys.OF_NAMED + """
             having coalesce(max(t.sequence_end), 0) <> coalesce(
                (select max(c.sequence_end) from sequencer.commitments c where c.stream_id =\s""" + StreamKeys.OF_NAMED + "), 0)")
    Optional<Long> wrongChainEnd(@BindMethods StreamId stream);

    /** The head of a stream. */
    @SqlQuery("select head from sequencer.stream_heads where stream_id = " + StreamKeys.OF_NAMED)
    Optional<Long> head(@BindMethods StreamId stream);

    /** The last event up to which a range has no more than so many bytes of payloads, but for those of that event. */
    @SqlQuery("""
            select coalesce(max(sequence_number), :first) from (
                select sequence_number, sum(octet_length(payload)) over (order by sequence_number)
                    - coalesce(octet_length(payload), 0) as before
                from sequencer.events where stream_id =
            """ + StreamKeys.OF_NAMED + """
             and sequence_number between :first and :last
            ) e where coalesce(before, 0) < :bytes
            """)
    long lastWithin(@BindMethods StreamId stream, long first, long last, long bytes);

    /** Likewise of an entity's versions. */
    @SqlQuery("""
            select coalesce(max(entity_version), :first) from (
                select entity_version, sum(octet_length(payload)) over (order by entity_version)
                    - coalesce(octet_length(payload), 0) as before
                from sequencer.events where stream_id =
            """ + StreamKeys.OF_NAMED + """
             and entity_key = :entityKey and entity_version between :first and :last
            ) e where coalesce(before, 0) < :bytes
            """)
    long lastVersionWithin(@BindMethods StreamId stream, UUID entityKey, long first, long last, long bytes);

    @FetchSize(FETCH_SIZE)
    @SqlQuery(SELECT + OF_PAGE + "order by e.sequence_number limit :limit")
    ResultIterator<SequencedEvent> forwards(
            @BindMethods StreamId stream,
            long first,
            long last,
            @Nullable String entityType,
            @Nullable String eventType,
            int limit);

    @FetchSize(FETCH_SIZE)
    @SqlQuery(SELECT + OF_PAGE + "order by e.sequence_number desc limit :limit")
    ResultIterator<SequencedEvent> backwards(
            @BindMethods StreamId stream,
            long first,
            long last,
            @Nullable String entityType,
            @Nullable String eventType,
            int limit);

    /** An entity's versions are in the order of its sequence numbers. */
    @FetchSize(FETCH_SIZE)
    @SqlQuery(SELECT + OF_ENTITY_PAGE + "order by e.entity_version limit :limit")
    ResultIterator<SequencedEvent> forwardsOfEntity(
            @BindMethods StreamId stream,
            UUID entityKey,
            long first,
            long last,
            long head,
            @Nullable String eventType,
            int limit);

    @FetchSize(FETCH_SIZE)
    @SqlQuery(SELECT + OF_ENTITY_PAGE + "order by e.entity_version desc limit :limit")
    ResultIterator<SequencedEvent> backwardsOfEntity(
            @BindMethods StreamId stream,
            UUID entityKey,
            long first,
            long last,
            long head,
            @Nullable String eventType,
            int limit);

    @SqlQuery(SELECT + " and e.event_id = :eventId")
    Optional<SequencedEvent> find(@BindMethods StreamId stream, UUID eventId);

    @SqlQuery(LAST_VERSION)
    Optional<Long> entityVersion(@BindMethods StreamId stream, UUID entityKey);

    /**
     * The version of an entity's first event at or after a sequence number; one more than its last if there is none. Found by
     * halving; empty if a version that was looked at is missing.
     */
    @SqlQuery("with recursive halving (low, high) as (select cast(1 as bigint), 1 + coalesce((" + LAST_VERSION + """
            ), 0)
                union all
                select case when e.sequence_number < :sequenceNumber then e.entity_version + 1 else h.low end,
                    case when e.sequence_number < :sequenceNumber then h.high else e.entity_version end
                from halving h cross join lateral (
                    select entity_version, sequence_number from sequencer.events
                    where stream_id =
            """
            + StreamKeys.OF_NAMED + """
             and entity_key = :entityKey and entity_version = (h.low + h.high) / 2
                    limit 1
                ) e
                where h.low < h.high
            )
            select low from halving where low = high
            """)
    Optional<Long> firstVersionFrom(@BindMethods StreamId stream, UUID entityKey, long sequenceNumber);

    @FetchSize(FETCH_SIZE)
    @SqlQuery(SELECT + """
             and e.entity_key = :entityKey and e.entity_version between :first and :last
            order by e.entity_version
            """)
    ResultIterator<SequencedEvent> entityEvents(@BindMethods StreamId stream, UUID entityKey, long first, long last);
}
