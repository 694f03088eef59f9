package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.StoreOptions;
import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spi.EventStore;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the subcommands share: a store whose projections they look after. */
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
abstract class StoreCommand implements Callable<Integer> {

    /** Something stands still, cannot be done yet, or is not there. */
    static final int WRONG = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions store;

    /** Does it; returns the exit code. */
    abstract int run(Projections projections, PrintWriter out);

    @Override
    public final Integer call() throws Exception {
        return Reading.run(spec.parent(), () -> {
            try (EventStore open = store.open(System.getenv())) {
                return run(Projections.of(open), spec.commandLine().getOut());
            }
        });
    }

    ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    /** The builds of a projection, which there must be. */
    static List<ProjectionStatus> builds(Projections projections, String name) {
        List<ProjectionStatus> builds = projections.status(name);
        if (builds.isEmpty()) {
            throw new ProjectionRefusedException("there is no projection " + name);
        }
        return builds;
    }
}
