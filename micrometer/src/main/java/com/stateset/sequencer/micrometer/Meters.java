package com.stateset.sequencer.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Makes meters that all carry the tags of one sequencer. Thread-safe.
 *
 * <h2>Histograms</h2>
 * A latency is cut at fixed limits, the same for all, and not into percentiles: a registry adds up counts of several servers, and of
 * five minutes, which percentiles cannot be. With 13 limits a percentile that is computed from them is at most two and a half times off,
 * and near the limits, where one looks, it is right. Micrometer's own percentile histograms have some 70 limits for each timer, and a
 * sequencer's timers are few, but their labels multiply.
 *
 * <h2>Names</h2>
 * A name has one set of labels: registries such as Prometheus refuse another meter of the same name with other labels. So all meters of
 * a name are made by one line of code, with a description that stands there once.
 *
 * <p>A counter whose tag is known only when something happens is looked up in a map here and not in the registry, which would make an id
 * of it each time: these are counted for every batch. The map is as bounded as the tag's values are.
 */
final class Meters {

    /** Where latencies are cut: from a fast disk's flush to what a client would give up on. */
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private static final double[] SIZES = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1000};

    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    Meters(MeterRegistry registry, Iterable<Tag> tags) {
        this.registry = registry;
        this.tags = Tags.of(tags);
    }

    MeterRegistry registry() {
        return registry;
    }

    Tags tags() {
        return tags;
    }

    /**
     * A counter that is there, at zero, before anything happens: what never happened is then a figure, too, and not a gap, and a rate has
     * something to begin with when it happens for the first time.
     *
     * @param more labels and their values, in turns
     */
    Counter counter(String name, String description, String... more) {
        return counters.computeIfAbsent(
                name + '|' + String.join("|", more),
                key -> Counter.builder(name)
                        .description(description)
                        .tags(tags.and(more))
                        .register(registry));
    }

    /**
     * A histogram of how long something takes, with its count, sum and largest value of late.
     *
     * @param more labels and their values, in turns
     */
    Timer timer(String name, String description, String... more) {
        return timers.computeIfAbsent(
                name + '|' + String.join("|", more),
                key -> Timer.builder(name)
                        .description(description)
                        .tags(tags.and(more))
                        .serviceLevelObjectives(LATENCIES)
                        .register(registry));
    }

    /** A histogram of how many, with its count, sum and largest value of late. */
    DistributionSummary sizes(String name, String description) {
        return DistributionSummary.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(SIZES)
                .register(registry);
    }

    /**
     * What is asked for at each scrape, on the scraper's thread.
     *
     * @param value must not wait; if it throws, the scrape shows no number for it and goes on
     * @param more labels and their values, in turns
     */
    Meter gauge(String name, String description, Supplier<Number> value, String... more) {
        return Gauge.builder(name, value)
                .description(description)
                .tags(tags.and(more))
                .register(registry);
    }

    /** What is asked for at each scrape, in seconds. */
    Meter seconds(String name, String description, Supplier<Number> value) {
        return Gauge.builder(name, value)
                .description(description)
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
    }
}
