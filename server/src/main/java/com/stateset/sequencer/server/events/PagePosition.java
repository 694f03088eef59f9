package com.stateset.sequencer.server.events;

import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.WireEventPage;
import com.stateset.sequencer.server.http.Query;
import io.javalin.http.Context;
import java.util.List;

/**
 * Where a page stands in its stream: said in the page, or in headers beside an array of events that has no place for it.
 *
 * @param last the number of its last event; if it has none, the one before that which was asked for
 * @param head the stream's last number
 */
record PagePosition(long last, long head) {

    /** The number of the last event. */
    static final String NEXT = "Next-Sequence";

    /** The stream's last number. */
    static final String HEAD = "Head-Sequence";

    /** Where the next page is (RFC 8288). */
    static final String LINK = "Link";

    static PagePosition of(EventPage page, long from) {
        return new PagePosition(from + page.events().size() - 1, page.head());
    }

    WireEventPage page(List<WireEvent> events) {
        return new WireEventPage(events, events.size(), head, hasMore(), last);
    }

    /** Says it in headers. The link keeps what the call asked for, and leaves out parameters that no call has. */
    void tell(Context call, Query query, int limit) {
        call.header(NEXT, String.valueOf(last)).header(HEAD, String.valueOf(head));
        if (hasMore()) {
            StreamId stream = query.stream();
            call.header(
                    LINK,
                    "<?tenant_id=" + stream.tenantId() + "&store_id=" + stream.storeId() + "&from=" + (last + 1)
                            + "&limit=" + limit + (query.receipts() ? "&receipts=true" : "")
                            + (query.cloudEvents().isPresent() ? "&format=cloudevents" : "") + ">; rel=\"next\"");
        }
    }

    private boolean hasMore() {
        return last < head;
    }
}
