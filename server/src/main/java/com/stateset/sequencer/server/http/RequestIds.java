package com.stateset.sequencer.server.http;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives each call an id, which its answer names in {@code X-Request-Id} and every line of the log has that is written on its thread, as
 * {@code request_id} of the diagnostic context: {@link Lanes} chooses the thread, and puts the id there. A client's own id is taken over if it is well-formed: 1 to 128 letters, digits and
 * {@code . _ : / + = @ -}. So a client, a proxy and this server can speak of the same call, and nothing that a client sends breaks a log's
 * lines.
 *
 * <p>Of a call that is made in a trace the lines have its {@link TraceParent}, too, as {@code traceparent}.
 *
 * <p>Sets the headers that every answer has, too: {@code nosniff}, since no answer is to be taken for a script or a page that its type does
 * not say, and {@code DENY}, since no page is to show one in a frame.
 */
public final class RequestIds extends Handler.Wrapper {

    private static final String HEADER = "X-Request-Id";

    /** The key of the diagnostic context under which a line of the log names the call. */
    private static final String CONTEXT = "request_id";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        begin(request, response);
        return super.handle(request, response, callback);
    }

    /** Runs what belongs to a call: the lines that it logs on this thread have the call's id, and its trace. */
    public static void runInContext(Request request, Runnable task) {
        String id = MDC.get(CONTEXT);
        String trace = MDC.get(TraceParent.HEADER);
        put(CONTEXT, CallFacts.REQUEST_ID.of(request).orElse(""));
        put(TraceParent.HEADER, CallFacts.TRACE_PARENT.of(request).orElse(null));
        try {
            task.run();
        } finally {
            put(CONTEXT, id);
            put(TraceParent.HEADER, trace);
        }
    }

    private static void put(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }

    /** Returns the id of the trace in which a call is made. */
    public static Optional<String> traceId(Request request) {
        return CallFacts.TRACE_PARENT.of(request).map(TraceParent::traceId);
    }

    /** Sets the headers; also of an answer to a request that is refused before it gets here, or whose headers were thrown away. */
    static void begin(Request request, Response response) {
        String id = CallFacts.REQUEST_ID.of(request).orElseGet(() -> idOf(request.getHeaders()));
        CallFacts.REQUEST_ID.note(request, id);
        TraceParent.of(request.getHeaders().getValuesList(TraceParent.HEADER))
                .ifPresent(trace -> CallFacts.TRACE_PARENT.note(request, trace));
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HEADER, id);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
    }

    private static String idOf(HttpFields headers) {
        String sent = headers.get(HEADER);
        return isWellFormed(sent) ? sent : UUID.randomUUID().toString();
    }

    private static boolean isWellFormed(@Nullable String id) {
        return id != null && WELL_FORMED.matcher(id).matches();
    }
}
