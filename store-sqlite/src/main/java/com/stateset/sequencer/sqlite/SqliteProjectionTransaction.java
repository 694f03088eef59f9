package com.stateset.sequencer.sqlite;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionTransaction;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.statement.Update;

/** A write transaction on one stream of a build. SQLite has one at a time, so the claim stays good once it was found to be. */
final class SqliteProjectionTransaction implements ProjectionTransaction {

    /** Is gone as soon as the transaction has been ended by a statement. */
    private static final String BEGINNING = "projection_work";

    private final Handle handle;
    private final Handle lent;
    private final long buildId;
    private final long streamKey;
    private final long now;
    private final Set<String> tables;
    private final ProjectionParking parking;

    private SqliteProjectionTransaction(Handle handle, Handle lent, long buildId, long streamKey, long now) {
        this.handle = handle;
        this.lent = lent;
        this.buildId = buildId;
        this.streamKey = streamKey;
        this.now = now;
        this.tables = new ProjectionTables(handle)
                .of(buildId).stream().map(ProjectionTable::name).collect(toUnmodifiableSet());
        this.parking = new ProjectionParking(handle);
        handle.execute("savepoint " + BEGINNING);
    }

    /** Empty if the claim is not good any more. */
    static Optional<SqliteProjectionTransaction> on(Handle handle, LentHandles handles, Claim claim, long now) {
        return handle.createQuery("""
                        select stream_id
                        from projection_checkpoints
                        join stream_ids using (stream_id)
                        join projection_builds using (build_id)
                        join projection_workers using (build_id, worker_id)
                        where build_id = :build
                          and tenant_id = :tenant
                          and store_id = :store
                          and worker_id = :worker
                          and fence = :fence
                          and sequence_number = :number
                          and ends_at > :now
                          and held_until <= :now
                        """)
                .bind("build", claim.buildId())
                .bind("tenant", BinaryForm.bytes(claim.stream().tenantId()))
                .bind("store", BinaryForm.bytes(claim.stream().storeId()))
                .bind("worker", BinaryForm.bytes(claim.worker()))
                .bind("fence", claim.fence())
                .bind("number", claim.checkpoint().sequenceNumber())
                .bind("now", now)
                .mapTo(Long.class)
                .findOne()
                .map(streamKey -> new SqliteProjectionTransaction(
                        handle, handles.on(handle.getConnection()), claim.buildId(), streamKey, now));
    }

    @Override
    public Object handle() {
        return lent;
    }

    @Override
    public String table(String name) {
        if (!tables.contains(name)) {
            throw new IllegalArgumentException("the projection has no table " + name + ", but " + tables);
        }
        return ProjectionTables.nameOf(buildId, name);
    }

    @Override
    public Set<EntityRef> parkedEntities() {
        return parking.entities(buildId, streamKey);
    }

    @Override
    public boolean isParked(long sequenceNumber) {
        return parking.isParked(buildId, streamKey, sequenceNumber);
    }

    @Override
    public boolean isParkedBefore(EntityRef entity, long sequenceNumber) {
        return parking.isParkedBefore(buildId, streamKey, entity, sequenceNumber);
    }

    @Override
    public void park(SequencedEvent event, int attempts, String error) {
        requireUnbroken();
        parking.put(buildId, streamKey, event, attempts, error, now);
    }

    @Override
    public void unpark(SequencedEvent event) {
        requireUnbroken();
        parking.remove(buildId, streamKey, event.event().entity(), event.sequenceNumber());
    }

    @Override
    public void moveTo(SequencedEvent event) {
        requireUnbroken();
        update("""
                        update projection_checkpoints
                        set sequence_number = :number, leaf_hash = :leafHash, (committed_to, state_root) = (
                            select coalesce(max(sequence_end), 0), new_state_root
                            from (
                                select sequence_end, new_state_root
                                from commitments
                                where stream_id = :stream
                                  and sequence_start <= :number
                                  and sequence_end <= :number
                                  and new_state_root is not null
                                order by sequence_start desc
                                limit 1))
                        where build_id = :build and stream_id = :stream
                        """)
                .bind("number", event.sequenceNumber())
                .bind("leafHash", event.leafHash().toByteArray())
                .execute();
    }

    @Override
    public void stop(String reason) {
        update("""
                        update projection_checkpoints
                        set stopped = :reason
                        where build_id = :build and stream_id = :stream
                        """).bind("reason", reason).execute();
    }

    /** What is written after the projection has ended the transaction would be stored at once. */
    private void requireUnbroken() {
        try {
            handle.execute("release " + BEGINNING);
        } catch (UnableToExecuteStatementException e) {
            throw new StoreFailedException("the projection ended the transaction that it was given", e);
        }
        handle.execute("savepoint " + BEGINNING);
    }

    private Update update(String sql) {
        return handle.createUpdate(sql).bind("build", buildId).bind("stream", streamKey);
    }
}
