package com.stateset.sequencer.server.metrics;

import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.Authenticator;
import com.stateset.sequencer.server.http.Errors;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.net.LocalCalls;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /metrics}: all meters of the registry, as Prometheus reads them; in the OpenMetrics form if that is asked for.
 *
 * <p>For who runs the server, with its own key; and without a key for this machine itself, as {@link LocalCalls} tells, unless that is
 * turned off. A scrape asks the store for nothing (but for the key that is shown, if it is not the server's own), so that it is answered
 * when the store is not. {@value #MAX_SCRAPES} at a time are, and more get 503.
 */
public final class MetricsRoute {

    private static final String PATH = "/metrics";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TEXT = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final int MAX_SCRAPES = 8;

    private final PrometheusMeterRegistry registry;
    private final Authenticator authenticator;
    private final @Nullable LocalCalls local;
    private final Semaphore scrapes = new Semaphore(MAX_SCRAPES);

    /**
     * Makes the route.
     *
     * @param local tells which calls need no key; null for none
     */
    public MetricsRoute(PrometheusMeterRegistry registry, Authenticator authenticator, @Nullable LocalCalls local) {
        this.registry = registry;
        this.authenticator = authenticator;
        this.local = local;
    }

    public void register(RoutesConfig routes) {
        Api.get(routes, PATH, this::scrape);
    }

    private void scrape(Context call) throws IOException {
        if (!scrapes.tryAcquire()) {
            throw new ApiException(Errors.BUSY);
        }
        try {
            requireReader(call);
            String accepted = String.valueOf(call.header("Accept"));
            String form = accepted.contains(OPEN_METRICS) ? OPEN_METRICS_TEXT : TEXT;
            ByteArrayOutputStream page = new ByteArrayOutputStream(64 << 10);
            registry.scrape(page, form);
            Answer.write(call, form, page.toByteArray());
        } finally {
            scrapes.release();
        }
    }

    /** A key that is shown is judged, also where none is needed: a wrong one is an error that should not stay unseen. */
    private void requireReader(Context call) {
        boolean isFree = local != null && local.include(call.req());
        if (!isFree || authenticator.isShownKey(call)) {
            authenticator.check(call);
            Principal.of(call).requireOperator("The metrics are read by");
        }
    }
}
