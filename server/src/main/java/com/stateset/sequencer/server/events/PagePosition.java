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
 * @param page the page
 * @param end the last number that was looked at, if there is no more to read
 */
record PagePosition(EventPage page, long end) {

    /** The last number that was looked at. */
    private static final String NEXT = "Next-Sequence";

    /** The stream's last number. */
    private static final String HEAD = "Head-Sequence";

    private static final int LONGEST_LINK = 4096;

    /** Where the next page is (RFC 8288). */
    private static final String LINK = "Link";

    static PagePosition of(EventPage page, ReadOptions options) {
        boolean forwards = options.direction() == Direction.FORWARDS;
        long end = forwards ? Math.max(page.head(), options.from() - 1) : Math.min(1, page.head());
        return new PagePosition(page, end);
    }

    WireEventPage page(List<WireEvent> events) {
        return WireEventPage.of(page, events, end);
    }

    /** Says it in headers. The link keeps what the call asked for; one that is too long for a header is left out. */
    void tell(Context call) {
        call.header(NEXT, String.valueOf(WireEventPage.lookedAt(page, end))).header(HEAD, String.valueOf(page.head()));
        page.next()
                .map(next -> query(call, next.from()))
                .filter(query -> query.length() <= LONGEST_LINK)
                .ifPresent(query -> call.header(LINK, "<?" + query + ">; rel=\"next\""));
    }

    private static String query(Context call, long next) {
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
}
