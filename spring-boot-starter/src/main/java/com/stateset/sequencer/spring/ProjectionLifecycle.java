package com.stateset.sequencer.spring;

import com.stateset.sequencer.projection.Projection;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spring.SequencerProperties.Projecting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the application's projections from when all of its beans are there until it stops. It can be started again afterwards, as a
 * context is that was paused. Their tables are there when {@link #start} returns, which is before the web server takes a request.
 *
 * <p>Start and stop are called by one thread at a time, but not by the same one.
 */
final class ProjectionLifecycle implements SmartLifecycle {

    /** Before the web server, which is 2,048 below the default, and after it on the way down. */
    static final int PHASE = DEFAULT_PHASE - 4096;

    private final Projections projections;
    private final Projecting settings;
    private final Supplier<List<Projection>> declared;
    private final Supplier<List<Projection>> annotated;
    private final List<ProjectionRunner> runners = new ArrayList<>();
    private boolean isRunning;

    /**
     * Makes it.
     *
     * @param declared finds the beans that are projections
     * @param annotated finds the beans' methods that are
     */
    ProjectionLifecycle(
            Projections projections,
            Projecting settings,
            Supplier<List<Projection>> declared,
            Supplier<List<Projection>> annotated) {
        this.projections = projections;
        this.settings = settings;
        this.declared = declared;
        this.annotated = annotated;
    }

    @Override
    public synchronized void start() {
        Map<String, Projection> byName = byName();
        requireKnown(byName);
        isRunning = true;
        try {
            byName.forEach((name, projection) -> runners.add(projections.run(projection, settings.options(name))));
        } catch (RuntimeException | Error e) {
            try {
                stop();
            } catch (RuntimeException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    private Map<String, Projection> byName() {
        List<Projection> all = new ArrayList<>(declared.get());
        all.addAll(annotated.get());
        Map<String, Projection> byName = new LinkedHashMap<>();
        for (Projection projection : all) {
            if (byName.put(projection.name(), projection) != null) {
                throw new IllegalStateException("two projections have the name " + projection.name());
            }
        }
        return byName;
    }

    private void requireKnown(Map<String, Projection> byName) {
        for (String key : settings.each().keySet()) {
            if (byName.keySet().stream().noneMatch(name -> Projecting.names(key, name))) {
                throw new IllegalStateException(
                        "sequencer.projections.each." + key + " names no projection; there are " + byName.keySet());
            }
        }
    }

    /** Finishes the batches under way, of each projection, though one fails: the first failure has the others with it. */
    @Override
    public synchronized void stop() {
        List<Runnable> closings = new ArrayList<>();
        runners.forEach(runner -> closings.add(runner::close));
        runners.clear();
        isRunning = false;
        runAll(closings);
    }

    /** Runs each of them; throws what the first one threw, with what others threw as its suppressed exceptions. */
    static void runAll(List<Runnable> closings) {
        List<RuntimeException> failures = new ArrayList<>();
        for (Runnable closing : closings) {
            try {
                closing.run();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            RuntimeException first = failures.remove(0);
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return isRunning;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
