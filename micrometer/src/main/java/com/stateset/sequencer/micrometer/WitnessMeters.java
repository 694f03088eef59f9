package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.witness.WitnessingStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * How well a sequencer's heads log is witnessed.
 *
 * <pre>{@code
 * Witnessing witnessing = Witnessing.by(witnesses, quorum);
 * WitnessMeters.bind(registry, witnessing::status);
 * }</pre>
 *
 * <p>The age of the last quorum tells whether the witnesses are there: a log that does not move is shown again after ten minutes. Before
 * the first quorum of this process, it is the time since these meters were bound.
 */
public final class WitnessMeters {

    private WitnessMeters() {}

    /**
     * Binds the meters.
     *
     * @param status is asked at each scrape, and must not wait
     */
    public static void bind(MeterRegistry registry, Supplier<WitnessingStatus> status) {
        bind(registry, status, Clock.systemUTC());
    }

    static void bind(MeterRegistry registry, Supplier<WitnessingStatus> status, Clock clock) {
        Meters meters = new Meters(registry, Tags.empty());
        Instant bound = clock.instant();
        meters.seconds(
                "sequencer.witness.quorum.age",
                "How long ago a quorum of witnesses last cosigned the log of heads",
                () -> {
                    Instant now = clock.instant();
                    return status.get()
                                    .quorumAge(now)
                                    .orElse(Duration.between(bound, now))
                                    .toMillis()
                            / 1000.0;
                });
        meters.gauge(
                "sequencer.witness.size",
                "The size of the log of heads that a quorum of witnesses last cosigned",
                () -> status.get().witnessedSize());
        meters.gauge(
                "sequencer.witness.failing",
                "Witnesses of which the last request failed",
                () -> status.get().failures().size());
        meters.gauge(
                "sequencer.witness.contradictions",
                "Witnesses that were shown another history of this log: never a matter of waiting",
                () -> status.get().contradictions().size());
    }
}
