package com.stateset.sequencer.projection.jdbi;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionTransaction;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * A write transaction on one stream of a build. It holds the checkpoint's row from the beginning, or the
 * only write lock there is: once the claim was found to be good it stays so, since taking the stream over
 * needs that row.
 *
 * <p>The projection's own code runs in this transaction, and could end it by a statement. What is written
 * after that would be stored at once, without what is to go with it: so it is looked first whether the
 * transaction is still the same.
 */
final class JdbiProjectionTransaction implements ProjectionTransaction {

    private final DialectHandle handle;
    private final Handle lent;
    private final long buildId;
    private final Locked locked;
    private final Map<String, String> tables;
    private final ProjectionParking parking;

    private JdbiProjectionTransaction(DialectHandle handle, long buildId, Locked locked) {
        this.handle = handle;
        this.lent = handle.dialect().lend(handle.plain());
        this.buildId = buildId;
        this.locked = locked;
        ProjectionTables all = new ProjectionTables(handle);
        this.tables = all.of(buildId).stream()
                .map(ProjectionTable::name)
                .collect(toUnmodifiableMap(name -> name, name -> all.nameOf(buildId, name)));
        this.parking = new ProjectionParking(handle);
    }

    /** Empty if the claim is not good any more. */
    static Optional<JdbiProjectionTransaction> on(DialectHandle handle, Claim claim) {
        handle.dialect().lockToWorkOn(handle.plain(), claim.buildId());
        return handle.query("""
                        select c.stream_id, {transaction} as transaction_id
                        from projection_checkpoints c
                        join stream_ids i on i.stream_id = c.stream_id
                        join projection_builds b on b.build_id = c.build_id
                        join projection_workers w on w.build_id = c.build_id and w.worker_id = c.worker_id
                        where c.build_id = :build
                          and i.tenant_id = :tenant
                          and i.store_id = :store
                          and c.worker_id = :worker
                          and c.fence = :fence
                          and c.sequence_number = :number
                          and w.ends_at > {now}
                          and b.held_until <= {now}
                        {for update of c}
                        """)
                .bind("build", claim.buildId())
                .bind("tenant", handle.bound(claim.stream().tenantId()))
                .bind("store", handle.bound(claim.stream().storeId()))
                .bind("worker", handle.bound(claim.worker()))
                .bind("fence", claim.fence())
                .bind("number", claim.checkpoint().sequenceNumber())
                .map((row, context) -> new Locked(row.getLong("stream_id"), row.getString("transaction_id")))
                .findOne()
                .map(locked -> new JdbiProjectionTransaction(handle, claim.buildId(), locked));
    }

    @Override
    public Object handle() {
        return lent;
    }

    @Override
    public String table(String name) {
        String inDatabase = tables.get(name);
        if (inDatabase == null) {
            throw new IllegalArgumentException("the projection has no table " + name + ", but " + tables.keySet());
        }
        return inDatabase;
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
        requireUnbroken();
        parking.put(buildId, locked.streamKey(), event, attempts, error);
    }

    @Override
    public void unpark(SequencedEvent event) {
        requireUnbroken();
        parking.remove(buildId, locked.streamKey(), event.event().entity(), event.sequenceNumber());
    }

    @Override
    public void moveTo(SequencedEvent event) {
        requireUnbroken();
        update("""
                        update projection_checkpoints
                        set sequence_number = :number, leaf_hash = :leafHash, (committed_to, state_root) = (
                            select coalesce(last.sequence_end, 0), last.new_state_root
                            from (select 1) one left join (
                                select sequence_end, new_state_root
                                from commitments
                                where stream_id = :stream
                                  and sequence_start <= :number
                                  and sequence_end <= :number
                                  and new_state_root is not null
                                order by sequence_start desc
                                limit 1) last on true)
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

    private void requireUnbroken() {
        if (!handle.dialect().isUnbroken(handle.plain(), locked.transactionId())) {
            throw new StoreFailedException("the projection ended the transaction that it was given", null);
        }
    }

    private Update update(String sql) {
        return handle.update(sql).bind("build", buildId).bind("stream", locked.streamKey());
    }

    /** What the transaction holds. */
    private record Locked(long streamKey, String transactionId) {}
}
