package com.stateset.sequencer.server.events;

import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.WireEventPage;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a page has come to in its stream: said in the page, or in headers beside an array of events that has no place for it.
 *
 * @param last the last number that was looked at: who reads on begins behind it, or before it if it goes backwards
 * @param next where the next page begins; 0 if there is none
 * @param head the stream's last number
 */
record PagePosition(long last, long next, long head) {

    /** The last number that was looked at. */
    static final String NEXT = "Next-Sequence";

    /** The stream's last number. */
    static final String HEAD = "Head-Sequence";

    private static final int LONGEST_LINK = 4096;

    /** Where the next page is (RFC 8288). */
    static final String LINK = "Link";

    static PagePosition of(EventPage page, ReadOptions options) {
        boolean forwards = options.direction() == Direction.FORWARDS;
        if (page.next().isPresent()) {
            long next = page.next().get().from();
            return new PagePosition(forwards ? next - 1 : next + 1, next, page.head());
        }
        long last = forwards ? Math.max(page.head(), options.from() - 1) : Math.min(1, page.head());
        return new PagePosition(last, 0, page.head());
    }

    WireEventPage page(List<WireEvent> events) {
        return new WireEventPage(events, events.size(), head, hasMore(), last);
    }

    /** Says it in headers. The link keeps what the call asked for; one that is too long for a header is left out. */
    void tell(Context call) {
        call.header(NEXT, String.valueOf(last)).header(HEAD, String.valueOf(head));
        String query = query(call);
        if (hasMore() && query.length() <= LONGEST_LINK) {
            call.header(LINK, "<?" + query + ">; rel=\"next\"");
        }
    }

    private String query(Context call) {
        Map<String, List<String>> asked = new TreeMap<>(call.queryParamMap());
        asked.put("from", List.of(String.valueOf(next)));
        StringBuilder query = new StringBuilder();
        asked.forEach((name, values) -> values.forEach(value -> query.append(query.isEmpty() ? "" : "&")
                .append(encoded(name))
                .append('=')
                .append(encoded(value))));
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private boolean hasMore() {
        return next > 0;
    }
}
