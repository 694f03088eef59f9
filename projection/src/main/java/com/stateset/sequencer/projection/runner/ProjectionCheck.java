package com.stateset.sequencer.projection.runner;

import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.projection.Difference;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.FailurePolicy.Afterwards;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.TransactionalProjection;
import com.stateset.sequencer.projection.runner.StreamRun.Step;
import com.stateset.sequencer.projection.spi.Checkpoint;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionHost;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes a build to compare with the live one, on the caller's thread. For one check; not thread-safe.
 *
 * <ol>
 *   <li>The events are applied up to where the live build is; it goes on meanwhile.
 *   <li>The live build is held, and the check's build makes up for what came since: both are now past the
 *       very same events.
 *   <li>The tables are compared, row by row, by the database. Then the hold ends, and the check's build is
 *       dropped.
 * </ol>
 *
 * <p>Only one check of a projection runs at a time, or two would take each other's build away: the second
 * one finds a worker at the first one's build and is refused. The build of a process that died during a
 * check has no living worker when its lease is over; it is dropped by the next check, or by a runner.
 *
 * <p>Should the comparison outlast the hold, the live build's checkpoints have changed, and the check says
 * so instead of reporting a difference that is none.
 */
final class ProjectionCheck {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration HOLD = Duration.ofMinutes(2);

    private final EventStore events;
    private final ProjectionStore store;
    private final TransactionalProjection<?> projection;
    private final Applier applier;
    private final ProjectionOptions options;
    private final Map<StreamId, StreamRun> runs = new HashMap<>();
    private final UUID worker = UUID.randomUUID();

    ProjectionCheck(EventStore events, TransactionalProjection<?> projection, ProjectionOptions options) {
        this.events = events;
        this.store = ProjectionHost.projectionsOf(events);
        this.projection = projection;
        this.options = options.failures(parking(options.failures()));
        this.applier = new TransactionalApplier<>(projection, store, this.options);
    }

    Optional<Difference> run(ProjectionBuild live) {
        if (live.version() != projection.version()) {
            throw new ProjectionRefusedException("version " + live.version() + " of the projection " + live.name()
                    + " is live, not version " + projection.version());
        }
        ProjectionBuild check = begin(live);
        try {
            build(check, store.checkpoints(live.id()));
            return compare(live, check);
        } finally {
            store.drop(check.id());
        }
    }

    /** Whether a check was broken off so long ago that its process must be gone. */
    static boolean isAbandoned(ProjectionStatus status) {
        return status.build().role() == Role.CHECK
                && status.workers() == 0
                && status.build().startedAt().plus(LEASE).isBefore(status.now());
    }

    /** Two checks at once would take each other's build away. */
    private ProjectionBuild begin(ProjectionBuild live) {
        for (ProjectionStatus other : checks(live)) {
            if (other.workers() > 0) {
                throw underWay(live);
            }
            store.drop(other.build().id());
        }
        ProjectionBuild check = store.add(live.name(), live.version(), Role.CHECK, live.tables());
        renew(check, LEASE);
        if (checks(live).stream().anyMatch(status -> status.workers() > 1)) {
            store.leave(check.id(), worker);
            throw underWay(live);
        }
        return check;
    }

    private List<ProjectionStatus> checks(ProjectionBuild live) {
        return store.status().stream()
                .filter(status -> status.build().name().equals(live.name())
                        && status.build().role() == Role.CHECK)
                .toList();
    }

    private static ProjectionRefusedException underWay(ProjectionBuild live) {
        return new ProjectionRefusedException(
                "a check of the projection " + live.name() + " is under way, or was broken off a moment ago");
    }

    private Optional<Difference> compare(ProjectionBuild live, ProjectionBuild check) {
        try {
            store.hold(live.id(), HOLD);
            Map<StreamId, Checkpoint> there = store.checkpoints(live.id());
            build(check, there);
            // Comparing is no sign of life.
            renew(check, HOLD);
            Optional<Difference> difference = store.compare(live.id(), check.id());
            if (!store.checkpoints(live.id()).equals(there)) {
                throw new ProjectionRefusedException(
                        "the comparison took so long that the projection " + live.name() + " has moved on");
            }
            return difference;
        } finally {
            store.hold(live.id(), Duration.ZERO);
        }
    }

    private void build(ProjectionBuild check, Map<StreamId, Checkpoint> target) {
        boolean done = false;
        while (!done) {
            done = true;
            long renewal = System.nanoTime() + LEASE.dividedBy(4).toNanos();
            renew(check, LEASE);
            for (Map.Entry<StreamId, StreamRun> each : runs.entrySet()) {
                Checkpoint goal = target.get(each.getKey());
                done &= goal == null || reaches(goal.sequenceNumber(), each.getValue(), renewal);
            }
        }
        requireAt(check, target);
    }

    /** What a run knows of failures is kept, or an event that fails for long would never be parked. */
    private void renew(ProjectionBuild check, Duration lease) {
        Map<StreamId, StreamRun> before = Map.copyOf(runs);
        runs.clear();
        for (Claim claim : store.claim(check.id(), worker, lease)) {
            StreamRun run = before.get(claim.stream());
            runs.put(
                    claim.stream(),
                    run != null && run.isOn(claim)
                            ? run
                            : new StreamRun(
                                    events,
                                    store,
                                    applier,
                                    options,
                                    claim,
                                    () -> false,
                                    BuildObserver.of(check, SequencerObserver.NONE)));
        }
    }

    /** Goes on until the goal is reached, or the claim is to be renewed. */
    private static boolean reaches(long goal, StreamRun run, long renewal) {
        while (System.nanoTime() - renewal < 0) {
            Step step = run.step(goal);
            switch (step) {
                case MOVED -> {}
                case WAITING -> LockSupport.parkNanos(run.nanosToWait());
                case CAUGHT_UP, STOPPED -> {
                    return true;
                }
                case BROKEN, LOST -> {
                    return false;
                }
            }
        }
        return false;
    }

    /**
     * A check stands still nowhere, nor waits long: what it cannot apply it leaves out, and the comparison
     * shows it.
     */
    private static FailurePolicy parking(FailurePolicy policy) {
        return new FailurePolicy(Afterwards.PARK, policy.attempts(), PAUSE, PAUSE, policy.holdsEntitiesBack());
    }

    private void requireAt(ProjectionBuild check, Map<StreamId, Checkpoint> target) {
        Map<StreamId, Checkpoint> there = store.checkpoints(check.id());
        target.forEach((stream, goal) -> {
            long reached = there.getOrDefault(stream, Checkpoint.START).sequenceNumber();
            if (reached != goal.sequenceNumber()) {
                throw new ProjectionRefusedException("the check came to event " + reached + " of stream " + stream
                        + ", but the projection to event " + goal.sequenceNumber());
            }
        });
    }
}
