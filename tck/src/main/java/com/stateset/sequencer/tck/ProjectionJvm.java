package com.stateset.sequencer.tck;

import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionRunner;
import com.stateset.sequencer.projection.Projections;
import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The main class of another JVM that runs a {@link ProjectionTally} until it is killed. */
public final class ProjectionJvm {

    static final String READY = "READY";

    private ProjectionJvm() {}

    /** Starts one. */
    static ChildJvm start(ProjectionFixture fixture, String place, int version, Duration lease, int batchEvents) {
        return ChildJvm.start(
                ProjectionJvm.class,
                List.of(
                        fixture.getClass().getName(),
                        place,
                        Integer.toString(version),
                        lease.toString(),
                        Integer.toString(batchEvents)),
                line -> false);
    }

    /**
     * Runs the projection.
     *
     * @param arguments the fixture's class, the place, the version, the lease, how many events a batch holds
     */
    public static void main(String[] arguments) throws Exception {
        WriterJvm.exitWithParent();
        ProjectionFixture fixture = Class.forName(arguments[0])
                .asSubclass(ProjectionFixture.class)
                .getDeclaredConstructor()
                .newInstance();
        ProjectionTally tally = ProjectionTally.version(Integer.parseInt(arguments[2]));
        ProjectionOptions options =
                ProjectionPlace.OPTIONS.lease(Duration.parse(arguments[3])).batchEvents(Integer.parseInt(arguments[4]));
        try (EventStore store = fixture.open(arguments[1])) {
            ProjectionRunner runner = Projections.of(store).run(fixture.adapt(tally), options);
            System.out.println(READY);
            System.out.flush();
            new CountDownLatch(1).await();
            runner.close();
        }
    }
}
