package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.StreamId;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a relay fails at, and when it tries again: after 100 ms, and twice as long each time, up to 10 seconds. Each stream has its own
 * pauses, so that one in trouble does not hold up the others. Written by the relay's thread, read by any.
 */
final class RelayTroubles {

    private static final Logger LOG = LoggerFactory.getLogger(RelayTroubles.class);
    private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();
    private static final int DOUBLINGS = 7;
    private static final long LONGEST_PAUSE = Duration.ofSeconds(10).toNanos();

    /** A trouble, and when the next attempt is due, by {@link System#nanoTime}. */
    private record Failing(RelayHealth.Trouble trouble, long due) {}

    private final Clock clock = Clock.systemUTC();
    private final Map<Optional<StreamId>, Failing> failing = new ConcurrentHashMap<>();

    /** Whether it is time to try, or to try again. */
    boolean isDue(Optional<StreamId> what) {
        Failing known = failing.get(what);
        return known == null || System.nanoTime() - known.due() >= 0;
    }

    void failed(Optional<StreamId> what, Throwable failure) {
        Failing before = failing.get(what);
        int attempts = before == null ? 1 : before.trouble().attempts() + 1;
        RelayHealth.Trouble trouble = new RelayHealth.Trouble(
                what,
                before == null ? clock.instant() : before.trouble().since(),
                attempts,
                String.valueOf(failure.getMessage()));
        long pause = Math.min(FIRST_PAUSE << Math.min(attempts - 1, DOUBLINGS), LONGEST_PAUSE);
        failing.put(what, new Failing(trouble, System.nanoTime() + pause));
        if (before == null) {
            LOG.warn("The outbox's relay is delayed: {}", failure.getMessage(), failure);
        }
    }

    void succeeded(Optional<StreamId> what) {
        if (failing.remove(what) != null) {
            LOG.info(
                    "The outbox's relay goes on{}",
                    what.map(stream -> " with stream " + stream).orElse(""));
        }
    }

    /** Forgets streams that have nothing to send any more. */
    void keepOnly(Collection<StreamId> streams) {
        Set<StreamId> kept = Set.copyOf(streams);
        failing.keySet().removeIf(what -> what.isPresent() && !kept.contains(what.get()));
    }

    List<RelayHealth.Trouble> all() {
        return failing.values().stream().map(Failing::trouble).toList();
    }
}
