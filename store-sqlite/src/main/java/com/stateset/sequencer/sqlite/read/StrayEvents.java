package com.stateset.sequencer.sqlite.read;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Rows of events outside 1 to the head of their stream. No append leaves such a row behind, since it moves the head in the same
 * transaction, and no reader is shown one; an audit names it, for it would be in the way of the event that is to get its number.
 */
public final class StrayEvents {

    private StrayEvents() {}

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
