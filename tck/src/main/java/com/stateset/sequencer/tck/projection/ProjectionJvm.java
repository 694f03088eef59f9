package com.stateset.sequencer.tck.projection;

import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.process.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The main class of another JVM that runs a {@link ProjectionTally} until it is killed. */
public final class ProjectionJvm {

    static final String READY = "READY";

    private static final String APPLIED = "APPLIED ";

    private ProjectionJvm() {}

    /**
     * Starts one.
     *
     * @param applied hears of the store id of each event's stream as it is applied
     */
    static ChildJvm start(
            ProjectionFixture fixture, String place, Duration lease, int batchEvents, Consumer<String> applied) {
        return ChildJvm.start(
                ProjectionJvm.class,
                List.of(fixture.getClass().getName(), place, lease.toString(), Integer.toString(batchEvents)),
                line -> {
                    boolean told = line.startsWith(APPLIED);
                    if (told) {
                        applied.accept(line.substring(APPLIED.length()));
                    }
                    return told;
                });
    }

    /**
     * Runs the projection.
     *
     * @param arguments the fixture's class, the place, the lease, how many events a batch holds
     */
    public static void main(String[] arguments) throws Exception {
        ChildJvm.exitWithParent();
        ProjectionFixture fixture = Class.forName(arguments[0])
                .asSubclass(ProjectionFixture.class)
                .getDeclaredConstructor()
                .newInstance();
        ProjectionTally tally = ProjectionTally.version(1)
                .disturbedBy(event ->
                        System.out.println(APPLIED + event.event().stream().storeId()));
        ProjectionOptions options =
                ProjectionPlace.OPTIONS.lease(Duration.parse(arguments[2])).batchEvents(Integer.parseInt(arguments[3]));
        try (EventStore store = fixture.open(arguments[1])) {
            ProjectionRunner runner = Projections.of(store).run(fixture.adapt(tally), options);
            System.out.println(READY);
            System.out.flush();
            new CountDownLatch(1).await();
            runner.close();
        }
    }
}
