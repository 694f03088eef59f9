package com.stateset.sequencer.projection;

import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a new build takes the live one's place. It must not be behind in any stream, or readers would see time run backwards.
 * While events keep coming, the two would hardly ever be level: so the live one is held for a moment when the new one is close.
 * A new build that stands still never holds the live one, and one that does not draw level does so rarely. Not thread-safe.
 */
final class Switchover {

    private static final Logger log = LoggerFactory.getLogger(ProjectionRunner.class);

    private static final Duration HOLD = Duration.ofSeconds(2);

    /** The time from one hold to the next, for each worker that may ask for one. */
    private static final long REST_NANOS = Duration.ofSeconds(20).toNanos();

    /** What a build can make up for while the other one is held. */
    private static final int CLOSE_BATCHES = 4;

    private final ProjectionStore store;
    private final ProjectionBuild next;
    private final long closeEvents;
    private long nextHold = System.nanoTime();

    Switchover(ProjectionStore store, ProjectionBuild next, ProjectionOptions options) {
        this.store = store;
        this.next = next;
        this.closeEvents = (long) CLOSE_BATCHES * options.batchEvents();
    }

    /** Tries; returns whether the new build is the live one now. */
    boolean attempt() {
        long behind = store.eventsBehindLive(next.id());
        if (behind == 0 && store.promote(next.id())) {
            log.info("Version {} of the projection {} is live", next.version(), next.name());
            return true;
        }
        if (behind > 0 && behind <= closeEvents && System.nanoTime() - nextHold >= 0) {
            store.status().stream()
                    .filter(status -> status.build().id() == next.id())
                    .forEach(this::holdLive);
        }
        return false;
    }

    private void holdLive(ProjectionStatus status) {
        nextHold = System.nanoTime() + REST_NANOS * Math.max(1, status.workers());
        if (status.stopped().isEmpty()) {
            store.builds().stream()
                    .filter(build -> build.name().equals(next.name()) && build.role() == Role.LIVE)
                    .forEach(live -> store.hold(live.id(), HOLD));
        }
    }
}
