package com.stateset.sequencer.projection.runner;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.runner.StreamRun.Step;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that carries a build on: shows that it is alive, looks for what is new in its share of the
 * streams, and does the next batch of each in turns.
 *
 * <p><b>Who owns what.</b> Everything here but {@link Wakeups} belongs to the worker's own thread. Other
 * threads only put streams into the wakeups, or close them: that is how a worker is stopped. What a worker
 * may work on is not decided here but in the store: it holds streams by claims, each with a lease and a
 * fence, and any process may take over what is not renewed.
 *
 * <p><b>What can race.</b>
 * <ul>
 *   <li>Two workers on one stream: the store refuses the one whose fence is old, in the transaction that
 *       would have moved the checkpoint. This worker then finds its claim {@link Step#LOST}, forgets the
 *       stream and asks for its claims anew.
 *   <li>An event that comes in while the worker looks: it is either seen, or its stream is among the
 *       wakeups when the worker is about to sleep, and the worker does not sleep. Wakeups may be lost
 *       (another process, a notice that did not arrive): so all streams are looked at once in a poll
 *       interval, too.
 *   <li>A stream of which the worker has never heard: its wakeup makes the worker ask for its claims, and
 *       so the stream is dealt out within one pass, not within a lease.
 *   <li>The end of the live build that this one replaces: see {@link Switchover}. Once it has taken over,
 *       this worker polls as a live one does.
 * </ul>
 *
 * <p><b>What must hold when.</b> Claims are renewed four times in a lease, and no pass begins another batch
 * when that is due: a batch must therefore end within three quarters of a lease, which the appliers see to.
 * After any failure the worker forgets its runs, since only the store knows what was stored, waits a little
 * longer each time, and begins with its claims. Nothing but {@link #stop} ends the thread, not even an
 * {@code Error}: its streams would stand still until the lease ends, and again after that. When it ends it
 * gives its streams back, so that others go on at once.
 */
final class BuildWorker {

    private static final Logger log = LoggerFactory.getLogger(BuildWorker.class);

    /** Often enough that a sign of life may come late twice. */
    private static final int SIGNS_OF_LIFE_PER_LEASE = 4;

    private static final long FIRST_PAUSE_NANOS = 50_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 2_000_000_000L;

    /** A build that is to be the live one must make good use of the moment for which that one is held. */
    private static final Duration LONGEST_POLL_OF_NEXT = Duration.ofMillis(250);

    private static final long POLL_NANOS_IN_HOLD = 20_000_000L;

    private final EventStore events;
    private final ProjectionStore store;
    private final Applier applier;
    private final ProjectionOptions options;
    private final ProjectionBuild build;
    private final BuildObserver observer;
    private final UUID id = UUID.randomUUID();
    private final Wakeups wakeups = new Wakeups();
    private final Thread thread;

    private final Map<StreamId, StreamRun> runs = new HashMap<>();
    private final Set<StreamId> unfinished = new HashSet<>();

    /** Streams that were there when streams were dealt out last; others may have them. */
    private final Set<StreamId> known = new HashSet<>();

    private final Due claims;
    private final Switchover switchover;
    private Role role;
    private Due poll;

    BuildWorker(
            EventStore events,
            ProjectionStore store,
            Applier applier,
            ProjectionOptions options,
            ProjectionBuild build,
            SequencerObserver observer) {
        this.events = events;
        this.store = store;
        this.applier = applier;
        this.options = options;
        this.build = build;
        this.observer = BuildObserver.of(build, observer);
        this.switchover = new Switchover(store, build);
        this.role = build.role();
        this.claims = new Due(options.lease().dividedBy(SIGNS_OF_LIFE_PER_LEASE));
        this.poll = new Due(role == Role.NEXT ? shorter(options.pollInterval()) : options.pollInterval());
        this.thread = new Thread(this::run, "projection-" + build.name() + "-" + build.id());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Tells that a stream has something new. */
    void reached(StreamId stream) {
        wakeups.add(stream);
    }

    /** Finishes the batch under way, and begins no other; does not wait for that. */
    void stop() {
        wakeups.close();
    }

    /** Waits until the thread is at its end; if it takes too long, the thread is left behind. */
    void end(LastWait wait) {
        if (!wait.seesEndOf(thread)) {
            log.warn(
                    "The projection {} hangs and is left behind; what it does when its lease is over is not stored",
                    build.name());
        }
    }

    private void run() {
        long pause = FIRST_PAUSE_NANOS;
        while (!wakeups.isClosed()) {
            try {
                if (!pass()) {
                    wakeups.await(idleNanos());
                }
                pause = FIRST_PAUSE_NANOS;
            } catch (Throwable e) {
                say(e, pause == FIRST_PAUSE_NANOS);
                startOver();
                wakeups.pause(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            }
        }
        leave();
    }

    /** Nothing ends this thread but its stop: no other worker carries these streams on before they are given back. */
    private void say(Throwable failure, boolean first) {
        if (failure instanceof Error) {
            log.error("The projection {} is delayed by an error", build.name(), failure);
        } else if (first) {
            log.warn("The projection {} is delayed: {}", build.name(), FailureText.of(failure));
        }
        log.debug("The projection {} failed", build.name(), failure);
    }

    /** One batch for each stream that has something new; returns whether there may be more at once. */
    private boolean pass() {
        Set<StreamId> woken = wakeups.take();
        if (claims.isDue() || !known.containsAll(woken)) {
            known.addAll(woken);
            renewClaims();
        }
        unfinished.addAll(woken);
        if (poll.isDue() || switchover.isHolding()) {
            unfinished.addAll(store.behind(build.id(), id));
            retryParked();
            takeOverFromLive();
        }
        unfinished.retainAll(runs.keySet());
        boolean more = false;
        for (StreamId stream : List.copyOf(unfinished)) {
            if (claims.isOver() || wakeups.isClosed()) {
                return true;
            }
            StreamRun run = runs.get(stream);
            more |= run != null && step(stream, run) == Step.MOVED;
        }
        return more;
    }

    private Step step(StreamId stream, StreamRun run) {
        Step step = run.step(Long.MAX_VALUE);
        switch (step) {
            case MOVED, WAITING -> {}
            case BROKEN -> claims.now();
            case CAUGHT_UP -> unfinished.remove(stream);
            case STOPPED, LOST -> {
                unfinished.remove(stream);
                runs.remove(stream);
                claims.now();
            }
        }
        return step;
    }

    private void renewClaims() {
        Map<StreamId, StreamRun> before = new HashMap<>(runs);
        runs.clear();
        for (Claim claim : store.claim(build.id(), id, options.lease())) {
            StreamRun run = before.get(claim.stream());
            if (run == null || !run.isOn(claim)) {
                run = new StreamRun(events, store, applier, options, claim, wakeups::isClosed, observer);
                unfinished.add(claim.stream());
            }
            runs.put(claim.stream(), run);
        }
    }

    private void retryParked() {
        for (ParkedEvent parked : store.retriesWanted(build.id(), id)) {
            StreamRun run = runs.get(parked.stream());
            if (claims.isOver() || wakeups.isClosed()) {
                return;
            }
            switch (run == null ? Step.WAITING : run.retry(parked)) {
                // There may be more than the notice said.
                case MOVED -> poll.now();
                case LOST -> claims.now();
                default -> {}
            }
        }
    }

    /** A build that is to be the live one looks whether its time has come. */
    private void takeOverFromLive() {
        if (role == Role.NEXT && switchover.attempt()) {
            role = Role.LIVE;
            poll = new Due(options.pollInterval());
        }
    }

    private static Duration shorter(Duration pollInterval) {
        return pollInterval.compareTo(LONGEST_POLL_OF_NEXT) < 0 ? pollInterval : LONGEST_POLL_OF_NEXT;
    }

    /** Only the store knows what a failure has left undone. */
    private void startOver() {
        runs.clear();
        unfinished.clear();
        claims.now();
        poll.now();
    }

    private long idleNanos() {
        long longest = Math.min(poll.nanosLeft(), claims.nanosLeft());
        return runs.values().stream()
                .filter(run -> run.nanosToWait() > 0)
                .mapToLong(StreamRun::nanosToWait)
                .reduce(switchover.isHolding() ? Math.min(longest, POLL_NANOS_IN_HOLD) : longest, Math::min);
    }

    private void leave() {
        try {
            store.leave(build.id(), id);
        } catch (RuntimeException e) {
            log.debug("The streams of {} are left to the end of their lease", build.name(), e);
        }
    }
}
