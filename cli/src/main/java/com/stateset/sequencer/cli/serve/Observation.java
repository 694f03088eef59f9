package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.micrometer.SequencerMeters;
import com.stateset.sequencer.micrometer.WitnessMeters;
import com.stateset.sequencer.server.SequencerServerBuilder;
import com.stateset.sequencer.witness.Witnessing;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;

/**
 * How a server is observed while it runs. Immutable.
 *
 * @param accessLog whether each call is a line in the log
 * @param metricsWithoutKey whether this machine reads the metrics without a key
 */
record Observation(boolean accessLog, boolean metricsWithoutKey) {

    static final Observation DEFAULT = new Observation(false, true);

    static Observation from(Settings settings) {
        return new Observation(
                settings.flag("ACCESS_LOG", DEFAULT.accessLog),
                settings.flag("METRICS_WITHOUT_KEY", DEFAULT.metricsWithoutKey));
    }

    /** Begins to observe one server: binds what its process, its sequencer and its witnesses show to the registry that it serves. */
    SequencerMeters applyTo(SequencerServerBuilder server, Optional<Witnessing> witnessing) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        // Prometheus's own lint finds fault with these names of Micrometer.
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        witnessing.ifPresent(asked -> WitnessMeters.bind(registry, asked::status));
        server.metrics(registry).accessLog(accessLog).metricsWithoutKey(metricsWithoutKey);
        return SequencerMeters.of(registry);
    }
}
