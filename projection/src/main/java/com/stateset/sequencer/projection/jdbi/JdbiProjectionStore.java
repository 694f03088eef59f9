package com.stateset.sequencer.projection.jdbi;

import com.stateset.sequencer.error.ProjectionFailedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.Difference;
import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.spi.Checkpoint;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.projection.spi.ProjectionWork;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps projections in the database that has the events: the one implementation, over each database's
 * {@link ProjectionDialect}. Thread-safe.
 *
 * <p>The tables of a build that is gone may still be read. So a build ends in two steps: first its rows go
 * and its views show something else, in one transaction; then its tables are dropped, unless readers are in
 * the way. What is left is dropped another time, by any process.
 */
public final class JdbiProjectionStore implements ProjectionStore {

    private static final Logger log = LoggerFactory.getLogger(JdbiProjectionStore.class);

    /** From one attempt that readers were in the way of to the next: they wait while it lasts. */
    private static final long REST_NANOS = Duration.ofMillis(500).toNanos();

    private final ProjectionDatabase database;
    private final AtomicLong nextPromotion = new AtomicLong(System.nanoTime());

    /** Keeps them in a store's database, whose schema has the tables for it. */
    public JdbiProjectionStore(ProjectionDatabase database) {
        this.database = database;
    }

    @Override
    public Class<?> handleType() {
        return Handle.class;
    }

    @Override
    public Duration longestWork() {
        return database.longestWork();
    }

    @Override
    public List<ProjectionBuild> builds() {
        return read(handle -> new ProjectionBuilds(handle).all());
    }

    @Override
    public ProjectionBuild add(String name, int version, Role role, List<ProjectionTable> tables) {
        return write(handle -> new ProjectionBuilds(handle).add(name, version, role, tables));
    }

    @Override
    public void drop(long buildId) {
        change(handle -> new ProjectionBuilds(handle).drop(buildId));
        dropRetired();
    }

    @Override
    public ProjectionBuild reset(String name) {
        ProjectionBuild begun = write(handle -> new ProjectionBuilds(handle).reset(name));
        dropRetired();
        return begun;
    }

    @Override
    public long eventsBehindLive(long buildId) {
        return read(handle -> new ProjectionCheckpoints(handle, buildId).eventsBehindLive());
    }

    @Override
    public boolean promote(long buildId, boolean despiteParked) {
        if (System.nanoTime() - nextPromotion.get() < 0) {
            return false;
        }
        Optional<Boolean> promoted = tryToWrite(handle -> new ProjectionBuilds(handle).promote(buildId, despiteParked));
        if (promoted.isEmpty()) {
            nextPromotion.set(System.nanoTime() + REST_NANOS);
        }
        promoted.filter(done -> done).ifPresent(done -> dropRetired());
        return promoted.orElse(false);
    }

    @Override
    public void hold(long buildId, Duration duration) {
        change(handle -> new ProjectionBuilds(handle).hold(buildId, micros(duration)));
    }

    @Override
    public List<Claim> claim(long buildId, UUID worker, Duration lease) {
        return write(handle -> new ProjectionShares(handle, buildId, worker).claim(micros(lease)));
    }

    @Override
    public void leave(long buildId, UUID worker) {
        change(handle -> new ProjectionShares(handle, buildId, worker).leave());
        dropRetired();
    }

    @Override
    public Set<StreamId> behind(long buildId, UUID worker) {
        return read(handle -> new ProjectionCheckpoints(handle, buildId).behind(worker));
    }

    @Override
    public boolean work(Claim claim, ProjectionWork work) {
        return write(handle -> {
            Optional<JdbiProjectionTransaction> transaction = JdbiProjectionTransaction.on(handle, claim);
            if (transaction.isPresent()) {
                run(work, transaction.get());
            }
            return transaction.isPresent();
        });
    }

    private void run(ProjectionWork work, JdbiProjectionTransaction transaction) throws SQLException {
        try {
            work.in(transaction);
        } catch (ProjectionFailedException e) {
            throw database.dialect().blame(e);
        }
    }

    @Override
    public long applied(String name, StreamId stream) {
        return read(handle -> new ProjectionProgress(handle).applied(name, stream));
    }

    @Override
    public Map<StreamId, Checkpoint> checkpoints(long buildId) {
        return read(handle -> new ProjectionCheckpoints(handle, buildId).all());
    }

    @Override
    public List<ProjectionStatus> status() {
        return read(handle -> new ProjectionProgress(handle).read());
    }

    @Override
    public List<ParkedEvent> parked(String name, int limit) {
        return read(handle -> new ProjectionParking(handle).ofProjection(name, limit));
    }

    @Override
    public List<ParkedEvent> retriesWanted(long buildId, UUID worker) {
        return read(handle -> new ProjectionParking(handle).retriesWanted(buildId, worker));
    }

    @Override
    public int wantRetries(String name) {
        return write(handle -> new ProjectionParking(handle).wantRetries(name));
    }

    @Override
    public boolean wantRetry(String name, StreamId stream, long sequenceNumber) {
        return write(handle -> new ProjectionParking(handle).wantRetry(name, stream, sequenceNumber));
    }

    @Override
    public boolean discard(String name, StreamId stream, long sequenceNumber) {
        return write(handle -> new ProjectionParking(handle).discard(name, stream, sequenceNumber));
    }

    @Override
    public int resume(String name) {
        return write(handle -> new ProjectionBuilds(handle).resume(name));
    }

    @Override
    public Optional<Difference> compare(long liveId, long rebuiltId) {
        return read(handle -> new ProjectionComparison(handle, liveId, rebuiltId)
                .first(new ProjectionBuilds(handle).byId(liveId).tables()));
    }

    private void dropRetired() {
        read(handle -> new ProjectionTables(handle).retired()).forEach(this::dropTables);
    }

    /** What cannot be dropped now, since it is still being read, say, is dropped another time. */
    private void dropTables(long buildId) {
        try {
            boolean ignored = tryToWrite(handle -> new ProjectionTables(handle).drop(buildId))
                    .isPresent();
        } catch (StoreFailedException e) {
            log.warn("The tables of the former build {} cannot be dropped: {}", buildId, String.valueOf(e.getCause()));
        }
    }

    private <T> T read(Work<T> work) {
        return database.read(handle -> work.on(new DialectHandle(handle, database.dialect())));
    }

    private <T> T write(Work<T> work) {
        return database.write(handle -> work.on(new DialectHandle(handle, database.dialect())));
    }

    private <T> Optional<T> tryToWrite(Work<T> work) {
        return database.tryToWrite(handle -> work.on(new DialectHandle(handle, database.dialect())));
    }

    private void change(Consumer<DialectHandle> work) {
        boolean ignored = write(handle -> {
            work.accept(handle);
            return true;
        });
    }

    /** A moment a century away is as good as any later one, and can be written in every database. */
    private static long micros(Duration duration) {
        return Math.min(TimeUnit.MICROSECONDS.convert(duration), TimeUnit.DAYS.toMicros(36_500));
    }

    /** Something to do in a transaction. */
    @FunctionalInterface
    private interface Work<T> {

        T on(DialectHandle handle) throws SQLException;
    }
}
