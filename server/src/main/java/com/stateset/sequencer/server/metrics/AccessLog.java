package com.stateset.sequencer.server.metrics;

import com.stateset.sequencer.server.http.CallFacts;
import com.stateset.sequencer.server.http.RequestIds;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes a line for each call, to the logger {@value #LOGGER} at level INFO: the sentence for a person, and each fact as a key with its
 * value for a program. Thread-safe.
 *
 * <p><b>What is not written:</b> bodies, headers, queries, keys, and paths. A path can hold the id of an entity, which may be a person's
 * name; the route says what kind of call it was. A key is named by its {@code key_prefix}, the first characters of its hash, by which
 * {@code GET /api/v1/api-keys} names it, too.
 */
final class AccessLog {

    /** The name of the logger. */
    static final String LOGGER = "com.stateset.sequencer.access";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private AccessLog() {}

    static void write(CompletedCall call, Request request, Response response) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        double millis = call.nanos() / 1e6;
        long sent = Response.getContentBytesWritten(response);
        LoggingEventBuilder line = LOG.atInfo()
                .addKeyValue("method", call.method())
                .addKeyValue("route", call.route())
                .addKeyValue("status", call.status())
                .addKeyValue("duration_ms", Math.round(millis * 1000) / 1000.0)
                .addKeyValue("request_bytes", Request.getContentBytesRead(request))
                .addKeyValue("response_bytes", sent);
        add(line, "error", CallFacts.ERROR.of(request));
        add(line, "client", CallFacts.CLIENT.of(request).or(() -> Optional.ofNullable(Request.getRemoteAddr(request))));
        add(line, "trace_id", RequestIds.traceId(request));
        add(line, "tenant_id", CallFacts.TENANT.of(request));
        add(line, "key_prefix", CallFacts.KEY.of(request));
        String text = String.format(
                Locale.ROOT, "%s %s %d %.3f ms %d B", call.method(), call.route(), call.status(), millis, sent);
        // The call is over, and its thread may be about another one by now.
        RequestIds.runInContext(request, () -> line.log(text));
    }

    private static void add(LoggingEventBuilder line, String key, Optional<String> value) {
        if (value.isPresent()) {
            var unused = line.addKeyValue(key, value.get());
        }
    }
}
