package com.stateset.sequencer.projection.runner;

import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a new build takes the live one's place. It must not be behind in any stream, or readers would see time run backwards.
 * While events keep coming, the two would hardly ever be level: so the live one is held for a moment when the new one is close.
 * A new build that stands still never holds the live one, and one that does not draw level does so rarely. While a check
 * compares something with the live build, that one is the check's. Not thread-safe.
 */
final class Switchover {

    private static final Logger log = LoggerFactory.getLogger(ProjectionRunner.class);

    private static final Duration HOLD = Duration.ofSeconds(2);

    /** What a build can make up for in a few holds, also while the live one is as quick as it is. */
    private static final Duration CLOSE = HOLD.multipliedBy(5);

    /** The time from one hold to the next, for each worker that may ask for one: the live one has to get on, too. */
    private static final long REST_NANOS = HOLD.multipliedBy(3).toNanos();

    private final ProjectionStore store;
    private final ProjectionBuild next;
    private long nextHold = System.nanoTime();
    private long heldUntil = System.nanoTime();

    Switchover(ProjectionStore store, ProjectionBuild next) {
        this.store = store;
        this.next = next;
    }

    /** Tries; returns whether the new build is the live one now. */
    boolean attempt() {
        long behind = store.eventsBehindLive(next.id());
        if (isBeingChecked()) {
            return false;
        }
        if (behind == 0 && store.promote(next.id(), false)) {
            log.info("Version {} of the projection {} is live", next.version(), next.name());
            heldUntil = System.nanoTime();
            return true;
        }
        if (behind > 0 && System.nanoTime() - nextHold >= 0) {
            store.status().stream()
                    .filter(status -> status.build().id() == next.id() && isClose(status, behind))
                    .forEach(this::holdLive);
        }
        return false;
    }

    /** Whether the live build is held now, so that each moment counts. */
    boolean isHolding() {
        return System.nanoTime() - heldUntil < 0;
    }

    /** Whether it would catch up within a few holds, if it goes on as it did so far. */
    private static boolean isClose(ProjectionStatus status, long behind) {
        Duration soFar = Duration.between(status.build().startedAt(), status.now());
        return status.stopped().isEmpty()
                && status.applied() > 0
                && (double) soFar.toMillis() * behind / status.applied() < CLOSE.toMillis();
    }

    private boolean isBeingChecked() {
        return store.builds().stream()
                .anyMatch(build -> build.name().equals(next.name()) && build.role() == Role.CHECK);
    }

    private void holdLive(ProjectionStatus status) {
        nextHold = System.nanoTime() + REST_NANOS * Math.max(1, status.workers());
        heldUntil = System.nanoTime() + HOLD.toNanos();
        store.builds().stream()
                .filter(build -> build.name().equals(next.name()) && build.role() == Role.LIVE)
                .forEach(live -> store.hold(live.id(), HOLD));
    }
}
