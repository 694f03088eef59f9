package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.runner.Projections;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the events that a projection has put aside, has them tried again, or gives them up. */
@Command(
        name = "parked",
        description = "Lists the events that a projection has put aside, has them tried again, or gives them up.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class ParkedCommand extends StoreCommand {

    private static final int MOST_PARKED = 1000;

    @Parameters(paramLabel = "NAME")
    private String name;

    @Option(names = "--retry", description = "Has them tried again by the process that runs the projection.")
    private boolean retry;

    @Option(names = "--discard", description = "Gives one up for good.")
    private boolean discard;

    @Option(names = "--tenant", paramLabel = "UUID", description = "The tenant of the one.")
    private @Nullable UUID tenant;

    @Option(names = "--store", paramLabel = "UUID", description = "The store of the one.")
    private @Nullable UUID store;

    @Option(names = "--sequence", paramLabel = "N", description = "The sequence number of the one.")
    private @Nullable Long sequence;

    @Override
    int run(Projections projections, PrintWriter out) {
        List<ProjectionStatus> builds = builds(projections, name);
        boolean one = tenant != null && store != null && sequence != null;
        requireSense(one, tenant == null && store == null && sequence == null);
        if (!retry && !discard) {
            List<ParkedEvent> parked = projections.parked(name, MOST_PARKED + 1);
            answer(ProjectionJson.of(
                    parked.subList(0, Math.min(MOST_PARKED, parked.size())), parked.size() > MOST_PARKED));
            list(parked, builds, out);
            return 0;
        }
        if (!one) {
            int events = performOnEvents(AuditAction.PARKED_EVENT_RETRIED, name, () -> projections.retryAll(name));
            out.println(events + " event(s) are tried again");
            return 0;
        }
        StreamId stream = new StreamId(Objects.requireNonNull(tenant), Objects.requireNonNull(store));
        long number = Objects.requireNonNull(sequence);
        boolean there = perform(
                discard ? AuditAction.PARKED_EVENT_DISCARDED : AuditAction.PARKED_EVENT_RETRIED,
                stream.tenantId(),
                name,
                Map.of("store_id", stream.storeId().toString(), "sequence_number", number),
                () -> discard ? projections.discard(name, stream, number) : projections.retry(name, stream, number));
        out.println(there ? (discard ? "given up" : "is tried again") : "no such event is parked");
        return there ? 0 : WRONG;
    }

    private void requireSense(boolean one, boolean none) {
        if (retry && discard) {
            throw usage("say either --retry or --discard");
        }
        if (!one && (discard || !none)) {
            throw usage("to say which one takes all of --tenant, --store and --sequence");
        }
        if (one && !retry && !discard) {
            throw usage("say what to do with it: --retry or --discard");
        }
    }

    private static void list(List<ParkedEvent> parked, List<ProjectionStatus> builds, PrintWriter out) {
        parked.stream().limit(MOST_PARKED).forEach(each -> out.println(ProjectionLines.of(each, builds)));
        if (parked.size() > MOST_PARKED) {
            out.println("and others: these are the first " + MOST_PARKED);
        }
    }
}
