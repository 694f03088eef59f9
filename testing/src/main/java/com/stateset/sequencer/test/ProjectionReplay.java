package com.stateset.sequencer.test;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionStatus.StoppedStream;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.TransactionalProjection;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionHost;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * A projection run over all that a store holds, until it is done.
 *
 * <p>The store is in memory, so that no connection but its own sees the tables. Rows are read as the projection writes them: in a
 * transaction on one of its streams, whichever, after the runner has given the streams back. Without streams there are no rows.
 *
 * <p><b>Built twice.</b> A projection that depends on anything but its events, such as the time or a number of its own, makes other rows
 * the second time. That shows here and not on the day when it is rebuilt in production. One failed attempt ends the test: there
 * is no other process, and no network, for which a second one would help.
 */
final class ProjectionReplay {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final ProjectionOptions OPTIONS = ProjectionOptions.defaults()
            .failures(FailurePolicy.stop().attempts(1))
            .pollInterval(LOOK);

    private final EventStore store;
    private final TransactionalProjection<Handle> projection;
    private final Projections projections;

    ProjectionReplay(EventStore store, TransactionalProjection<Handle> projection) {
        this.store = store;
        this.projection = projection;
        this.projections = Projections.of(store);
    }

    /** Runs the projection to the heads of these streams, and once more to compare. */
    void run(Collection<StreamId> streams) {
        ProjectionRunner runner = projections.run(projection, OPTIONS);
        try {
            streams.forEach(this::await);
        } finally {
            runner.close();
        }
        projections.verify(projection, OPTIONS).ifPresent(difference -> {
            throw new FailureMessage("the projection " + projection.name()
                            + " makes other rows when it is built a second time from the same events")
                    .line("table", difference.table())
                    .line("key", difference.key())
                    .line("first", difference.live().map(Object::toString).orElse("no row"))
                    .line("then", difference.rebuilt().map(Object::toString).orElse("no row"))
                    .error();
        });
    }

    /** Looks for a stop between short waits: a projection that fails stands still, and the wait alone would end with its limit. */
    private void await(StreamId stream) {
        long start = System.nanoTime();
        long head = store.head(stream);
        while (!isApplied(stream, head)) {
            projections
                    .status(projection.name())
                    .forEach(status -> status.stopped().forEach(this::fail));
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("the projection " + projection.name() + " is not at event " + head + " after "
                        + LIMIT.toSeconds() + " seconds");
            }
        }
    }

    /** Waits for a short while at most, and leaves the thread interrupted if it was. */
    private boolean isApplied(StreamId stream, long head) {
        try {
            return projections.awaitApplied(projection.name(), stream, head, LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the projection " + projection.name(), e);
        }
    }

    /** The reason is the projection's own failure, as the runner has kept it. */
    private void fail(StoppedStream stopped) {
        throw new FailureMessage("the projection " + projection.name() + " fails at an event")
                .line("stream", stopped.stream())
                .line("behind event", stopped.sequenceNumber())
                .line("because", stopped.reason())
                .error();
    }

    /** The rows of a table by its key. */
    List<Map<String, Object>> rows(ProjectionTable table) {
        ProjectionStore kept = ProjectionHost.projectionsOf(store);
        List<Map<String, Object>> rows = new ArrayList<>();
        long build = kept.builds().stream().map(ProjectionBuild::id).findFirst().orElseThrow();
        for (Claim claim : kept.claim(build, UUID.randomUUID(), LEASE)) {
            boolean read = kept.work(
                    claim,
                    transaction -> rows.addAll(((Handle) transaction.handle())
                            .createQuery("select * from " + transaction.table(table.name()) + " order by "
                                    + String.join(", ", table.key()))
                            .mapToMap()
                            .list()));
            if (read) {
                break;
            }
        }
        return rows;
    }
}
