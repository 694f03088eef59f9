package com.stateset.sequencer.sqlite.read;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Lists streams, page by page. Bytes are compared without sign, as {@link StreamId} compares, so the order
 * is the same on every store. A stream that has a key, but no events, is not listed: keys of streams are
 * made before their first event, by commitments too.
 */
public final class StreamList {

    private StreamList() {}

    public static List<StreamId> read(Handle handle, @Nullable StreamId after, int limit) {
        return heads(handle, after, limit).stream().map(StreamHead::stream).toList();
    }

    /**
     * Lists streams with their heads, by tenant and store.
     *
     * @param after lists what comes behind this one, which need not exist; null to begin
     * @param limit how many at most
     */
    public static List<StreamHead> heads(Handle handle, @Nullable StreamId after, int limit) {
        return (after == null ? query(handle, "true") : behind(handle, after))
                .bind("limit", limit)
                .map((row, context) -> new StreamHead(BinaryForm.streamId(row), row.getLong("head")))
                .list();
    }

    private static Query behind(Handle handle, StreamId after) {
        return query(handle, "(tenant_id, store_id) > (:tenant, :store)")
                .bind("tenant", BinaryForm.bytes(after.tenantId()))
                .bind("store", BinaryForm.bytes(after.storeId()));
    }

    /** The join leaves out streams that have a key, but no events. */
    private static Query query(Handle handle, String condition) {
        return handle.createQuery(String.format(Locale.ROOT, """
                select tenant_id, store_id, head
                from stream_ids join stream_heads using (stream_id)
                where %s
                order by tenant_id, store_id
                limit :limit
                """, condition));
    }
}
