package com.stateset.sequencer.postgres;

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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Projections in the schemas {@code sequencer} and {@code projections}. Thread-safe. */
final class PostgresProjections implements ProjectionStore {

    private static final Logger log = LoggerFactory.getLogger(PostgresProjections.class);

    /** Nobody waits meanwhile but those who would hold or change the build. */
    private static final Duration LONGEST_WORK = Duration.ofMillis(500);

    /** From one attempt that readers were in the way of to the next: they wait while it lasts. */
    private static final long REST_NANOS = Duration.ofMillis(500).toNanos();

    private final Database database;
    private final AtomicLong nextPromotion = new AtomicLong(System.nanoTime());

    PostgresProjections(Database database) {
        this.database = database;
    }

    @Override
    public Class<?> handleType() {
        return Handle.class;
    }

    @Override
    public Duration longestWork() {
        return LONGEST_WORK;
    }

    @Override
    public List<ProjectionBuild> builds() {
        return database.read(handle -> new ProjectionBuilds(handle).all());
    }

    @Override
    public ProjectionBuild add(String name, int version, Role role, List<ProjectionTable> tables) {
        return database.write(handle -> new ProjectionBuilds(handle).add(name, version, role, tables));
    }

    @Override
    public void drop(long buildId) {
        change(handle -> new ProjectionBuilds(handle).drop(buildId));
        dropRetired();
    }

    @Override
    public ProjectionBuild reset(String name) {
        ProjectionBuild begun = database.write(handle -> new ProjectionBuilds(handle).reset(name));
        dropRetired();
        return begun;
    }

    @Override
    public long eventsBehindLive(long buildId) {
        return database.read(handle -> new ProjectionCheckpoints(handle, buildId).eventsBehindLive());
    }

    @Override
    public boolean promote(long buildId, boolean whateverIsParked) {
        if (System.nanoTime() - nextPromotion.get() < 0) {
            return false;
        }
        Optional<Boolean> promoted =
                database.tryToWrite(handle -> new ProjectionBuilds(handle).promote(buildId, whateverIsParked));
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
        return database.write(handle -> new ProjectionShares(handle, buildId, worker).claim(micros(lease)));
    }

    @Override
    public void leave(long buildId, UUID worker) {
        change(handle -> new ProjectionShares(handle, buildId, worker).leave());
        dropRetired();
    }

    @Override
    public Set<StreamId> behind(long buildId, UUID worker) {
        return database.read(handle -> new ProjectionCheckpoints(handle, buildId).behind(worker));
    }

    @Override
    public boolean work(Claim claim, ProjectionWork work) {
        return database.write(handle -> {
            Optional<PostgresProjectionTransaction> transaction = PostgresProjectionTransaction.on(handle, claim);
            if (transaction.isPresent()) {
                run(work, transaction.get());
            }
            return transaction.isPresent();
        });
    }

    /**
     * When the database goes away under a projection, or another writer is in its way, that is not the event's fault. What the
     * database says of a row's values is not kept.
     */
    private static void run(ProjectionWork work, PostgresProjectionTransaction transaction) throws SQLException {
        try {
            work.in(transaction);
        } catch (ProjectionFailedException e) {
            List<SQLException> refusals = refusals(e);
            for (SQLException refused : refusals) {
                if (SqlErrors.isUnavailable(refused) || SqlErrors.isContention(refused)) {
                    throw refused;
                }
            }
            boolean inTheDatabasesWords = e.getCause() instanceof JdbiException || e.getCause() instanceof SQLException;
            if (inTheDatabasesWords && !refusals.isEmpty()) {
                throw new ProjectionFailedException(e.sequenceNumber(), SqlErrors.withoutValues(refusals.get(0)));
            }
            throw e;
        }
    }

    private static List<SQLException> refusals(ProjectionFailedException failure) {
        return Stream.iterate(failure.getCause(), Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .toList();
    }

    @Override
    public long applied(String name, StreamId stream) {
        return database.read(handle -> new ProjectionProgress(handle).applied(name, stream));
    }

    @Override
    public Map<StreamId, Checkpoint> checkpoints(long buildId) {
        return database.read(handle -> new ProjectionCheckpoints(handle, buildId).all());
    }

    @Override
    public List<ProjectionStatus> status() {
        return database.read(handle -> new ProjectionProgress(handle).read());
    }

    @Override
    public List<ParkedEvent> parked(String name, int limit) {
        return database.read(handle -> new ProjectionParking(handle).ofProjection(name, limit));
    }

    @Override
    public List<ParkedEvent> retriesWanted(long buildId, UUID worker) {
        return database.read(handle -> new ProjectionParking(handle).retriesWanted(buildId, worker));
    }

    @Override
    public int wantRetries(String name) {
        return database.write(handle -> new ProjectionParking(handle).wantRetries(name));
    }

    @Override
    public boolean wantRetry(String name, StreamId stream, long sequenceNumber) {
        return database.write(handle -> new ProjectionParking(handle).wantRetry(name, stream, sequenceNumber));
    }

    @Override
    public boolean discard(String name, StreamId stream, long sequenceNumber) {
        return database.write(handle -> new ProjectionParking(handle).discard(name, stream, sequenceNumber));
    }

    @Override
    public int resume(String name) {
        return database.write(handle -> new ProjectionBuilds(handle).resume(name));
    }

    @Override
    public Optional<Difference> compare(long liveId, long rebuiltId) {
        return database.read(handle -> new ProjectionComparison(handle, liveId, rebuiltId)
                .first(new ProjectionBuilds(handle).byId(liveId).tables()));
    }

    private void dropRetired() {
        database.read(handle -> new ProjectionTables(handle).retired()).forEach(this::dropTables);
    }

    /** What cannot be dropped now, since it is still being read, say, is dropped another time. */
    private void dropTables(long buildId) {
        try {
            database.tryToWrite(handle -> new ProjectionTables(handle).drop(buildId));
        } catch (StoreFailedException e) {
            log.warn("The tables of the former build {} cannot be dropped: {}", buildId, String.valueOf(e.getCause()));
        }
    }

    private void change(Consumer<Handle> work) {
        database.write(handle -> {
            work.accept(handle);
            return handle;
        });
    }

    private static long micros(Duration duration) {
        return TimeUnit.MICROSECONDS.convert(duration);
    }
}
