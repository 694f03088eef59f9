package com.stateset.sequencer.postgres;

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

/**
 * A write transaction on one stream of a build. It holds the checkpoint's row from the beginning: once the claim was found to be
 * good it stays so, since whoever would take the stream over has to have that row.
 */
final class PostgresProjectionTransaction implements ProjectionTransaction {

    private final Handle handle;
    private final long buildId;
    private final Locked locked;
    private final Set<String> tables;
    private final ProjectionParking parking;

    private PostgresProjectionTransaction(Handle handle, long buildId, Locked locked) {
        this.handle = handle;
        this.buildId = buildId;
        this.locked = locked;
        this.tables = new ProjectionTables(handle)
                .of(buildId).stream().map(ProjectionTable::name).collect(toUnmodifiableSet());
        this.parking = new ProjectionParking(handle);
    }

    /** Empty if the claim is not good any more. */
    static Optional<PostgresProjectionTransaction> on(Handle handle, Claim claim) {
        new BuildLock(handle).toWorkOn(claim.buildId());
        return handle.createQuery("""
                        select c.stream_id, cast(pg_current_xact_id() as text) as transaction_id
                        from sequencer.projection_checkpoints c
                        join sequencer.stream_ids i on i.stream_id = c.stream_id
                        join sequencer.projection_builds b on b.build_id = c.build_id
                        join sequencer.projection_workers w on w.build_id = c.build_id and w.worker_id = c.worker_id
                        where c.build_id = :build
                          and i.tenant_id = :tenant
                          and i.store_id = :store
                          and c.worker_id = :worker
                          and c.fence = :fence
                          and c.sequence_number = :number
                          and w.ends_at > clock_timestamp()
                          and b.held_until <= clock_timestamp()
                        for update of c
                        """)
                .bind("build", claim.buildId())
                .bind("tenant", claim.stream().tenantId())
                .bind("store", claim.stream().storeId())
                .bind("worker", claim.worker())
                .bind("fence", claim.fence())
                .bind("number", claim.checkpoint().sequenceNumber())
                .map((row, context) -> new Locked(row.getLong("stream_id"), row.getString("transaction_id")))
                .findOne()
                .map(locked -> new PostgresProjectionTransaction(handle, claim.buildId(), locked));
    }

    @Override
    public Object handle() {
        return handle;
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
        return parking.entities(buildId, locked.streamKey());
    }

    @Override
    public boolean isParked(long sequenceNumber) {
        return parking.isParked(buildId, locked.streamKey(), sequenceNumber);
    }

    @Override
    public boolean isParkedBefore(EntityRef entity, long sequenceNumber) {
        return parking.isParkedBefore(buildId, locked.streamKey(), entity, sequenceNumber);
    }

    @Override
    public void park(SequencedEvent event, int attempts, String error) {
        parking.put(buildId, locked.streamKey(), event, attempts, error);
    }

    @Override
    public void unpark(SequencedEvent event) {
        boolean unbroken = handle.createQuery("select cast(pg_current_xact_id() as text) = :transaction")
                .bind("transaction", locked.transactionId())
                .mapTo(Boolean.class)
                .one();
        requireUnbroken(unbroken);
        parking.remove(buildId, locked.streamKey(), event.event().entity(), event.sequenceNumber());
    }

    @Override
    public void moveTo(SequencedEvent event) {
        int moved = handle.createUpdate("""
                        update sequencer.projection_checkpoints
                        set sequence_number = :number, leaf_hash = :leafHash, (committed_to, state_root) = (
                            select coalesce(max(last.sequence_end), 0), (array_agg(last.new_state_root))[1]
                            from (
                                select sequence_end, new_state_root
                                from sequencer.commitments
                                where stream_id = :stream
                                  and sequence_start <= :number
                                  and sequence_end <= :number
                                  and new_state_root is not null
                                order by sequence_start desc
                                limit 1) last)
                        where build_id = :build
                          and stream_id = :stream
                          and cast(pg_current_xact_id() as text) = :transaction
                        """)
                .bind("build", buildId)
                .bind("stream", locked.streamKey())
                .bind("number", event.sequenceNumber())
                .bind("leafHash", event.leafHash().toByteArray())
                .bind("transaction", locked.transactionId())
                .execute();
        requireUnbroken(moved == 1);
    }

    private static void requireUnbroken(boolean sameTransaction) {
        if (!sameTransaction) {
            throw new StoreFailedException("the projection ended the transaction that it was given", null);
        }
    }

    @Override
    public void stop(String reason) {
        handle.createUpdate("""
                        update sequencer.projection_checkpoints
                        set stopped = :reason
                        where build_id = :build and stream_id = :stream
                        """)
                .bind("build", buildId)
                .bind("stream", locked.streamKey())
                .bind("reason", reason)
                .execute();
    }

    /** What the transaction holds. */
    private record Locked(long streamKey, String transactionId) {}
}
