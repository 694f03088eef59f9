package com.stateset.sequencer.projection.runner;

import com.stateset.sequencer.SequencerParts;
import com.stateset.sequencer.SequencerPlugin;
import com.stateset.sequencer.projection.Projection;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.subscription.Subscriptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs projections for as long as a sequencer is open, woken within milliseconds by what that sequencer
 * appends.
 *
 * <pre>{@code
 * ProjectionRunners runners = ProjectionRunners.of(new OrderTotals(), new Inventory());
 * try (Sequencer sequencer = Sequencer.builder().store(store).with(runners).build()) {
 *     ...
 *     runners.projections().awaitApplied("order_totals", stream, receipt.lastSequence(), Duration.ofSeconds(5));
 * }
 * }</pre>
 *
 * <p>For one sequencer. Thread-safe once that is built.
 */
public final class ProjectionRunners implements SequencerPlugin {

    private final Map<Projection, ProjectionOptions> configured;
    private final AtomicReference<Projections> running = new AtomicReference<>();

    private ProjectionRunners(Map<Projection, ProjectionOptions> configured) {
        this.configured = configured;
    }

    /**
     * Runs projections with {@link ProjectionOptions#defaults}. None at all is fine: then others may be
     * looked after.
     */
    public static ProjectionRunners of(Projection... projections) {
        ProjectionRunners runners = new ProjectionRunners(Map.of());
        for (Projection projection : projections) {
            runners = runners.and(projection, ProjectionOptions.defaults());
        }
        return runners;
    }

    /** Runs a projection. */
    public static ProjectionRunners of(Projection projection, ProjectionOptions options) {
        return of().and(projection, options);
    }

    /** The same, and one more projection. This one stays as it is. */
    public ProjectionRunners and(Projection projection, ProjectionOptions options) {
        Map<Projection, ProjectionOptions> more = new LinkedHashMap<>(configured);
        more.put(
                Objects.requireNonNull(projection, "projection"),
                Objects.requireNonNull(options, "projection options"));
        return new ProjectionRunners(more);
    }

    /**
     * The projections of the sequencer's store: how far they have come, and looking after them.
     *
     * @throws IllegalStateException before the sequencer is built
     */
    public Projections projections() {
        Projections projections = running.get();
        if (projections == null) {
            throw new IllegalStateException("these projections start with a sequencer: build that first");
        }
        return projections;
    }

    /**
     * Starts the runners. Their tables are there when this returns; if one cannot start, none is running
     * when this throws.
     *
     * @throws IllegalStateException if another sequencer has these already
     * @throws IllegalArgumentException if a projection's name, version or handle type cannot be, or one of its tables would mix
     *     tenants without saying so ({@link com.stateset.sequencer.projection.ProjectionTable#acrossStreams})
     * @throws UnsupportedOperationException if there are projections, and the store carries none
     * @throws com.stateset.sequencer.error.ProjectionRefusedException if another projection has a table of
     *     one of the names
     */
    @Override
    public Started start(SequencerParts parts) {
        return start(Projections.of(parts.store(), parts.subscriptions()::watch, parts.observer()));
    }

    /** Starts likewise, without an observer. */
    @Override
    public Started start(EventStore store, Subscriptions subscriptions) {
        return start(Projections.of(store, subscriptions::watch));
    }

    private Started start(Projections projections) {
        if (!running.compareAndSet(null, projections)) {
            throw new IllegalStateException("these projections run with another sequencer already");
        }
        List<ProjectionRunner> runners = new ArrayList<>();
        try {
            configured.forEach((projection, options) -> runners.add(projections.run(projection, options)));
        } catch (RuntimeException | Error e) {
            runners.forEach(ProjectionRunner::close);
            throw e;
        }
        return () -> runners.forEach(ProjectionRunner::close);
    }
}
