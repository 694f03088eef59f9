package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.StreamHead;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/**
 * What {@link EventReader} asks for beside events, by the names of streams.
 *
 * <p>The key of the stream is a scalar subquery in each of them, evaluated once.
 */
interface EventQueries {

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

    /** The entities of some events, the keys they are indexed by, and whether their tags are indexed. */
    @SqlQuery("""
            select sequence_number, entity_type, entity_id, entity_key, tags is null or not exists (
                select 1 from jsonb_array_elements_text(tags) t(tag) where not exists (
                    select 1 from sequencer.event_tags i
                    where i.stream_id = e.stream_id and i.tag = t.tag and i.sequence_number = e.sequence_number
                )) as tags_are_indexed
            from sequencer.events e where stream_id =\s""" + StreamKeys.OF_NAMED + """
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
}
