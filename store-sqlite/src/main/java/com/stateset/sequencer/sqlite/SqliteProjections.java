package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.error.ProjectionFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Projections in the event file: whatever changes takes its turn with the appends. */
final class SqliteProjections implements ProjectionStore {

    /** Appends wait meanwhile. */
    private static final Duration LONGEST_WORK = Duration.ofMillis(50);

    private final Database database;
    private final LentHandles handles = new LentHandles();

    SqliteProjections(Database database) {
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
        return database.write(
                session -> new ProjectionBuilds(session.handle()).add(name, version, role, tables, database.now()));
    }

    @Override
    public void drop(long buildId) {
        database.write(session -> new ProjectionBuilds(session.handle()).drop(buildId));
    }

    @Override
    public ProjectionBuild reset(String name) {
        return database.write(session -> new ProjectionBuilds(session.handle()).reset(name, database.now()));
    }

    @Override
    public long eventsBehindLive(long buildId) {
        return database.read(handle -> new ProjectionCheckpoints(handle, buildId).eventsBehindLive());
    }

    @Override
    public boolean promote(long buildId, boolean whateverIsParked) {
        return database.write(session -> new ProjectionBuilds(session.handle()).promote(buildId, whateverIsParked));
    }

    @Override
    public void hold(long buildId, Duration duration) {
        database.write(session -> new ProjectionBuilds(session.handle()).hold(buildId, inMicros(duration)));
    }

    @Override
    public List<Claim> claim(long buildId, UUID worker, Duration lease) {
        return database.write(session ->
                new ProjectionShares(session.handle(), buildId, worker, database.now()).claim(inMicros(lease)));
    }

    @Override
    public void leave(long buildId, UUID worker) {
        database.write(session -> new ProjectionShares(session.handle(), buildId, worker, database.now()).leave());
    }

    @Override
    public Set<StreamId> behind(long buildId, UUID worker) {
        return database.read(handle -> new ProjectionCheckpoints(handle, buildId).behind(worker));
    }

    @Override
    public boolean work(Claim claim, ProjectionWork work) {
        return database.write(session -> {
            Optional<SqliteProjectionTransaction> transaction =
                    SqliteProjectionTransaction.on(session.handle(), handles, claim, database.now());
            transaction.ifPresent(present -> run(work, present));
            return transaction.isPresent();
        });
    }

    /** When the disk is full or the file cannot be reached, that is not the event's fault. */
    private static void run(ProjectionWork work, SqliteProjectionTransaction transaction) {
        try {
            work.in(transaction);
        } catch (ProjectionFailedException e) {
            if (e.getCause() != null && Failures.translate(e.getCause()) instanceof StoreUnavailableException away) {
                throw away;
            }
            throw e;
        }
    }

    @Override
    public long applied(String name, StreamId stream) {
        return database.read(handle -> new ProjectionProgress(handle, database.now()).applied(name, stream));
    }

    @Override
    public Map<StreamId, Checkpoint> checkpoints(long buildId) {
        return database.read(handle -> new ProjectionCheckpoints(handle, buildId).all());
    }

    @Override
    public List<ProjectionStatus> status() {
        return database.read(handle -> new ProjectionProgress(handle, database.now()).read());
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
        return database.write(session -> new ProjectionParking(session.handle()).wantRetries(name));
    }

    @Override
    public boolean wantRetry(String name, StreamId stream, long sequenceNumber) {
        return database.write(
                session -> new ProjectionParking(session.handle()).wantRetry(name, stream, sequenceNumber));
    }

    @Override
    public boolean discard(String name, StreamId stream, long sequenceNumber) {
        return database.write(session -> new ProjectionParking(session.handle()).discard(name, stream, sequenceNumber));
    }

    @Override
    public int resume(String name) {
        return database.write(session -> new ProjectionBuilds(session.handle()).resume(name));
    }

    @Override
    public Optional<Difference> compare(long liveId, long rebuiltId) {
        return database.read(handle -> new ProjectionComparison(handle, liveId, rebuiltId)
                .first(new ProjectionBuilds(handle).byId(liveId).tables()));
    }

    /** The moment so much after now, in microseconds since 1970. */
    private long inMicros(Duration duration) {
        return BinaryForm.micros(BinaryForm.instant(database.now()).plus(duration));
    }
}
