package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.observe.ProjectionApplied;
import com.stateset.sequencer.observe.ProjectionFailed;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionStatus;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What projections do in this process, as it happens; and how far the builds of the whole store have come, whichever process works on
 * them, as the {@link StoreSampler} finds it. Thread-safe.
 *
 * <p><b>Which builds.</b> A new version is built beside the live one, and both are shown, told apart by their role; so a lag that matters
 * to readers is one of {@code role="live"}. A build that is dropped is shown no more. The names of projections are chosen by programs and
 * not by clients, so that there are few.
 *
 * <p><b>Lag.</b> In events, of all streams together: a build that is nowhere behind has none. One that stands still in a stream, since an
 * event there failed too often, lags by what has come in there since; the number of such streams tells that from being slow.
 */
final class ProjectionMeters {

    private final Meters meters;
    private final MultiGauge lag;
    private final MultiGauge parked;
    private final MultiGauge stopped;

    ProjectionMeters(Meters meters) {
        this.meters = meters;
        this.lag = rows("sequencer.projection.lag.events", "Events that a build of a projection is behind");
        this.parked = rows("sequencer.projection.parked.events", "Events that a build of a projection has put aside");
        this.stopped =
                rows("sequencer.projection.stopped.streams", "Streams in which a build of a projection stands still");
    }

    /** A batch is applied and stored. */
    void applied(ProjectionApplied batch) {
        meters.counter(
                        "sequencer.projection.events",
                        "Events that a projection has moved past in this process",
                        "projection",
                        batch.projection())
                .increment(batch.events());
        meters.timer(
                        "sequencer.project.latency",
                        "How long a projection takes to apply and store a batch",
                        "projection",
                        batch.projection())
                .record(batch.duration());
    }

    /** An event failed; the consequence is a label, the error is not. */
    void failed(ProjectionFailed failure) {
        meters.counter(
                        "sequencer.projection.failures",
                        "Failures of a projection in this process, by what becomes of the event",
                        "projection",
                        failure.projection(),
                        "consequence",
                        failure.consequence().name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** Shows these builds, and no others any more. */
    void show(List<ProjectionStatus> builds) {
        show(lag, builds, ProjectionStatus::lag);
        show(parked, builds, ProjectionStatus::parked);
        show(stopped, builds, build -> build.stopped().size());
    }

    private static void show(
            MultiGauge gauge, List<ProjectionStatus> builds, ToDoubleFunction<ProjectionStatus> value) {
        gauge.register(
                builds.stream()
                        .<MultiGauge.Row<?>>map(
                                build -> MultiGauge.Row.of(tags(build.build()), value.applyAsDouble(build)))
                        .toList(),
                true);
    }

    private static Tags tags(ProjectionBuild build) {
        return Tags.of(
                "projection",
                build.name(),
                "version",
                String.valueOf(build.version()),
                "role",
                build.role().name().toLowerCase(Locale.ROOT));
    }

    private MultiGauge rows(String name, String description) {
        return MultiGauge.builder(name)
                .description(description)
                .tags(meters.tags())
                .register(meters.registry());
    }
}
