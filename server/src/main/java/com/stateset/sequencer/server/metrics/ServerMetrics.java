package com.stateset.sequencer.server.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;
import org.eclipse.jetty.server.RequestLog;
import org.jspecify.annotations.Nullable;

/** The meters of one server, in the registry that it shows at {@code /metrics}. Thread-safe. */
public final class ServerMetrics {

    private final PrometheusMeterRegistry registry;
    private final HttpMeters meters;
    private final RequestLog calls;

    /**
     * Makes them.
     *
     * @param given where to put them, beside those of the sequencer perhaps; null for a registry of their own
     * @param isLogged whether calls are logged
     * @param untimedRoute the route whose calls last as long as the client likes
     */
    public ServerMetrics(@Nullable PrometheusMeterRegistry given, boolean isLogged, String untimedRoute) {
        this.registry = given == null ? new PrometheusMeterRegistry(PrometheusConfig.DEFAULT) : given;
        this.meters = new HttpMeters(registry, untimedRoute);
        this.calls = new CompletedCalls(meters, isLogged);
    }

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Is told of every call when it is over. */
    public RequestLog calls() {
        return calls;
    }

    /** Shows how many event streams there are, calls that use the sequencer, and connections; these must not wait. */
    public void show(Supplier<Number> eventStreams, Supplier<Number> running, Supplier<Number> connections) {
        meters.gauge("sequencer.event.stream.clients", "Clients that follow an event stream", eventStreams);
        meters.gauge("sequencer.http.calls.running", "Calls that use the sequencer now, event streams apart", running);
        meters.gauge("sequencer.connections.active", "Connections that clients hold open", connections);
    }
}
