package com.stateset.sequencer.server.metrics;

import com.stateset.sequencer.server.http.RequestIds;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is told of every call when its answer is complete: of those that routes answer, of errors, and of what Jetty refuses before anything of
 * ours sees it. Thread-safe. What goes wrong here is logged and concerns no call.
 */
final class CompletedCalls implements RequestLog {

    private static final Logger LOG = LoggerFactory.getLogger(CompletedCalls.class);

    private final HttpMeters meters;
    private final boolean isLogged;

    /**
     * Makes it.
     *
     * @param isLogged whether each call is a line of the {@link AccessLog}
     */
    CompletedCalls(HttpMeters meters, boolean isLogged) {
        this.meters = meters;
        this.isLogged = isLogged;
    }

    @Override
    public void log(Request request, Response response) {
        try {
            CompletedCall call = CompletedCall.of(request, response);
            meters.count(call);
            if (call.error() != null && LOG.isDebugEnabled()) {
                RequestIds.runInContext(
                        request,
                        () -> LOG.debug(
                                "{} {} was refused: {} {}", call.method(), call.route(), call.status(), call.error()));
            }
            if (isLogged) {
                AccessLog.write(call, request, response);
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("A call could not be counted", e);
        }
    }
}
