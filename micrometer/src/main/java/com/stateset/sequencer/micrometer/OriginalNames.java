package com.stateset.sequencer.micrometer;

import io.micrometer.core.instrument.Meter;
import java.util.List;

/**
 * Counters of the original sequencer whose names lack the {@code _total} that Prometheus asks of counters today. Its dashboards and
 * alerts read them by {@code rate(…)}, which asks only that they grow, so they are served as gauges of our own counters.
 *
 * <p>Its other names that those files read are our own names: {@code sequencer_http_requests_total}, {@code
 * sequencer_http_request_latency_seconds}, {@code sequencer_ingest_latency_seconds}, {@code sequencer_pool_*}, {@code
 * sequencer_errors_*}.
 */
final class OriginalNames {

    private OriginalNames() {}

    static List<Meter> bind(Meters meters, IngestMeters ingest, GroupMeters groups) {
        return List.of(
                meters.gauge(
                        "sequencer.events.ingested",
                        "Events that were accepted, under the original's name: see sequencer_ingest_events_total",
                        ingest::ingested),
                meters.gauge(
                        "sequencer.events.rejected",
                        "Events that were rejected, under the original's name: see sequencer_ingest_events_total",
                        ingest::rejected),
                meters.gauge(
                        "sequencer.events.sequenced",
                        "Events that went through a lane, under the original's name: see sequencer_group_events_sum",
                        groups::sequenced));
    }
}
