package com.stateset.sequencer.server.metrics;

import com.stateset.sequencer.server.http.CallFacts;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * A call that was answered, in words of which there are few: what metrics may be labelled with, and a log may show. Immutable.
 *
 * @param method the HTTP method; {@code OTHER} for one that HTTP does not know
 * @param route the pattern of the route that answered, such as {@code /api/v1/events/{event_id}}; {@value #UNMATCHED} if none did
 * @param status the status of the answer
 * @param error the code of the error that was answered; null for none
 * @param nanos how long it took, from the first byte of the request to the end of the answer
 */
record CompletedCall(
        String method, String route, int status, @Nullable String error, long nanos) {

    /** The route of calls that no route has answered. */
    static final String UNMATCHED = "unmatched";

    static CompletedCall of(Request request, Response response) {
        return new CompletedCall(
                methodOf(request),
                CallFacts.ROUTE.of(request).orElse(UNMATCHED),
                response.getStatus(),
                CallFacts.ERROR.of(request).orElse(null),
                System.nanoTime() - request.getBeginNanoTime());
    }

    /** Clients may send any word as a method. */
    private static String methodOf(Request request) {
        String method = request.getMethod();
        return switch (method == null ? "" : method) {
            case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT" -> method;
            default -> "OTHER";
        };
    }
}
