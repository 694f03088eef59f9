package com.stateset.sequencer.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Counts and times calls by method, route and status. Thread-safe.
 *
 * <p><b>Bounded.</b> A route is a pattern of the server's own table, a method one of ten words, a status one that the server gives: about
 * 45 routes with a handful of statuses each, whatever clients send. Neither paths nor ids are labels.
 *
 * <p>The label of the route is {@code path}, as the original sequencer calls it, whose dashboards and alerts read these meters. An event
 * stream lasts as long as its client stays, which says nothing about the server: it is counted and not timed.
 */
final class HttpMeters {

    private static final Duration[] LATENCIES = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final String untimedRoute;
    private final Map<Labels, Series> series = new ConcurrentHashMap<>();
    private final Map<String, Counter> errors = new ConcurrentHashMap<>();
    private final Counter unauthenticated;
    private final Counter forbidden;
    private final Counter rateLimited;
    private final Counter authErrors;
    private final Counter validationErrors;

    /**
     * Makes the meters.
     *
     * @param untimedRoute the route whose calls last as long as the client likes
     */
    HttpMeters(MeterRegistry registry, String untimedRoute) {
        this.registry = registry;
        this.untimedRoute = untimedRoute;
        this.unauthenticated = counter(
                "sequencer.auth.failures",
                        "Calls that were refused: 401 without a valid key, 403 for what the key may not do",
                "status", "401");
        this.forbidden = counter(
                "sequencer.auth.failures",
                        "Calls that were refused: 401 without a valid key, 403 for what the key may not do",
                "status", "403");
        this.rateLimited =
                counter("sequencer.rate.limited", "Calls that were refused because a tenant or key has made too many");
        this.authErrors = counter("sequencer.errors.auth", "Calls that were refused with 401 or 403");
        this.validationErrors = counter(
                "sequencer.errors.validation", "Calls that were refused because they were malformed or too large");
    }

    /** Shows a number that changes; {@code value} must not wait. */
    void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    void count(CompletedCall call) {
        Series counted = series.computeIfAbsent(new Labels(call.method(), call.route(), call.status()), this::series);
        counted.calls.increment();
        if (!call.route().equals(untimedRoute)) {
            counted.latency.record(call.nanos(), TimeUnit.NANOSECONDS);
        }
        countRefusal(call.status());
        if (call.error() != null) {
            errors.computeIfAbsent(call.error(), this::errors).increment();
        }
    }

    private Counter errors(String code) {
        return counter(
                "sequencer.http.errors",
                "Errors that were answered, by the code that clients were given",
                "code",
                code);
    }

    private void countRefusal(int status) {
        switch (status) {
            case 401 -> {
                unauthenticated.increment();
                authErrors.increment();
            }
            case 403 -> {
                forbidden.increment();
                authErrors.increment();
            }
            case 429 -> rateLimited.increment();
            case 400, 413, 414, 415, 431 -> validationErrors.increment();
            default -> {}
        }
    }

    private Series series(Labels labels) {
        Tags tags = Tags.of("method", labels.method, "path", labels.route, "status", String.valueOf(labels.status));
        return new Series(
                Counter.builder("sequencer.http.requests")
                        .description("Calls, by method, route and status")
                        .tags(tags)
                        .register(registry),
                Timer.builder("sequencer.http.request.latency")
                        .description(
                                "From the first byte of a call to the end of its answer; event streams are not timed")
                        .tags(tags)
                        .serviceLevelObjectives(LATENCIES)
                        .register(registry));
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private record Labels(String method, String route, int status) {}

    private record Series(Counter calls, Timer latency) {}
}
