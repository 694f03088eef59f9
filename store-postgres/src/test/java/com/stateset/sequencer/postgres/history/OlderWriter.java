package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.Samples;
import javax.sql.DataSource;

/**
 * A writer of a version that does not know of trees: it moves the head and stores rows, in one statement, and leaves the columns
 * of the tree as they are. Its events are copies of the stream's first one, of other names and with random leaves.
 */
final class OlderWriter {

    private final DataSource dataSource;

    OlderWriter(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Appends to a stream that has an event. */
    void append(StreamId stream, int events) {
        Samples.execute(dataSource, """
                with fence as (
                    update sequencer.stream_heads h set head = head + %d from sequencer.stream_ids i
                    where i.stream_id = h.stream_id and i.tenant_id = '%s' and i.store_id = '%s'
                    returning h.stream_id, h.head
                )
                insert into sequencer.events
                select r.*
                from fence f
                join sequencer.events e on e.stream_id = f.stream_id and e.sequence_number = 1
                cross join generate_series(%d, 0, -1) as n
                cross join lateral jsonb_populate_record(e, jsonb_build_object(
                    'sequence_number', f.head - n, 'event_id', gen_random_uuid(), 'entity_key', gen_random_uuid(),
                    'leaf_hash', '\\x' || encode(sha256(gen_random_uuid()::text::bytea), 'hex'))) as r
                """.formatted(events, stream.tenantId(), stream.storeId(), events - 1));
    }
}
