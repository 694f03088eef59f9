package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.SequencerParts;
import com.stateset.sequencer.SequencerPlugin;
import com.stateset.sequencer.observe.BatchIngested;
import com.stateset.sequencer.observe.BatchRefused;
import com.stateset.sequencer.observe.CommitmentFailed;
import com.stateset.sequencer.observe.GroupAppended;
import com.stateset.sequencer.observe.GroupFailed;
import com.stateset.sequencer.observe.ProjectionApplied;
import com.stateset.sequencer.observe.ProjectionFailed;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.observe.StreamCommitted;
import com.stateset.sequencer.observe.SubscriptionEnded;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.subscription.Subscriptions;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The meters of a sequencer, in a Micrometer registry:
 *
 * <pre>{@code
 * SequencerMeters meters = SequencerMeters.of(registry);
 * Sequencer sequencer = Sequencer.builder().store(store).observer(meters).with(meters).build();
 * }</pre>
 *
 * <p>As an observer it counts and times what happens; as a plug-in it shows the queues, the pool and, from a look into the store every
 * ten seconds, the backlog of commitments, the heads log and the builds of projections. The package lists the meters.
 *
 * <p>Thread-safe. Nothing here waits for anything: an observer's call takes well below a microsecond, and a scrape reads what is there.
 * Two sequencers in one registry need tags that differ, or the second one's gauges would be those of the first.
 */
public final class SequencerMeters implements SequencerObserver, SequencerPlugin {

    private static final Duration SAMPLES = Duration.ofSeconds(10);

    private final Meters meters;
    private final IngestMeters ingest;
    private final GroupMeters groups;
    private final CommitmentMeters commitments;
    private final SubscriptionMeters subscriptions;
    private final ProjectionMeters projections;
    private final Duration interval;

    private SequencerMeters(Meters meters, Duration interval) {
        this.meters = meters;
        this.ingest = new IngestMeters(meters);
        this.groups = new GroupMeters(meters);
        this.commitments = new CommitmentMeters(meters);
        this.subscriptions = new SubscriptionMeters(meters);
        this.projections = new ProjectionMeters(meters);
        this.interval = interval;
    }

    /** Makes the meters of the one sequencer of a registry. */
    public static SequencerMeters of(MeterRegistry registry) {
        return of(registry, Tags.empty());
    }

    /**
     * Makes the meters of one of several sequencers.
     *
     * @param tags what all of its meters carry; other values than another sequencer's
     */
    public static SequencerMeters of(MeterRegistry registry, Iterable<Tag> tags) {
        return of(registry, tags, SAMPLES);
    }

    /** Makes meters that look into the store as often. */
    static SequencerMeters of(MeterRegistry registry, Iterable<Tag> tags, Duration samples) {
        return new SequencerMeters(new Meters(Objects.requireNonNull(registry, "registry"), tags), samples);
    }

    @Override
    public void groupAppended(GroupAppended group) {
        groups.appended(group);
    }

    @Override
    public void groupFailed(GroupFailed group) {
        groups.failed(group);
    }

    @Override
    public void batchIngested(BatchIngested batch) {
        ingest.ingested(batch);
    }

    @Override
    public void batchRefused(BatchRefused batch) {
        ingest.refused(batch);
    }

    @Override
    public void streamCommitted(StreamCommitted commitment) {
        commitments.committed(commitment);
    }

    @Override
    public void commitmentFailed(CommitmentFailed failure) {
        commitments.failed();
    }

    @Override
    public void subscriptionStarted() {
        subscriptions.started();
    }

    @Override
    public void subscriptionEnded(SubscriptionEnded end) {
        subscriptions.ended(end);
    }

    @Override
    public void projectionApplied(ProjectionApplied batch) {
        projections.applied(batch);
    }

    @Override
    public void projectionFailed(ProjectionFailed failure) {
        projections.failed(failure);
    }

    /** Shows what a sequencer has, until that is closed; then the gauges leave the registry, and the counters stay. */
    @Override
    public Started start(SequencerParts parts) {
        return start(parts.store(), QueueGauges.bind(meters, parts.queue()));
    }

    private Started start(EventStore store, List<Meter> ofQueue) {
        List<Meter> bound = new ArrayList<>(ofQueue);
        bound.addAll(PoolGauges.bind(meters, store));
        bound.addAll(OriginalNames.bind(meters, ingest, groups));
        StoreSampler sampler = new StoreSampler(meters, store, projections);
        bound.addAll(sampler.gauges());
        sampler.start(interval);
        return () -> {
            sampler.close();
            projections.show(List.of());
            bound.forEach(meters.registry()::remove);
        };
    }

    /** As {@link #start(SequencerParts)}, without a queue to look at. */
    @Override
    public Started start(EventStore store, Subscriptions heads) {
        return start(store, List.of());
    }
}
