package com.stateset.sequencer.projection.runner;

import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a new build takes the live one's place. Not thread-safe: each worker of the new build has its own.
 *
 * <p><b>The rule.</b> Readers must not see time run backwards: the new build takes over in a transaction
 * that finds it behind the live one in no stream. It must not have parked more events either, unless an
 * operator says that this is all right.
 *
 * <p><b>The difficulty.</b> While events keep coming, both builds move, and hardly ever stand level at the
 * same moment. So the live build is held: for two seconds its workers are refused, what they had under way
 * is finished or undone, and the new build makes up for the rest. Readers see tables that are two seconds
 * old at most, and no reader waits.
 *
 * <p><b>What could go wrong, and why it does not.</b>
 * <ul>
 *   <li>The new build is far behind, and the hold would be in vain: it is asked for only if the new build
 *       would need no more than ten seconds at the speed it has shown so far.
 *   <li>The new build stands still in a stream, or is slower than the live one for good: holds are at least
 *       three times their own length apart, for each worker that may ask for one, so that the live build
 *       moves most of the time.
 *   <li>The process dies while it holds the live build: the hold ends by the clock of the store.
 *   <li>A check compares another build with the live one meanwhile: then the live one is the check's, and
 *       nothing is promoted or held by this.
 *   <li>Readers have the live tables locked: the promotion gives up after a moment, and is tried again
 *       later.
 * </ul>
 */
final class Switchover {

    private static final Logger log = LoggerFactory.getLogger(Switchover.class);

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
