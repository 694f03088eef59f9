package com.stateset.sequencer.sqlite.read;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Rows of events that readers would not find: outside 1 to the head of their stream, or with a tag that is not in its index. No append leaves
 * such a row behind, since it stores all in one transaction. An audit names it: the former would be in the way of the event that is
 * to get its number.
 */
public final class StrayEvents {

    // Both answers are sentences that SQLite puts together: an audit shows them, and nothing is done with their parts.
    private StrayEvents() {}

    /** Names the first event of a range that has a tag by which the index does not lead to it. */
    public static Optional<String> untagged(Handle handle, StreamId stream, long from, long to) {
        return handle.createQuery("""
                        select 'event ' || e.sequence_number || ': its tags are not those by which it would be found'
                        from stream_ids s join events e using (stream_id)
                        where s.tenant_id = :tenant and s.store_id = :store
                          and e.sequence_number between :from and :to and e.tags is not null
                          and exists (
                            select 1 from json_each(e.tags) t
                            where not exists (
                              select 1 from event_tags i
                              where i.stream_id = e.stream_id and i.tag = t.value
                                and i.sequence_number = e.sequence_number))
                        order by e.sequence_number
                        limit 1
                        """)
                .bind("tenant", BinaryForm.bytes(stream.tenantId()))
                .bind("store", BinaryForm.bytes(stream.storeId()))
                .bind("from", from)
                .bind("to", to)
                .mapTo(String.class)
                .findOne();
    }

    /** Names the first one. The head and the rows are read in one statement, each part a range of the primary key. */
    public static Optional<String> first(Handle handle, StreamId stream) {
        return handle
                .createQuery("""
                        with named as (
                          select i.stream_id, coalesce(max(h.head), 0) as head
                          from stream_ids i left join stream_heads h using (stream_id)
                          where i.tenant_id = :tenant and i.store_id = :store
                          group by i.stream_id)
                        select 'event ' || min(e.sequence_number) || ' is stored before the first, 1'
                        from named n join events e on e.stream_id = n.stream_id and e.sequence_number < 1
                        group by n.head
                        union all
                        select 'event ' || min(e.sequence_number) || ' is stored beyond the head, ' || n.head
                        from named n join events e on e.stream_id = n.stream_id and e.sequence_number > n.head
                        group by n.head
                        """)
                .bind("tenant", BinaryForm.bytes(stream.tenantId()))
                .bind("store", BinaryForm.bytes(stream.storeId()))
                .mapTo(String.class)
                .stream()
                .findFirst();
    }
}
