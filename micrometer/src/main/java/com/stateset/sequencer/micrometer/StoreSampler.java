package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.projection.spi.ProjectionHost;
import com.stateset.sequencer.spi.Backlog;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.tlog.SignedNote;
import io.micrometer.core.instrument.Meter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the store from time to time, for what no event tells: how old the oldest event without a commitment is, whether the heads
 * log keeps up, and how far the builds of projections have come, in all processes.
 *
 * <h2>Why not at each scrape</h2>
 * A scrape must be answered when the store is not there: that is when it is looked at. So a thread of this object reads, and gauges show
 * what it read last. {@code sequencer_store_up} says whether its last look succeeded, and {@code sequencer_store_sample_age_seconds} how
 * long ago one last did: a look that hangs shows in that. One thread looks, so that a store that is slow is not asked twice at once.
 *
 * <h2>Who owns what</h2>
 * The thread writes {@code sample}, an immutable value; scrapes read it. {@code checkpoint} and {@code changedAt} belong to the thread
 * alone. {@link #close} ends the thread and waits for it, for five seconds at most: the store is closed next.
 */
final class StoreSampler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreSampler.class);

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final EventStore store;
    private final ProjectionMeters projections;
    private final ScheduledExecutorService thread;
    private final List<Meter> gauges;
    private volatile Sample sample = new Sample(0, 0, false, System.nanoTime(), System.nanoTime());
    private volatile boolean up;
    private Optional<SignedNote> checkpoint = Optional.empty();
    private long changedAt = System.nanoTime();

    StoreSampler(Meters meters, EventStore store, ProjectionMeters projections) {
        this.store = store;
        this.projections = projections;
        this.thread = Executors.newSingleThreadScheduledExecutor(StoreSampler::daemon);
        this.gauges = List.of(
                meters.gauge(
                        "sequencer.store.up",
                        "Whether the last look into the store succeeded: 1 or 0",
                        () -> up ? 1 : 0),
                meters.seconds(
                        "sequencer.store.sample.age",
                        "How long ago a look into the store last succeeded",
                        () -> secondsSince(sample.takenAt)),
                meters.seconds(
                        "sequencer.commitment.backlog.age",
                        "How old the oldest event is that no commitment covers; 0 for none",
                        () -> sample.backlogSeconds),
                meters.gauge(
                        "sequencer.commitment.backlog.events",
                        "Events of the stream with the oldest such event that no commitment covers",
                        () -> sample.backlogEvents),
                meters.gauge(
                        "sequencer.heads.log.behind",
                        "Whether a stream has moved that the log of heads does not show yet: 1 or 0",
                        () -> sample.headsBehind ? 1 : 0),
                meters.seconds(
                        "sequencer.heads.log.checkpoint.age",
                        "How long ago the log of heads last had a new checkpoint, since this process started",
                        () -> secondsSince(sample.checkpointAt)));
    }

    /** Begins to look, at once and then after each interval. */
    void start(Duration interval) {
        ScheduledFuture<?> unused =
                thread.scheduleWithFixedDelay(this::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    List<Meter> gauges() {
        return gauges;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The store has not answered the meters for {}", LONGEST_CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it throws would end the looking, without a word. */
    private void look() {
        try {
            sample = read();
            store.as(ProjectionHost.class)
                    .ifPresent(host -> projections.show(Projections.of(store).status()));
            up = true;
        } catch (RuntimeException | Error e) {
            up = false;
            LOG.debug("The store cannot be looked into for its meters", e);
        }
    }

    /** Two small queries and one row; each is bounded by the store's own time limits. */
    private Sample read() {
        Optional<Backlog> oldest = store.commitments().backlogs(1).stream().findFirst();
        HeadsLogStore heads = store.history().headsLog();
        Optional<SignedNote> latest = heads.checkpoint();
        if (!latest.equals(checkpoint)) {
            checkpoint = latest;
            changedAt = System.nanoTime();
        }
        return new Sample(
                oldest.map(backlog -> seconds(Duration.between(backlog.oldest(), backlog.now())))
                        .orElse(0.0),
                oldest.map(backlog -> backlog.head() - backlog.committed()).orElse(0L),
                !heads.moved(1).isEmpty(),
                changedAt,
                System.nanoTime());
    }

    private static double seconds(Duration duration) {
        return Math.max(0, duration.toMillis() / 1000.0);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "sequencer-meters");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * What one look found.
     *
     * @param backlogSeconds how old the oldest event without a commitment was then, by the store's clock
     * @param backlogEvents how many events its stream had without one
     * @param headsBehind whether a stream had moved since its last entry in the log of heads
     * @param checkpointAt when the log of heads was first seen with the checkpoint that it has, by {@link System#nanoTime}
     * @param takenAt when the look was over, likewise
     */
    private record Sample(
            double backlogSeconds, long backlogEvents, boolean headsBehind, long checkpointAt, long takenAt) {}
}
