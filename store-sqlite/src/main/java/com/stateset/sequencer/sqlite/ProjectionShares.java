package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.projection.spi.Claim;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.Update;

/** Who works on which streams of a build, on one connection within a write transaction. */
final class ProjectionShares {

    private final Handle handle;
    private final long buildId;
    private final byte[] worker;
    private final UUID workerId;
    private final long now;

    ProjectionShares(Handle handle, long buildId, UUID workerId, long now) {
        this.handle = handle;
        this.buildId = buildId;
        this.worker = BinaryForm.bytes(workerId);
        this.workerId = workerId;
        this.now = now;
    }

    /**
     * Gives the worker its share.
     *
     * @param until when it is taken for dead unless it has come again
     */
    List<Claim> claim(long until) {
        if (!isMoving()) {
            return List.of();
        }
        signOfLife(until);
        addNewStreams();
        long excess = held() - share();
        if (excess > 0) {
            giveBack(excess);
        } else {
            takeFree(-excess);
        }
        return new ProjectionCheckpoints(handle, buildId).claims(workerId);
    }

    int leave() {
        giveBack(Long.MAX_VALUE);
        return update("delete from projection_workers where build_id = :build and worker_id = :worker")
                .execute();
    }

    private boolean isMoving() {
        return handle.createQuery("select 1 from projection_builds where build_id = :build and held_until <= :now")
                .bind("build", buildId)
                .bind("now", now)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private void signOfLife(long until) {
        update("""
                        insert into projection_workers (build_id, worker_id, ends_at)
                        values (:build, :worker, :until)
                        on conflict (build_id, worker_id) do update set ends_at = excluded.ends_at
                        """).bind("until", until).execute();
        update("delete from projection_workers where build_id = :build and ends_at <= :now")
                .execute();
    }

    private void addNewStreams() {
        update("""
                        insert into projection_checkpoints (build_id, stream_id)
                        select :build, stream_id
                        from stream_heads
                        where not exists (
                            select 1
                            from projection_checkpoints known
                            where known.build_id = :build and known.stream_id = stream_heads.stream_id)
                        """).execute();
    }

    private long held() {
        return count("""
                select count(*)
                from projection_checkpoints
                where build_id = :build and worker_id = :worker and stopped is null
                """);
    }

    /** An equal part, rounded up. */
    private long share() {
        return count("""
                select (streams + workers - 1) / workers
                from (select count(*) as streams from projection_checkpoints where build_id = :build and stopped is null)
                join (select count(*) as workers from projection_workers where build_id = :build)
                """);
    }

    private void giveBack(long most) {
        update("""
                        update projection_checkpoints
                        set worker_id = null
                        where build_id = :build and stream_id in (
                            select stream_id
                            from projection_checkpoints
                            where build_id = :build and worker_id = :worker
                            order by stream_id desc
                            limit :most)
                        """).bind("most", most).execute();
    }

    private void takeFree(long most) {
        update("""
                        update projection_checkpoints
                        set worker_id = :worker, fence = fence + 1
                        where build_id = :build and stream_id in (
                            select stream_id
                            from projection_checkpoints
                            where build_id = :build
                              and stopped is null
                              and (worker_id is null or not exists (
                                select 1
                                from projection_workers w
                                where w.build_id = :build and w.worker_id = projection_checkpoints.worker_id))
                            limit :most)
                        """).bind("most", most).execute();
    }

    private Update update(String sql) {
        return handle.createUpdate(sql)
                .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                .bind("build", buildId)
                .bind("worker", worker)
                .bind("now", now);
    }

    private long count(String sql) {
        return handle.createQuery(sql)
                .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                .bind("build", buildId)
                .bind("worker", worker)
                .mapTo(Long.class)
                .one();
    }
}
