package com.stateset.sequencer.cli;

import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.cli.projections.ExampleProjection;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionRunner;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.Projections;
import com.stateset.sequencer.spi.EventStore;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Looks after projections. */
@Command(
        name = "projections",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        scope = ScopeType.INHERIT,
        description = "Looks after the projections of a store. What is asked for is done by the processes that run the "
                + "projection; the examples order_totals, inventory and lifetime_value can be run from here.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a projection stands still or cannot be promoted yet, or there is no such parked event",
            "2:the command line makes no sense",
            "3:the store could not be read, or there is no such projection"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class ProjectionsCommand implements Runnable {

    private static final int WRONG = 1;
    private static final int MOST_PARKED = 1000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public ProjectionsCommand() {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do: list, status, run, rebuild, promote, reset, resume or parked.");
    }

    @Command(name = "list", description = "Says which projections there are, and how far they are.")
    int list(@Mixin StoreOptions store) throws Exception {
        return with(store, (projections, out) -> {
            List<ProjectionStatus> all = projections.status();
            if (all.isEmpty()) {
                out.println("there are no projections");
            }
            all.forEach(status -> out.println(line(status)));
            return 0;
        });
    }

    @Command(name = "status", description = "Says how far a projection is; exits with 1 if it stands still anywhere.")
    int status(@Mixin StoreOptions store, @Parameters(paramLabel = "NAME") String name) throws Exception {
        return with(store, (projections, out) -> {
            List<ProjectionStatus> builds = builds(projections, name);
            for (ProjectionStatus status : builds) {
                out.println(line(status));
                status.timeLeft().ifPresent(left -> out.println("  about " + left.toSeconds() + " s left"));
                status.stopped()
                        .forEach(stopped -> out.println("  stream " + stopped.stream() + " stands still behind event "
                                + stopped.sequenceNumber() + ": " + stopped.reason()));
            }
            return builds.stream().allMatch(status -> status.stopped().isEmpty()) ? 0 : WRONG;
        });
    }

    @Command(name = "run", description = "Runs the example projections until they are at the end of the streams.")
    int run(
            @Mixin StoreOptions store,
            @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which. Default: all.") @Nullable
                    List<String> names)
            throws Exception {
        return with(store, (projections, out) -> {
            List<ExampleProjection<?>> wanted = names == null || names.isEmpty()
                    ? ExampleProjection.all()
                    : names.stream().map(this::example).toList();
            return runToTheEnd(projections, wanted, out);
        });
    }

    @Command(
            name = "rebuild",
            description =
                    "Has a projection built anew beside the live one, which answers until then. Examples are built here and "
                            + "now; others by the processes that run them.")
    int rebuild(@Mixin StoreOptions store, @Parameters(paramLabel = "NAME") String name) throws Exception {
        return with(store, (projections, out) -> {
            projections.rebuild(name);
            Optional<ExampleProjection<?>> example = ExampleProjection.named(name);
            if (example.isEmpty()) {
                out.println("whoever runs " + name + " rebuilds it; see: projections status " + name);
                return 0;
            }
            return runToTheEnd(projections, List.of(example.get()), out);
        });
    }

    @Command(
            name = "promote",
            description = "Lets a new version take the live one's place although more events are parked in it.")
    int promote(@Mixin StoreOptions store, @Parameters(paramLabel = "NAME") String name) throws Exception {
        return with(store, (projections, out) -> {
            boolean done = projections.promote(name);
            out.println(
                    done
                            ? "the new version of " + name + " is live"
                            : "not yet: it is behind, or being read; try again");
            return done ? 0 : 1;
        });
    }

    @Command(name = "reset", description = "Has a projection begin anew, with empty tables.")
    int reset(@Mixin StoreOptions store, @Parameters(paramLabel = "NAME") String name) throws Exception {
        return with(store, (projections, out) -> {
            projections.reset(name);
            out.println(name + " is empty");
            return 0;
        });
    }

    @Command(name = "resume", description = "Lets the streams go on in which a projection stands still.")
    int resume(@Mixin StoreOptions store, @Parameters(paramLabel = "NAME") String name) throws Exception {
        return with(store, (projections, out) -> {
            builds(projections, name);
            out.println(projections.resume(name) + " stream(s) go on");
            return 0;
        });
    }

    @Command(
            name = "parked",
            description = "Lists the events that a projection has put aside, has them tried again, or gives them up.")
    int parked(
            @Mixin StoreOptions store,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--retry", description = "Has them tried again by whoever runs the projection.")
                    boolean retry,
            @Option(names = "--discard", description = "Gives one up for good.") boolean discard,
            @Option(names = "--tenant", paramLabel = "UUID", description = "The tenant of the one.") @Nullable
                    UUID tenant,
            @Option(names = "--store", paramLabel = "UUID", description = "The store of the one.") @Nullable
                    UUID storeId,
            @Option(names = "--sequence", paramLabel = "N", description = "The sequence number of the one.") @Nullable
                    Long sequence)
            throws Exception {
        return with(store, (projections, out) -> {
            List<ProjectionStatus> builds = builds(projections, name);
            boolean one = tenant != null && storeId != null && sequence != null;
            boolean none = tenant == null && storeId == null && sequence == null;
            if (retry && discard) {
                throw new ParameterException(spec.commandLine(), "say either --retry or --discard");
            }
            if (!one && (discard || !none)) {
                throw new ParameterException(
                        spec.commandLine(), "to say which one takes all of --tenant, --store and --sequence");
            }
            if (!retry && !discard) {
                if (one) {
                    throw new ParameterException(spec.commandLine(), "say what to do with it: --retry or --discard");
                }
                list(projections.parked(name, MOST_PARKED + 1), builds, out);
                return 0;
            }
            if (!one) {
                out.println(projections.retryAll(name) + " event(s) are tried again");
                return 0;
            }
            StreamId stream = new StreamId(Objects.requireNonNull(tenant), Objects.requireNonNull(storeId));
            long number = Objects.requireNonNull(sequence);
            boolean there =
                    discard ? projections.discard(name, stream, number) : projections.retry(name, stream, number);
            out.println(there ? (discard ? "given up" : "is tried again") : "no such event is parked");
            return there ? 0 : WRONG;
        });
    }

    private static void list(List<ParkedEvent> parked, List<ProjectionStatus> builds, PrintWriter out) {
        parked.stream().limit(MOST_PARKED).forEach(each -> out.println(roleOf(each, builds) + line(each)));
        if (parked.size() > MOST_PARKED) {
            out.println("and others: these are the first " + MOST_PARKED);
        }
    }

    /** Which build has put it aside, unless that is the live one. */
    private static String roleOf(ParkedEvent parked, List<ProjectionStatus> builds) {
        return builds.stream()
                .map(ProjectionStatus::build)
                .filter(build -> build.id() == parked.buildId() && build.role() != Role.LIVE)
                .findFirst()
                .map(build -> build.role().name().toLowerCase(Locale.ROOT) + " build: ")
                .orElse("");
    }

    private int runToTheEnd(Projections projections, List<ExampleProjection<?>> wanted, PrintWriter out) {
        List<ProjectionRunner> runners = new ArrayList<>();
        try {
            wanted.forEach(projection -> runners.add(projections.run(projection, ProjectionOptions.defaults())));
            List<ProjectionStatus> status = awaitEnd(projections, wanted);
            status.forEach(each -> out.println(line(each)));
            return status.stream().allMatch(ProjectionsCommand::isLiveAtTheEnd) ? 0 : WRONG;
        } finally {
            runners.forEach(ProjectionRunner::close);
        }
    }

    private static List<ProjectionStatus> awaitEnd(Projections projections, List<ExampleProjection<?>> wanted) {
        try (ProjectionsOnTerminal progress = ProjectionsOnTerminal.start()) {
            List<ProjectionStatus> status = statusOf(projections, wanted);
            while (!areOver(status)) {
                progress.are(status);
                LockSupport.parkNanos(LOOK_NANOS);
                status = statusOf(projections, wanted);
            }
            return status;
        }
    }

    /** At the end of the streams and live; or at a standstill, or so broken that it will not be live. */
    private static boolean areOver(List<ProjectionStatus> all) {
        return all.stream().allMatch(status -> isOver(status, all));
    }

    private static boolean isOver(ProjectionStatus status, List<ProjectionStatus> all) {
        long parkedByLive = all.stream()
                .filter(other -> other.build().name().equals(status.build().name()))
                .filter(other -> other.build().role() == Role.LIVE)
                .mapToLong(ProjectionStatus::parked)
                .sum();
        boolean broken = status.build().role() == Role.NEXT && status.lag() == 0 && status.parked() > parkedByLive;
        return !status.stopped().isEmpty() || broken || isLiveAtTheEnd(status);
    }

    private static boolean isLiveAtTheEnd(ProjectionStatus status) {
        return status.stopped().isEmpty() && status.build().role() == Role.LIVE && status.lag() == 0;
    }

    private static List<ProjectionStatus> statusOf(Projections projections, List<ExampleProjection<?>> wanted) {
        return wanted.stream()
                .flatMap(projection -> statusOf(projections, projection).stream())
                .toList();
    }

    /** The builds that are carried on from here. */
    private static List<ProjectionStatus> statusOf(Projections projections, ExampleProjection<?> projection) {
        List<ProjectionStatus> own = projections.status(projection.name()).stream()
                .filter(status -> status.build().version() == projection.version())
                .filter(status -> status.build().role() != Role.CHECK)
                .toList();
        if (own.isEmpty()) {
            throw new ProjectionRefusedException("another version of the projection " + projection.name()
                    + " is live than version " + projection.version() + ", the only one that can be run from here");
        }
        return own;
    }

    private List<ProjectionStatus> builds(Projections projections, String name) {
        List<ProjectionStatus> builds = projections.status(name);
        if (builds.isEmpty()) {
            throw new ProjectionRefusedException("there is no projection " + name);
        }
        return builds;
    }

    private ExampleProjection<?> example(String name) {
        return ExampleProjection.named(name)
                .orElseThrow(
                        () -> new ParameterException(spec.commandLine(), "there is no example projection " + name));
    }

    private static String line(ProjectionStatus status) {
        return "%s version %d, %s: %,d of %,d events (%.1f %%) in %,d streams, %,d parked, %,d streams stand still, %d worker(s)"
                .formatted(
                        status.build().name(),
                        status.build().version(),
                        status.build().role().name().toLowerCase(Locale.ROOT),
                        status.applied(),
                        status.events(),
                        100 * status.progress(),
                        status.streams(),
                        status.parked(),
                        status.stopped().size(),
                        status.workers());
    }

    private static String line(ParkedEvent parked) {
        return "event %d of stream %s, %s, %s: %s"
                .formatted(
                        parked.sequenceNumber(),
                        parked.stream(),
                        parked.entity(),
                        parked.isHeldBack() ? "held back" : parked.attempts() + " attempt(s)",
                        parked.error());
    }

    private int with(StoreOptions options, Work work) throws Exception {
        return Reading.run(spec, () -> {
            try (EventStore store = options.existing(System.getenv()).open()) {
                return work.on(Projections.of(store), spec.commandLine().getOut());
            }
        });
    }

    /** What to do with the projections. */
    @FunctionalInterface
    private interface Work {

        int on(Projections projections, PrintWriter out);
    }
}
