package com.stateset.sequencer.projection.runner;

import static java.util.stream.Collectors.toMap;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.projection.AtLeastOnceProjection;
import com.stateset.sequencer.projection.Projection;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.TransactionalProjection;
import com.stateset.sequencer.projection.spi.ProjectionHost;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadListener;
import com.stateset.sequencer.spi.HeadWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a projection until it is closed: its live build, and one that is to take that one's place. Any
 * number of runners, in any number of processes, share the streams. Thread-safe.
 *
 * <p>A projection without a build gets one, and is live at once. One whose version is higher than the live
 * one's is built beside it, and takes its place when it has caught up. One whose version is lower does
 * nothing.
 *
 * <p>A supervisor thread looks once a second which builds there are, since other processes make, promote
 * and drop them, too. It alone starts and ends workers, but for the first ones, which are there when {@link
 * Projections#run} returns. It holds no lock while it does; {@code close} raises a flag that ends it, and
 * waits. A projection's code that hangs cannot keep {@code close} waiting for longer than a lease, of which
 * at most 30 seconds count, and two seconds more: then its thread is interrupted and left behind. What it
 * does from then on is not stored, since its lease is over.
 */
public final class ProjectionRunner implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProjectionRunner.class);

    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final EventStore events;
    private final ProjectionStore store;
    private final Projection projection;
    private final ProjectionOptions options;
    private final Applier applier;
    private final SequencerObserver observer;
    private final Map<Long, List<BuildWorker>> workers = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Thread supervisor;
    private HeadWatch notices = HeadWatch.NONE;
    private boolean closed;
    private boolean superseded;

    private ProjectionRunner(
            EventStore events, SequencerObserver observer, Projection projection, ProjectionOptions options) {
        ProjectionBuild.requireIdentity(projection.name(), projection.version());
        this.events = events;
        this.observer = observer;
        this.store = ProjectionHost.projectionsOf(events);
        this.projection = projection;
        this.options = options;
        this.applier = applier(projection, store, options);
        this.supervisor = new Thread(this::supervise, "projection-" + projection.name());
        this.supervisor.setDaemon(true);
    }

    private static Applier applier(Projection projection, ProjectionStore store, ProjectionOptions options) {
        // A sealed type of two.
        return projection instanceof TransactionalProjection<?> transactional
                ? new TransactionalApplier<>(transactional, store, options)
                : new AtLeastOnceApplier((AtLeastOnceProjection) projection, store, options);
    }

    static ProjectionRunner start(
            EventStore events,
            Function<HeadListener, HeadWatch> heads,
            SequencerObserver observer,
            Projection projection,
            ProjectionOptions options) {
        ProjectionRunner runner = new ProjectionRunner(events, observer, projection, options);
        try {
            runner.carryOn(runner.builds(runner.allBuilds()));
            runner.notices = heads.apply((stream, head) -> runner.wake(stream));
            runner.supervisor.start();
            return runner;
        } catch (RuntimeException | Error e) {
            runner.close();
            throw e;
        }
    }

    /**
     * Finishes the batches under way, and gives the streams to others. A projection that hangs is
     * interrupted and left behind when its lease, of which at most 30 seconds count, has been over for a
     * few seconds.
     */
    @Override
    public void close() {
        notices.close();
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        stopWorkers();
        LastWait wait = LastWait.beyond(options.lease());
        boolean ignored = wait.seesEndOf(supervisor);
        stopWorkers();
        workers.values().forEach(ofBuild -> ofBuild.forEach(worker -> worker.end(wait)));
        wait.isOver();
    }

    private void stopWorkers() {
        workers.values().forEach(ofBuild -> ofBuild.forEach(BuildWorker::stop));
    }

    private void wake(StreamId stream) {
        workers.values().forEach(ofBuild -> ofBuild.forEach(worker -> worker.reached(stream)));
    }

    private List<ProjectionBuild> allBuilds() {
        return store.builds().stream()
                .filter(build -> build.name().equals(projection.name()))
                .toList();
    }

    private void supervise() {
        boolean failing = false;
        while (!isClosedAfter(LOOK_NANOS)) {
            try {
                List<ProjectionBuild> all = allBuilds();
                carryOn(builds(all));
                dropAbandonedChecks(all);
                failing = false;
            } catch (Throwable e) {
                say(e, !failing);
                failing = true;
            }
        }
    }

    /** Nothing ends the supervisor but closing. */
    private void say(Throwable failure, boolean first) {
        if (failure instanceof Error) {
            log.error("The builds of the projection {} are not looked after", projection.name(), failure);
        } else if (first) {
            log.warn(
                    "The builds of the projection {} are not looked after: {}",
                    projection.name(),
                    FailureText.of(failure));
        }
    }

    /** A process that was killed while it checked has left its build. */
    private void dropAbandonedChecks(List<ProjectionBuild> all) {
        if (all.stream().anyMatch(build -> build.role() == Role.CHECK)) {
            store.status().stream()
                    .filter(status -> status.build().name().equals(projection.name()))
                    .filter(ProjectionCheck::isAbandoned)
                    .forEach(status -> store.drop(status.build().id()));
        }
    }

    /** The builds to carry on; makes them if need be. */
    private List<ProjectionBuild> builds(List<ProjectionBuild> all) {
        Map<Role, ProjectionBuild> byRole = all.stream().collect(toMap(ProjectionBuild::role, build -> build));
        ProjectionBuild live = byRole.get(Role.LIVE);
        ProjectionBuild next = byRole.get(Role.NEXT);
        if (live == null) {
            return mine(add(Role.LIVE), next);
        }
        sayIfSuperseded(live.version());
        boolean toBeBuilt =
                live.version() < projection.version() && (next == null || next.version() < projection.version());
        return mine(live, toBeBuilt ? add(Role.NEXT) : next);
    }

    private List<ProjectionBuild> mine(ProjectionBuild live, @Nullable ProjectionBuild next) {
        return Stream.of(Optional.of(live), Optional.ofNullable(next))
                .flatMap(Optional::stream)
                .filter(build -> build.version() == projection.version())
                .toList();
    }

    private ProjectionBuild add(Role role) {
        return store.add(projection.name(), projection.version(), role, tables());
    }

    private List<ProjectionTable> tables() {
        return projection instanceof TransactionalProjection<?> transactional ? transactional.tables() : List.of();
    }

    private void sayIfSuperseded(int liveVersion) {
        boolean before = superseded;
        superseded = liveVersion > projection.version();
        if (superseded && !before) {
            log.warn(
                    "Version {} of the projection {} does nothing: version {} is live",
                    projection.version(),
                    projection.name(),
                    liveVersion);
        }
    }

    private void carryOn(List<ProjectionBuild> builds) {
        if (isClosedAfter(0)) {
            return;
        }
        List<Long> wanted = builds.stream().map(ProjectionBuild::id).toList();
        List.copyOf(workers.keySet()).stream()
                .filter(id -> !wanted.contains(id))
                .forEach(id -> Optional.ofNullable(workers.remove(id)).ifPresent(this::end));
        builds.stream()
                .filter(build -> !workers.containsKey(build.id()))
                .forEach(build -> workers.put(build.id(), startWorkers(build)));
    }

    private List<BuildWorker> startWorkers(ProjectionBuild build) {
        List<BuildWorker> started = new ArrayList<>();
        for (int i = 0; i < options.threads(); i++) {
            started.add(new BuildWorker(events, store, applier, options, build, observer));
        }
        started.forEach(BuildWorker::start);
        return List.copyOf(started);
    }

    private void end(List<BuildWorker> ended) {
        ended.forEach(BuildWorker::stop);
        LastWait wait = LastWait.beyond(options.lease());
        ended.forEach(worker -> worker.end(wait));
        wait.isOver();
    }

    private boolean isClosedAfter(long nanos) {
        long deadline = System.nanoTime() + nanos;
        lock.lock();
        try {
            while (!closed && System.nanoTime() - deadline < 0) {
                long ignored = closing.awaitNanos(deadline - System.nanoTime());
            }
            return closed;
        } catch (InterruptedException e) {
            // By closing, or by the projection's own code.
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
