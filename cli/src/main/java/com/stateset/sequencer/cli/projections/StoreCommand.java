package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.StoreOptions;
import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spi.EventStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

    @Mixin
    private JsonOption json;

    private @Nullable Object answer;

    /** Does it, and prints what is for people; returns the exit code. */
    abstract int run(Projections projections, PrintWriter out);

    /** Answers with this in JSON; otherwise the answer is what was printed. */
    void answer(Object value) {
        answer = value;
    }

    @Override
    public final Integer call() throws Exception {
        return Reading.run(spec.parent(), () -> {
            try (EventStore open = store.open(System.getenv())) {
                return run(Projections.of(open));
            }
        });
    }

    private int run(Projections projections) {
        if (!json.isOn()) {
            return run(projections, spec.commandLine().getOut());
        }
        StringWriter printed = new StringWriter();
        int exitCode = run(projections, new PrintWriter(printed, true));
        json.print(
                answer != null
                        ? answer
                        : new Outcome(exitCode == 0, printed.toString().strip()));
        return exitCode;
    }

    /**
     * Does something to a projection, and writes it down.
     *
     * @param tenant whose audit log tells of it
     * @param details what it is done to, within the projection
     * @param work returns whether there was something to do; if not, it has failed
     * @return the same
     */
    boolean perform(AuditAction action, UUID tenant, String projection, Map<String, ?> details, BooleanSupplier work) {
        Supplier<Boolean> something = () -> {
            if (!work.getAsBoolean()) {
                throw new NothingDoneException();
            }
            return true;
        };
        try {
            return store.perform(
                    deed(action, tenant, projection, details), System.getenv(), something, done -> Map.of());
        } catch (NothingDoneException e) {
            return false;
        }
    }

    /** The same to all of a projection. */
    void perform(AuditAction action, String projection, Runnable work) {
        boolean unused = perform(action, AuditDeed.SERVER, projection, Map.of(), () -> {
            work.run();
            return true;
        });
    }

    /** Does something to events of a projection, and writes down to how many. */
    int performOnEvents(AuditAction action, String projection, Supplier<Integer> work) {
        return store.perform(
                deed(action, AuditDeed.SERVER, projection, Map.of()),
                System.getenv(),
                work,
                events -> Map.of("events", events));
    }

    private static AuditDeed deed(AuditAction action, UUID tenant, String projection, Map<String, ?> details) {
        return new AuditDeed(
                tenant, StoreOptions.actor(), action, new EntityRef("projection", projection), details, null);
    }

    /** A deed came to nothing, and is written down as failed. */
    @SuppressWarnings("serial") // it ends in the method that throws it
    private static final class NothingDoneException extends RuntimeException {}

    /** What was done, or why it was not. */
    record Outcome(boolean done, String message) {}

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
