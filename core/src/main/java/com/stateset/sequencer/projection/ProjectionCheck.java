package com.stateset.sequencer.projection;

import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.FailurePolicy.Afterwards;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.StreamRun.Step;
import com.stateset.sequencer.projection.spi.Checkpoint;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes a build to compare with the live one: first up to where that one is, while it moves on; then, while it is held, up to
 * the very same events.
 */
final class ProjectionCheck {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration HOLD = Duration.ofMinutes(2);

    private final EventStore events;
    private final ProjectionStore store;
    private final TransactionalProjection<?> projection;
    private final ProjectionOptions options;
    private final UUID worker = UUID.randomUUID();

    ProjectionCheck(EventStore events, TransactionalProjection<?> projection, ProjectionOptions options) {
        this.events = events;
        this.store = events.projections();
        this.projection = projection;
        this.options = options.failures(parking(options.failures()));
    }

    Optional<Difference> run(ProjectionBuild live) {
        if (live.version() != projection.version()) {
            throw new ProjectionRefusedException("version " + live.version() + " of the projection " + live.name()
                    + " is live, not version " + projection.version());
        }
        store.builds().stream()
                .filter(build -> build.name().equals(live.name()) && build.role() == Role.CHECK)
                .forEach(left -> store.drop(left.id()));
        ProjectionBuild check = store.add(live.name(), live.version(), Role.CHECK, live.tables());
        try {
            build(check, store.checkpoints(live.id()));
            return compare(live, check);
        } finally {
            store.drop(check.id());
        }
    }

    private Optional<Difference> compare(ProjectionBuild live, ProjectionBuild check) {
        try {
            store.hold(live.id(), HOLD);
            Map<StreamId, Checkpoint> there = store.checkpoints(live.id());
            build(check, there);
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
        Applier applier = Applier.of(projection, store, options);
        boolean done = false;
        while (!done) {
            done = true;
            long renewal = System.nanoTime() + LEASE.dividedBy(4).toNanos();
            for (Claim claim : store.claim(check.id(), worker, LEASE)) {
                Checkpoint goal = target.get(claim.stream());
                if (goal != null && System.nanoTime() - renewal < 0) {
                    StreamRun run = new StreamRun(events, store, applier, options, claim);
                    done &= reaches(goal.sequenceNumber(), run, renewal);
                } else {
                    done &= goal == null;
                }
            }
        }
        requireAt(check, target);
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
                case LOST -> {
                    return false;
                }
            }
        }
        return false;
    }

    /** A check stands still nowhere: what it cannot apply it leaves out, and the comparison shows it. */
    private static FailurePolicy parking(FailurePolicy policy) {
        return new FailurePolicy(
                Afterwards.PARK,
                policy.attempts(),
                policy.firstPause(),
                policy.longestPause(),
                policy.holdsEntitiesBack());
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
