package com.stateset.sequencer.projection.runner;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.projection.Difference;
import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.Projection;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.TransactionalProjection;
import com.stateset.sequencer.projection.spi.ProjectionHost;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadListener;
import com.stateset.sequencer.spi.HeadWatch;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The projections of a store: running them, and looking after them. Thread-safe and light.
 *
 * <p>What is asked for here is done by the processes that run the projection, wherever they are.
 */
@CheckReturnValue
public final class Projections {

    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(1).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final EventStore events;
    private final Function<HeadListener, HeadWatch> heads;
    private final SequencerObserver observer;

    private Projections(EventStore events, Function<HeadListener, HeadWatch> heads, SequencerObserver observer) {
        this.events = events;
        this.heads = heads;
        this.observer = observer;
    }

    /**
     * Returns the projections of a store. They are woken by what the store tells of other processes, and by
     * looking.
     */
    public static Projections of(EventStore store) {
        return of(store, store::watchHeads);
    }

    /**
     * Returns the projections of a store.
     *
     * @param heads begins to tell a listener how far streams have come, until what it returns is closed
     */
    public static Projections of(EventStore store, Function<HeadListener, HeadWatch> heads) {
        return of(store, heads, SequencerObserver.NONE);
    }

    /**
     * Returns the projections of a store.
     *
     * @param observer is told how those that are run here get on; must not throw
     */
    public static Projections of(
            EventStore store, Function<HeadListener, HeadWatch> heads, SequencerObserver observer) {
        return new Projections(
                Objects.requireNonNull(store, "store"),
                Objects.requireNonNull(heads, "heads"),
                Objects.requireNonNull(observer, "observer"));
    }

    /**
     * Runs a projection until the runner is closed. Its tables are there when this returns. A sequencer's
     * builder does the same and closes the runner, too.
     *
     * @throws IllegalArgumentException if the projection's name, version or handle type cannot be
     * @throws ProjectionRefusedException if another projection has a table of one of its names
     */
    public ProjectionRunner run(Projection projection, ProjectionOptions options) {
        return ProjectionRunner.start(events, heads, observer, projection, options);
    }

    /**
     * Waits until the live build of a projection is past an event, whichever process works on it: its
     * tables then show what the event did.
     *
     * @return false if {@code timeout} passed before
     */
    public boolean awaitApplied(String name, StreamId stream, long sequenceNumber, Duration timeout)
            throws InterruptedException {
        ProjectionStore store = store();
        long start = System.nanoTime();
        long most = TimeUnit.NANOSECONDS.convert(timeout);
        long pause = FIRST_PAUSE_NANOS;
        while (store.applied(name, stream) < sequenceNumber) {
            long nanosLeft = most - (System.nanoTime() - start);
            if (nanosLeft <= 0) {
                return false;
            }
            LockSupport.parkNanos(Math.min(pause, nanosLeft));
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for a projection");
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
        return true;
    }

    /** How far all builds have come. */
    public List<ProjectionStatus> status() {
        return store().status();
    }

    /** How far the builds of a projection have come. */
    public List<ProjectionStatus> status(String name) {
        return status().stream()
                .filter(status -> status.build().name().equals(name))
                .toList();
    }

    /**
     * Has the live version built anew beside the live build, which answers until the new one has caught up
     * and takes its place.
     *
     * @throws ProjectionRefusedException if there is no such projection
     */
    @CanIgnoreReturnValue
    public ProjectionBuild rebuild(String name) {
        ProjectionBuild live = live(name);
        return store().add(name, live.version(), Role.NEXT, live.tables());
    }

    /**
     * Lets the build beside the live one take its place although more events are parked in it, which it
     * does not by itself: what is parked stays so, to be retried or discarded.
     *
     * @return whether it has taken its place; not while it is behind, or readers are in the way
     * @throws ProjectionRefusedException if there is no such build
     */
    public boolean promote(String name) {
        return store().builds().stream()
                .filter(build -> build.name().equals(name) && build.role() == Role.NEXT)
                .findFirst()
                .map(next -> store().promote(next.id(), true))
                .orElseThrow(() -> new ProjectionRefusedException("nothing is built beside the projection " + name));
    }

    /**
     * Has the live version built anew in its place: its tables are empty at first.
     *
     * @throws ProjectionRefusedException if there is no such projection
     */
    @CanIgnoreReturnValue
    public ProjectionBuild reset(String name) {
        return store().reset(live(name).name());
    }

    /** Lets the streams of a projection that were stopped go on; returns how many. */
    public int resume(String name) {
        return store().resume(name);
    }

    /**
     * The parked events of a projection, in order.
     *
     * @param limit the most to return
     */
    public List<ParkedEvent> parked(String name, int limit) {
        return store().parked(name, limit);
    }

    /** Has a parked event tried again; returns whether there is one. */
    public boolean retry(String name, StreamId stream, long sequenceNumber) {
        return store().wantRetry(name, stream, sequenceNumber);
    }

    /** Has all parked events tried again; returns how many. */
    public int retryAll(String name) {
        return store().wantRetries(name);
    }

    /** Gives a parked event up for good; returns whether there is one. */
    public boolean discard(String name, StreamId stream, long sequenceNumber) {
        return store().discard(name, stream, sequenceNumber);
    }

    /**
     * Builds a projection beside the live build, on this thread, and compares the two. Towards the end the
     * live one stands still for as long as the comparison takes; it answers all the time.
     *
     * @return the first row that differs; empty if none does
     * @throws ProjectionRefusedException if there is no such projection, or its live build is of another
     *     version, or another check of it is under way, or the check cannot be finished
     */
    public Optional<Difference> verify(TransactionalProjection<?> projection, ProjectionOptions options) {
        return new ProjectionCheck(events, projection, options).run(live(projection.name()));
    }

    /** Asked for when it is needed: not every store carries projections. */
    private ProjectionStore store() {
        return ProjectionHost.projectionsOf(events);
    }

    private ProjectionBuild live(String name) {
        return store().builds().stream()
                .filter(build -> build.name().equals(name) && build.role() == Role.LIVE)
                .findFirst()
                .orElseThrow(() -> new ProjectionRefusedException("there is no projection " + name));
    }
}
